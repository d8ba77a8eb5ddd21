#include "client/machine_share.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

#include "proto/support/cores.h"

namespace lehr::client {
namespace {

// Values that these parameters take together: all with all, zipped ones once.
std::int64_t Combinations(
    const google::protobuf::RepeatedPtrField<v1::Parameter>& parameters) {
  std::int64_t combinations = 1;
  std::set<std::string> groups;
  for (const v1::Parameter& parameter : parameters) {
    const std::string& group = parameter.zip_group();
    if (!group.empty() && !groups.insert(group).second) continue;
    combinations *= parameter.has_range() ? parameter.range().count()
                                          : parameter.list().values_size();
  }
  return combinations;
}

std::int64_t PointCount(const v1::SweepSpec& spec) {
  std::int64_t per_replica = spec.treatments_size() == 0 ? 1 : 0;
  for (const v1::Treatment& treatment : spec.treatments()) {
    per_replica += Combinations(treatment.parameters());
  }
  return per_replica * Combinations(spec.parameters()) *
         std::max(1, spec.replicas());
}

// Two workers of one thread do more than one worker of two, if there is work
// for both: threads of one simulation wait for each other at every step.
int DefaultWorkers(const v1::SweepSpec& spec) {
  return static_cast<int>(
      std::clamp<std::int64_t>(PointCount(spec), 1, UsableCores()));
}

}  // namespace

MachineShare ShareFor(const v1::SweepSpec& spec, int workers, int threads) {
  MachineShare share;
  share.workers = workers > 0 ? workers : DefaultWorkers(spec);
  share.threads =
      threads > 0 ? threads : std::max(1, UsableCores() / share.workers);
  return share;
}

}  // namespace lehr::client
