#ifndef LEHR_CLIENT_PROGRESS_VIEW_H_
#define LEHR_CLIENT_PROGRESS_VIEW_H_

#include <string>
#include <vector>

#include <absl/time/time.h>

#include "client/session.h"
#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// Share of the sweep's work that is done, between 0 and 1: by atom-steps, or by
// segments where those are not known.
double ShareDone(const v1::WatchSweepResponse& picture);

// "[████████░░░░] " of `cells` cells.
std::string Bar(double share, std::size_t cells);

// Nanoseconds of simulated time a day at this speed; 0 if it is not known.
double NanosecondsPerDay(const v1::Progress& progress, double time_step_fs);

// The sweep's progress as lines to be redrawn, each at most as wide as the
// terminal.
std::vector<std::string> ProgressLines(const v1::WatchSweepResponse& picture,
                                       double time_step_fs,
                                       absl::Duration elapsed,
                                       const Terminal& terminal);

// The same as one line, for logs.
std::string ProgressLine(const v1::WatchSweepResponse& picture);

// Draws lines over those drawn before, if they differ. Only for interactive
// terminals.
class LiveLines {
 public:
  explicit LiveLines(std::ostream& out) : out_(out) {}
  void Draw(const std::vector<std::string>& lines);
  // Removes what was drawn.
  void Clear();

 private:
  std::ostream& out_;
  std::vector<std::string> drawn_;
};

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PROGRESS_VIEW_H_
