// Sweep files, and the plans that are made of them: what the reader has nothing
// against can be planned or is refused with its reasons.

#include <cstdlib>
#include <string>

#include "proto/plan/plan.h"
#include "proto/yaml/sweep_file.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

// Larger sweeps take seconds each, and no other way.
constexpr int kMostPoints = 2000;

std::int64_t PointsOf(const lehr::v1::SweepSpec& spec) {
  std::int64_t values = std::max<std::int64_t>(spec.replicas(), 1);
  const auto count = [&values](const auto& parameters) {
    for (const auto& parameter : parameters) {
      values *= std::max<std::int64_t>(
          {parameter.range().count(), parameter.list().values_size(), 1});
      values = std::min<std::int64_t>(values, 1 << 30);
    }
  };
  count(spec.parameters());
  for (const auto& treatment : spec.treatments()) count(treatment.parameters());
  return values;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  lehr::yaml::SweepFile file = lehr::yaml::ParseSweepFile(
      "fuzz.yaml", std::string(lehr::Text(data, size)));
  auto* potential = file.spec.mutable_material()->mutable_potential();
  potential->set_sha256(std::string(32, 'p'));
  potential->set_name("CuZr.eam.fs");
  potential->add_elements("Cu");
  potential->add_elements("Zr");
  potential->set_cutoff_angstrom(7.6);
  if (PointsOf(file.spec) > kMostPoints) return 0;
  // Also what the reader refuses: others than our client call the server.
  const auto plan = lehr::plan::MakePlan(file.spec);
  if (!plan.ok() && plan.status().message().empty()) std::abort();
  return 0;
}
