#include "worker/chunk_sizer.h"

#include <algorithm>

namespace lehr::worker {

std::int64_t ChunkSizer::Next(std::int64_t step, std::int64_t end) const {
  const std::int64_t reach = std::min(steps_, end - step);
  const std::int64_t last_boundary =
      (step + reach) / record_steps_ * record_steps_;
  return last_boundary > step ? last_boundary - step : reach;
}

void ChunkSizer::Took(std::int64_t steps, absl::Duration time) {
  // A chunk that was too short to be timed grows fourfold; so does any at most,
  // since the first includes what the engine sets up once.
  const std::int64_t most = 4 * std::max<std::int64_t>(steps, 1);
  if (time <= absl::ZeroDuration()) {
    steps_ = most;
    return;
  }
  const double fitting =
      static_cast<double>(steps) * absl::FDivDuration(target_, time);
  steps_ = std::clamp<std::int64_t>(fitting < static_cast<double>(most)
                                        ? static_cast<std::int64_t>(fitting)
                                        : most,
                                    1, most);
}

}  // namespace lehr::worker
