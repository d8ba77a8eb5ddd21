#include "tests/proto/plan/sweeps.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "proto/support/rpc_status.h"
#include "tests/support/status_matchers.h"

namespace lehr::plan {

const char kSample[] = R"(
  sample { create { cells { x: 6 y: 6 z: 6 } } }
  sample { hold { temperature_kelvin { number: 2000 } time_ps { number: 2 } } }
  sample { ramp { to_kelvin { number: 300 }
                  rate_kelvin_per_ps { number: 100 } } }
)";

v1::SweepSpec ParseSweep(const std::string& text) {
  v1::SweepSpec spec;
  spec.set_name("test");
  spec.set_seed(1);
  v1::Material* material = spec.mutable_material();
  v1::Component* copper = material->add_components();
  copper->set_element("Cu");
  copper->set_fraction(0.64);
  v1::Component* zirconium = material->add_components();
  zirconium->set_element("Zr");
  zirconium->set_fraction(0.36);
  v1::PotentialRef* potential = material->mutable_potential();
  potential->set_sha256(std::string(32, 'p'));
  potential->set_name("CuZr.eam.fs");
  potential->add_elements("Cu");
  potential->add_elements("Zr");
  potential->set_cutoff_angstrom(7.6);
  v1::SweepSpec written;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &written));
  if (written.has_material()) spec.clear_material();
  spec.MergeFrom(written);
  return spec;
}

Plan PlanOf(const std::string& text) {
  absl::StatusOr<Plan> plan = MakePlan(ParseSweep(text));
  EXPECT_OK(plan);
  return plan.ok() ? *std::move(plan) : Plan{};
}

v1::SpecViolations ViolationsOf(const v1::SweepSpec& spec) {
  v1::SpecViolations violations;
  const absl::StatusOr<Plan> plan = MakePlan(spec);
  if (plan.ok()) return violations;
  EXPECT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(
      violations.ParseFromString(DetailOf(plan.status()).value_or("x")));
  return violations;
}

v1::SpecViolations ViolationsOf(const std::string& text) {
  return ViolationsOf(ParseSweep(text));
}

v1::SweepSpec OnlyPoint(const v1::SweepSpec& spec, const PlannedPoint& point) {
  v1::SweepSpec result = spec;
  result.set_replicas(point.replica + 1);
  const auto fix = [&point](v1::Parameter* parameter) {
    for (const ParameterSetting& setting : point.parameters) {
      if (setting.name != parameter->name()) continue;
      parameter->mutable_list()->clear_values();
      parameter->mutable_list()->add_values(setting.value);
    }
  };
  for (v1::Parameter& parameter : *result.mutable_parameters()) fix(&parameter);
  result.clear_treatments();
  for (const v1::Treatment& treatment : spec.treatments()) {
    if (treatment.name() != point.treatment && treatment.name() != "as_cast") {
      continue;
    }
    v1::Treatment* kept = result.add_treatments();
    *kept = treatment;
    for (v1::Parameter& own : *kept->mutable_parameters()) fix(&own);
  }
  return result;
}

const v1::Law& LawOf(const PlannedSegment& segment) {
  EXPECT_TRUE(segment.work.has_advance()) << segment.label;
  return segment.work.advance().law();
}

const v1::DynamicsLaw& DynamicsOf(const PlannedSegment& segment) {
  EXPECT_TRUE(LawOf(segment).has_dynamics()) << segment.label;
  return LawOf(segment).dynamics();
}

const PlannedSegment& SegmentAt(const Plan& plan, const std::string& label) {
  static const auto& none = *new PlannedSegment();
  const PlannedSegment* found = nullptr;
  std::string labels;
  for (const PlannedSegment& segment : plan.segments) {
    labels += segment.label + "\n";
    if (segment.label != label) continue;
    EXPECT_EQ(found, nullptr) << "twice: " << label;
    found = &segment;
  }
  EXPECT_NE(found, nullptr) << "no " << label << " in\n" << labels;
  return found == nullptr ? none : *found;
}

}  // namespace lehr::plan
