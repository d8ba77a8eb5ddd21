#ifndef LEHR_PROTO_SUPPORT_BACKOFF_H_
#define LEHR_PROTO_SUPPORT_BACKOFF_H_

#include <cstdint>
#include <random>

#include <absl/time/time.h>

namespace lehr {

// Backoff gives waiting times that double from `first` to `most`, each
// multiplied by a random factor in [0.5, 1] so that many callers spread out.
class Backoff {
 public:
  Backoff(absl::Duration first, absl::Duration most, std::uint64_t seed);

  // The next waiting time.
  absl::Duration Next();

  // Starts again from `first`, after a success.
  void Reset() { next_ = first_; }

 private:
  absl::Duration first_;
  absl::Duration most_;
  absl::Duration next_;
  std::mt19937_64 random_;
};

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_BACKOFF_H_
