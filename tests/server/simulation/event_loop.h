#ifndef LEHR_TESTS_SERVER_SIMULATION_EVENT_LOOP_H_
#define LEHR_TESTS_SERVER_SIMULATION_EVENT_LOOP_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

namespace lehr::server {

// EventLoop is a world's time: what is to happen, in the order of when. Two
// things at one time happen in the order in which they were planned, so that a
// seed always gives the same run.
class EventLoop {
 public:
  absl::Time now() const { return now_; }

  void After(absl::Duration delay, std::function<void()> event);
  // Goes to the next event and lets it happen; false if there is none.
  bool Step();

  // Adds to what is known of the run: a line for people, and the hash of all
  // lines, which two runs of one seed share.
  void Note(std::string_view line);
  std::uint64_t trace_hash() const { return trace_hash_; }
  // The last lines, oldest first.
  std::string LastLines() const;

 private:
  absl::Time now_ = absl::FromUnixSeconds(1800000000);
  std::multimap<absl::Time, std::function<void()>> events_;
  std::uint64_t trace_hash_ = 14695981039346656037u;
  std::vector<std::string> lines_;
};

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SIMULATION_EVENT_LOOP_H_
