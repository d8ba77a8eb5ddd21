#ifndef LEHR_SERVER_CORE_COMMIT_PACE_H_
#define LEHR_SERVER_CORE_COMMIT_PACE_H_

#include <cstddef>

#include <absl/time/time.h>

namespace lehr::server {

// CommitPace says when the next transaction may begin. A commit costs the same
// CPU time whatever is in it, so when many calls come one by one, it is worth
// waiting a little for company; when few do, none of them waits.
class CommitPace {
 public:
  // From one transaction to the next, when busy.
  static constexpr absl::Duration kApart = absl::Milliseconds(4);
  // Tasks a second from which the server is busy, counted for this long.
  static constexpr double kBusy = 500;
  static constexpr absl::Duration kCounted = absl::Milliseconds(100);

  // Not before this.
  absl::Time next() const { return next_; }
  // A transaction with so many tasks begins.
  void Begin(absl::Time now, std::size_t tasks);

 private:
  absl::Time next_ = absl::InfinitePast();
  absl::Time counted_from_ = absl::InfinitePast();
  std::size_t counted_ = 0;
  bool is_busy_ = false;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_COMMIT_PACE_H_
