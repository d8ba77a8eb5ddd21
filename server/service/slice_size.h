#ifndef LEHR_SERVER_SERVICE_SLICE_SIZE_H_
#define LEHR_SERVER_SERVICE_SLICE_SIZE_H_

#include <algorithm>

#include <absl/time/time.h>

namespace lehr::server {

// SliceSize is how much of a long decision is decided at a time, so that nobody
// waits for more than about kTime: learned from what slices have taken.
class SliceSize {
 public:
  static constexpr absl::Duration kTime = absl::Milliseconds(10);
  // It gets on also on a machine that is busy with other things, and one look
  // at the clock is enough for a slice.
  static constexpr int kLeast = 10;
  static constexpr int kMost = 2000;

  // What the next slice may have.
  int most() const { return most_; }

  // A slice that had as much as it may has taken this time.
  void Learn(absl::Duration time) {
    const double factor =
        absl::FDivDuration(kTime, std::max(time, absl::Microseconds(1)));
    most_ = std::clamp(static_cast<int>(most_ * std::clamp(factor, 0.5, 2.0)),
                       kLeast, kMost);
  }

 private:
  int most_ = 100;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_SLICE_SIZE_H_
