#include "tests/proto/plan/yaml_sweeps.h"

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::plan {

v1::SweepSpec SpecOfFile(const yaml::SweepFile& file, double cutoff) {
  EXPECT_EQ(yaml::FormatProblems(file.path, file.problems), "");
  v1::SweepSpec spec = file.spec;
  v1::PotentialRef& potential = *spec.mutable_material()->mutable_potential();
  potential.set_name(file.potential);
  potential.set_sha256(std::string(32, 'p'));
  potential.set_format(v1::POTENTIAL_FORMAT_EAM_FS);
  for (const char* element : {"Cu", "Zr"}) potential.add_elements(element);
  potential.set_cutoff_angstrom(cutoff);
  return spec;
}

Plan PlanOfFile(const yaml::SweepFile& file) {
  constexpr double kCutoff = 7.6;
  absl::StatusOr<Plan> plan = MakePlan(SpecOfFile(file, kCutoff));
  EXPECT_OK(yaml::WithPositions(plan.status(), file));
  return plan.ok() ? *std::move(plan) : Plan{};
}

Plan PlanOfYaml(const std::string& text) {
  return PlanOfFile(yaml::ParseSweepFile("s.yaml", text));
}

std::string YamlSweep(const std::string& rest) {
  return "name: s\n"
         "material: {composition: {Cu: 0.64, Zr: 0.36}}\n"
         "sample:\n"
         "  - create: {cells: [6, 6, 6]}\n"
         "  - hold: {T: 2000, time_ps: 1, P: 0}\n"
         "  - ramp: {T_to: 300, rate: 100}\n" +
         rest;
}

}  // namespace lehr::plan
