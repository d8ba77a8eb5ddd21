#include "server/coordinator/extension.h"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "proto/plan/work_difference.h"
#include "server/store/point_table.h"
#include "server/store/segment_table.h"

namespace lehr::server {
namespace {

std::size_t Index(int i) { return static_cast<std::size_t>(i); }

// What makes a point the same in two plans, apart from its segments. Values are
// written to the last bit.
template <typename Parameters, typename NameAndValue>
std::string IdentityOf(const std::string& treatment, int replica,
                       const Parameters& parameters, NameAndValue read) {
  std::string identity = absl::StrCat(treatment, "\n", replica);
  for (const auto& parameter : parameters) {
    const auto [name, value] = read(parameter);
    absl::StrAppendFormat(&identity, "\n%s=%a", name, value);
  }
  return identity;
}

std::string IdentityOf(const plan::PlannedPoint& point) {
  return IdentityOf(point.treatment, point.replica, point.parameters,
                    [](const plan::ParameterSetting& setting) {
                      return std::pair(setting.name, setting.value);
                    });
}

std::string IdentityOf(const PointRow& point) {
  return IdentityOf(point.treatment, point.replica, point.parameters,
                    [](const v1::ParameterValue& parameter) {
                      return std::pair(parameter.name(), parameter.value());
                    });
}

// PointMatcher finds the sweep's points in a plan.
class PointMatcher {
 public:
  PointMatcher(Database& database, const v1::SweepSpec& spec,
               const plan::Plan& plan)
      : database_(database), spec_(spec), plan_(plan) {
    placement_.numbers.assign(plan.points.size(), -1);
    for (std::size_t i = 0; i < plan.points.size(); ++i) {
      unmatched_[IdentityOf(plan.points[i])].push_back(i);
    }
    for (const plan::PlannedSegment& segment : plan.segments) {
      ids_.push_back(FindSegmentByKey(database, segment.key).id);
    }
  }

  // Does nothing after a point that the plan lacks.
  void Match(const PointRow& point,
             const std::vector<std::int64_t>& segment_ids) {
    if (!status_.ok()) return;
    const auto found = unmatched_.find(IdentityOf(point));
    if (found == unmatched_.end() || found->second.empty()) {
      status_ = Lacking(point, "found none");
      return;
    }
    // The same values may be listed twice: such points are alike.
    const std::size_t i = found->second.front();
    found->second.pop_front();
    const plan::PlannedPoint& planned = plan_.points[i];
    for (std::size_t k = 0; k < segment_ids.size(); ++k) {
      if (k >= planned.segments.size() ||
          ids_[Index(planned.segments[k])] != segment_ids[k]) {
        status_ = Lacking(point, Difference(planned, k, segment_ids[k]));
        return;
      }
    }
    if (planned.segments.size() > segment_ids.size()) {
      status_ =
          Lacking(point, absl::StrFormat("found one that goes on with \"%s\"",
                                         LabelAt(planned, segment_ids.size())));
      return;
    }
    placement_.numbers[i] = point.point;
  }

  absl::StatusOr<Placement> Finish(const SweepRow& sweep) {
    if (!status_.ok()) return status_;
    placement_.first_new = sweep.points;
    int next = sweep.points;
    for (int& number : placement_.numbers) {
      if (number < 0) number = next++;
    }
    for (const SweepSegment& segment : SegmentsOf(database_, sweep.id)) {
      placement_.segments[segment.segment_id] = segment.record_steps;
    }
    return std::move(placement_);
  }

 private:
  const std::string& LabelAt(const plan::PlannedPoint& point,
                             std::size_t k) const {
    return plan_.segments[Index(point.segments[k])].label;
  }

  absl::Status Lacking(const PointRow& point, const std::string& found) const {
    std::string text = point.treatment;
    for (const v1::ParameterValue& parameter : point.parameters) {
      absl::StrAppend(&text, ", ", parameter.name(), " ", parameter.value());
    }
    return absl::InvalidArgumentError(absl::StrFormat(
        "spec: expected all points that the sweep has, and point %d (%s, "
        "replica %d) as it is, %s",
        point.point, text, point.replica, found));
  }

  // Where the way of a point parts from that which the sweep has.
  std::string Difference(const plan::PlannedPoint& planned, std::size_t k,
                         std::int64_t segment_id) const {
    const auto had = FindSegment(database_, segment_id);
    if (!had.has_value()) return "found another";
    if (k >= planned.segments.size()) {
      return absl::StrFormat("found one without \"%s\"", had->plan.label);
    }
    if (had->plan.potential_sha256 != spec_.material().potential().sha256()) {
      return absl::StrFormat("found one with another potential, \"%s\"",
                             spec_.material().potential().name());
    }
    const plan::PlannedSegment& segment =
        plan_.segments[Index(planned.segments[k])];
    const std::vector<plan::WorkDifference> found =
        plan::DifferencesOf(segment.work, had->plan.work);
    if (!found.empty()) {
      return absl::StrFormat(
          "found one that differs in \"%s\": %s: expected %s, found %s",
          segment.label, found.front().field, found.front().there,
          found.front().here);
    }
    return absl::StrFormat("found one with \"%s\" instead of \"%s\"",
                           segment.label, had->plan.label);
  }

  Database& database_;
  const v1::SweepSpec& spec_;
  const plan::Plan& plan_;
  std::map<std::string, std::deque<std::size_t>> unmatched_;
  std::vector<std::int64_t> ids_;  // of the plan's segments; 0: unknown
  Placement placement_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<Placement> PlacePoints(Database& database, const SweepRow& sweep,
                                      const v1::SweepSpec& spec,
                                      const plan::Plan& plan) {
  PointMatcher matcher(database, spec, plan);
  ForEachPoint(database, sweep.id,
               [&matcher](const PointRow& point,
                          const std::vector<std::int64_t>& segment_ids) {
                 matcher.Match(point, segment_ids);
               });
  return matcher.Finish(sweep);
}

v1::PlanSummary CostOfAddition(Database& database, const SweepRow& sweep,
                               const v1::SweepSpec& spec,
                               const plan::Plan& plan,
                               const Placement& placement,
                               const PoolTimes& times) {
  std::vector<v1::SegmentState> states = StatesOf(database, spec, plan);
  int had = 0;
  for (std::size_t i = 0; i < plan.segments.size(); ++i) {
    const std::int64_t id = FindSegmentByKey(database, plan.segments[i].key).id;
    if (!placement.segments.contains(id)) continue;
    // The sweep pays for it already.
    states[i] = v1::SEGMENT_STATE_DONE;
    ++had;
  }
  v1::PlanSummary added =
      Summarize(plan, states, HeadStepsOf(database, spec, plan), times);
  v1::PlanSummary before;
  before.ParseFromString(sweep.summary);
  added.set_points(added.points() - sweep.points);
  added.set_segments(added.segments() - had);
  added.set_segments_done(added.segments_done() - had);
  v1::AtomSteps& work = *added.mutable_atom_steps();
  work.set_as_written(work.as_written() - before.atom_steps().as_written());
  work.set_shared(work.shared() - before.atom_steps().shared());
  return added;
}

v1::PlanSummary WithAddition(const SweepRow& sweep, const plan::Plan& plan,
                             const v1::PlanSummary& added) {
  v1::PlanSummary all;
  all.ParseFromString(sweep.summary);
  all.set_points(static_cast<int>(plan.points.size()));
  all.set_segments(static_cast<int>(plan.segments.size()));
  all.set_segments_done(all.segments_done() + added.segments_done());
  v1::AtomSteps& work = *all.mutable_atom_steps();
  work.set_as_written(plan.atom_steps_as_written);
  work.set_shared(plan::SharedAtomSteps(plan));
  work.set_to_do(work.to_do() + added.atom_steps().to_do());
  return all;
}

}  // namespace lehr::server
