#include "client/progress_view.h"

#include <algorithm>
#include <cmath>
#include <ostream>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/number_format.h"
#include "client/sweep_standing.h"
#include "client/text_table.h"
#include "client/time_format.h"

namespace lehr::client {
namespace {

constexpr std::size_t kBarCells = 30;
// More would not fit a small window.
constexpr int kMostRunning = 8;
constexpr int kMostErrors = 3;

constexpr double kSecondsPerDay = 86400;
constexpr double kNanosecondsPerFemtosecond = 1e-6;

double ShareOf(const v1::Progress& progress) {
  if (progress.steps_total() <= 0) return 0;
  return std::clamp(static_cast<double>(progress.steps_done()) /
                        static_cast<double>(progress.steps_total()),
                    0.0, 1.0);
}

// Rounded down, so that 100 means all.
int Percent(double share) { return static_cast<int>(std::floor(100 * share)); }

std::string SpeedAndTime(const v1::WatchSweepResponse& picture) {
  std::string text;
  if (picture.atom_steps_per_second() > 0) {
    absl::StrAppend(&text, "  ", FormatCount(picture.atom_steps_per_second()),
                    " atom-steps/s");
  }
  if (picture.has_time_left()) {
    absl::StrAppend(&text, "  ", FormatSpan(ToDuration(picture.time_left())),
                    " left");
  }
  return text;
}

std::string RunningLine(const v1::RunningSegment& running,
                        double time_step_fs) {
  const v1::Progress& progress = running.progress();
  std::string line =
      absl::StrFormat("  %3d %%  %s  %s", Percent(ShareOf(progress)),
                      running.worker(), running.label());
  const double pace = NanosecondsPerDay(progress, time_step_fs);
  if (pace > 0) absl::StrAppend(&line, "  ", FormatValue(pace), " ns/day");
  return line;
}

}  // namespace

double ShareDone(const v1::WatchSweepResponse& picture) {
  if (picture.sweep().state() == v1::SWEEP_STATE_DONE) return 1;
  const auto& segments = picture.sweep().segments();
  double done = segments.done();
  double total = done + segments.waiting() + segments.ready() +
                 segments.leased() + segments.failed() + segments.cancelled();
  if (picture.atom_steps_total() > 0) {
    done = static_cast<double>(picture.atom_steps_done());
    total = static_cast<double>(picture.atom_steps_total());
  }
  return total > 0 ? std::clamp(done / total, 0.0, 1.0) : 0;
}

std::string Bar(double share, std::size_t cells) {
  const auto full =
      static_cast<std::size_t>(std::floor(share * static_cast<double>(cells)));
  std::string bar = "[";
  for (std::size_t i = 0; i < cells; ++i) bar += i < full ? "█" : "░";
  return bar + "]";
}

double NanosecondsPerDay(const v1::Progress& progress, double time_step_fs) {
  if (progress.atoms() <= 0) return 0;
  return progress.atom_steps_per_second() /
         static_cast<double>(progress.atoms()) * time_step_fs *
         kNanosecondsPerFemtosecond * kSecondsPerDay;
}

std::vector<std::string> ProgressLines(const v1::WatchSweepResponse& picture,
                                       double time_step_fs,
                                       absl::Duration elapsed,
                                       const Terminal& terminal) {
  const v1::Sweep& sweep = picture.sweep();
  std::vector<std::string> lines = {
      absl::StrFormat("%s (sweep %d)  %s  %s", sweep.name(), sweep.sweep_id(),
                      StandingText(sweep), FormatSpan(elapsed)),
      absl::StrFormat("%s %d %%  %d/%d points%s",
                      Bar(ShareDone(picture), kBarCells),
                      Percent(ShareDone(picture)), sweep.points_done(),
                      sweep.points(), SpeedAndTime(picture))};
  for (int i = 0; i < picture.running_size(); ++i) {
    if (i == kMostRunning) {
      lines.push_back(absl::StrFormat("  … and %d more",
                                      picture.running_size() - kMostRunning));
      break;
    }
    lines.push_back(RunningLine(picture.running(i), time_step_fs));
  }
  if (picture.workers() == 0) {
    lines.emplace_back("  no worker: start `lehr-worker --server ADDRESS`");
  }
  if (!picture.notice().empty()) lines.push_back("  " + picture.notice());
  for (std::string& line : lines) line = CutToWidth(line, terminal.width);
  for (int i = 0; i < std::min(picture.errors_size(), kMostErrors); ++i) {
    const std::string line =
        CutToWidth("  failed: " + picture.errors(i), terminal.width);
    lines.push_back(terminal.color ? "\x1b[31m" + line + "\x1b[0m" : line);
  }
  return lines;
}

std::string ProgressLine(const v1::WatchSweepResponse& picture) {
  const v1::Sweep& sweep = picture.sweep();
  std::string line = absl::StrFormat(
      "%s: %d %%  %d/%d points  %d/%d segments%s", sweep.name(),
      Percent(ShareDone(picture)), sweep.points_done(), sweep.points(),
      sweep.segments().done(),
      sweep.segments().done() + sweep.segments().waiting() +
          sweep.segments().ready() + sweep.segments().leased() +
          sweep.segments().failed() + sweep.segments().cancelled(),
      SpeedAndTime(picture));
  if (sweep.state() == v1::SWEEP_STATE_PAUSED || sweep.has_points_stored()) {
    absl::StrAppend(&line, "  ", StandingText(sweep));
  }
  if (picture.running_size() > 0) {
    absl::StrAppend(&line, "  now ", picture.running(0).label());
  }
  if (!picture.notice().empty()) {
    absl::StrAppend(&line, "  (", picture.notice(), ")");
  }
  return line;
}

void LiveLines::Draw(const std::vector<std::string>& lines) {
  if (lines == drawn_) return;
  Clear();
  for (const std::string& line : lines) out_ << line << "\n";
  out_.flush();
  drawn_ = lines;
}

void LiveLines::Clear() {
  // Up to the first line, then erase to the end of the screen.
  if (!drawn_.empty()) out_ << "\x1b[" << drawn_.size() << "A\r\x1b[J";
  drawn_.clear();
}

}  // namespace lehr::client
