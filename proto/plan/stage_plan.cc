#include "proto/plan/stage_plan.h"

#include <utility>

#include "proto/plan/path_walker.h"
#include "proto/plan/programme.h"
#include "proto/plan/quantity_reader.h"
#include "proto/plan/segment_table.h"
#include "proto/plan/settings.h"
#include "proto/plan/stage_reader.h"
#include "proto/plan/violations.h"

namespace lehr::plan {
namespace {

// As it stands in labels and in the paths of violations.
constexpr char kStages[] = "stages";

// A sweep of one point that does nothing but the stages. As those of a
// treatment: what was given is the sample.
Programme ProgrammeOf(const v1::SweepSpec& spec, const v1::SweepSpec& none,
                      Violations* violations) {
  Programme programme{
      ParameterGrid({}, "", violations), {}, {}, ReferenceTable(none)};
  TreatmentProgramme treatment{
      kStages, ParameterGrid({}, "", violations), {}, {}, {}};
  QuantityReader reader({}, 0, &programme.references, violations);
  int next_id = 0;
  treatment.stages =
      ReadStages(spec.sample(), kStages, false, &reader, &next_id);
  programme.treatments.push_back(std::move(treatment));
  programme.points = 1;
  return programme;
}

PlannedState StartOf(const GivenState& given) {
  PlannedState start;
  start.atoms = given.atoms;
  start.free = given.free;
  start.at_rest = given.at_rest;
  start.temperature = given.temperature;
  return start;
}

}  // namespace

absl::StatusOr<Plan> PlanStages(const v1::SweepSpec& spec,
                                const GivenState& given) {
  Violations violations;
  if (spec.sample().empty()) {
    violations.Add(kStages, "expected at least one stage, found none");
  }
  const Settings settings = ReadSettings(spec.settings(), &violations);
  const v1::SweepSpec none;
  const Programme programme = ProgrammeOf(spec, none, &violations);
  SegmentTable segments(spec.material().potential().sha256());
  PathWalker walker(spec, programme, settings, &segments, &violations);
  walker.StartFrom(StartOf(given));
  Plan plan;
  PlannedPoint point;
  point.treatment = kStages;
  point.segments = walker.Walk({});
  if (!violations.empty()) return violations.ToStatus();
  for (const int segment : point.segments) segments.at(segment).points = 1;
  plan.points.push_back(std::move(point));
  plan.segments = segments.Take();
  plan.atom_steps_as_written = walker.atom_steps();
  return plan;
}

}  // namespace lehr::plan
