#include "proto/plan/plan.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "proto/plan/path_walker.h"
#include "proto/plan/programme.h"
#include "proto/plan/segment_table.h"
#include "proto/plan/settings.h"
#include "proto/plan/spec_check.h"
#include "proto/plan/violations.h"

namespace lehr::plan {
namespace {

// All points, in the order of Plan::points.
std::vector<PointId> PointsOf(const Programme& programme) {
  std::vector<PointId> points;
  points.reserve(static_cast<std::size_t>(programme.points));
  for (std::size_t t = 0; t < programme.treatments.size(); ++t) {
    const std::int64_t own_size = programme.treatments[t].grid.size();
    for (std::int64_t i = 0; i < programme.grid.size(); ++i) {
      for (std::int64_t k = 0; k < own_size; ++k) {
        for (int replica = 0; replica < programme.replicas; ++replica) {
          points.push_back({static_cast<int>(t), i, k, replica});
        }
      }
    }
  }
  return points;
}

// Position in PointsOf of the point to which that at `index` is compared.
int BaselineOf(const Programme& programme, const PointId& point, int index) {
  if (programme.baseline < 0) return -1;
  std::int64_t position = 0;
  for (int t = 0; t < programme.baseline; ++t) {
    position += programme.grid.size() *
                programme.treatments[static_cast<std::size_t>(t)].grid.size() *
                programme.replicas;
  }
  // The baseline has no parameters of its own.
  position += point.sweep_combination * programme.replicas + point.replica;
  return position == index ? -1 : static_cast<int>(position);
}

std::vector<ParameterSetting> SettingsOf(const Programme& programme,
                                         const PointId& point) {
  const TreatmentProgramme& treatment =
      programme.treatments[static_cast<std::size_t>(point.treatment)];
  std::vector<double> values = programme.grid.At(point.sweep_combination);
  const std::vector<double> own = treatment.grid.At(point.own_combination);
  values.insert(values.end(), own.begin(), own.end());
  std::vector<ParameterSetting> result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    result.push_back({treatment.parameters[i], values[i]});
  }
  return result;
}

// The plan of a programme. Means nothing if there are violations afterwards.
Plan Expand(const v1::SweepSpec& spec, const Programme& programme,
            const Settings& settings, Violations* violations) {
  Plan plan;
  SegmentTable segments(spec.material().potential().sha256());
  std::optional<PathWalker> walker(std::in_place, spec, programme, settings,
                                   &segments, violations);
  plan.points.reserve(static_cast<std::size_t>(programme.points));
  for (const PointId& id : PointsOf(programme)) {
    PlannedPoint point;
    point.segments = walker->Walk(id);
    if (walker->stopped()) return plan;
    // Other points are only walked to find what else is wrong.
    if (!violations->empty()) continue;
    point.treatment =
        programme.treatments[static_cast<std::size_t>(id.treatment)].name;
    point.parameters = SettingsOf(programme, id);
    point.replica = id.replica;
    point.baseline =
        BaselineOf(programme, id, static_cast<int>(plan.points.size()));
    for (const int segment : point.segments) ++segments.at(segment).points;
    plan.points.push_back(std::move(point));
  }
  plan.atom_steps_as_written = walker->atom_steps();
  walker.reset();  // as large as the plan
  plan.segments = segments.Take();
  return plan;
}

}  // namespace

std::int64_t SharedAtomSteps(const Plan& plan) {
  std::int64_t sum = 0;
  for (const PlannedSegment& segment : plan.segments) {
    const std::int64_t done =
        segment.continues < 0
            ? 0
            : plan.segments[static_cast<std::size_t>(segment.continues)].steps;
    sum += segment.atoms * (segment.steps - done);
  }
  return sum;
}

absl::StatusOr<Plan> MakePlan(const v1::SweepSpec& given) {
  const v1::SweepSpec spec = WithTreatment(given);
  Violations violations;
  CheckNameAndMaterial(spec, &violations);
  const Settings settings = ReadSettings(spec.settings(), &violations);
  const std::unique_ptr<Programme> programme = ReadProgramme(spec, &violations);
  if (programme == nullptr) return violations.ToStatus();
  Plan plan = Expand(spec, *programme, settings, &violations);
  if (!violations.empty()) return violations.ToStatus();
  LinkContinuations(&plan);
  return plan;
}

}  // namespace lehr::plan
