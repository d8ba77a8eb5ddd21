#include "server/pool/pool_size.h"

#include <algorithm>
#include <cmath>

namespace lehr::server {
namespace {

constexpr absl::Duration kFirstPause = absl::Seconds(15);
constexpr absl::Duration kLongestPause = absl::Minutes(30);
// 15 s · 2^7 is more than the longest one.
constexpr int kMostDoublings = 7;

constexpr double kAtomStepsPerCore = 2e6;  // [1/s]

// More than any site has.
constexpr std::int64_t kMostWorkers = 1'000'000;

}  // namespace

int WorkersWanted(const PoolDemand& demand) {
  if (demand.runnable <= 0) return 0;
  const double worth =
      std::ceil(absl::FDivDuration(demand.work, demand.least_work));
  const auto most = static_cast<std::int64_t>(
      std::clamp(worth, 1.0, static_cast<double>(kMostWorkers)));
  return static_cast<int>(std::min({demand.runnable, most, kMostWorkers}));
}

int WorkersToAsk(const PoolDemand& demand, const PoolSupply& supply,
                 int max_workers, int failures) {
  const int missing = WorkersWanted(demand) - supply.live - supply.coming;
  const int room = max_workers - supply.own;
  const int wanted = std::max(0, std::min(missing, room));
  if (failures == 0) return wanted;
  return supply.coming > 0 ? 0 : std::min(wanted, 1);
}

int WorkersToCancel(const PoolDemand& demand, const PoolSupply& supply) {
  return demand.runnable == 0 ? supply.own_pending : 0;
}

double AssumedSpeed(int threads) { return kAtomStepsPerCore * threads; }

absl::Duration PauseAfter(int failures) {
  if (failures <= 0) return absl::ZeroDuration();
  return std::min(kLongestPause,
                  kFirstPause * (1 << std::min(failures - 1, kMostDoublings)));
}

}  // namespace lehr::server
