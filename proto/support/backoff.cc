#include "proto/support/backoff.h"

#include <algorithm>

namespace lehr {

Backoff::Backoff(absl::Duration first, absl::Duration most, std::uint64_t seed)
    : first_(first), most_(most), next_(first), random_(seed) {}

absl::Duration Backoff::Next() {
  const absl::Duration wait = next_;
  next_ = std::min(2 * next_, most_);
  return wait * std::uniform_real_distribution<double>(0.5, 1.0)(random_);
}

}  // namespace lehr
