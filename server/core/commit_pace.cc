#include "server/core/commit_pace.h"

namespace lehr::server {

void CommitPace::Begin(absl::Time now, std::size_t tasks) {
  counted_ += tasks;
  const absl::Duration counted_for = now - counted_from_;
  if (counted_for >= kCounted) {
    is_busy_ = static_cast<double>(counted_) >=
               kBusy * absl::ToDoubleSeconds(counted_for);
    counted_from_ = now;
    counted_ = 0;
  }
  next_ = is_busy_ ? now + kApart : now;
}

}  // namespace lehr::server
