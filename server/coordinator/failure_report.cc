#include "server/coordinator/failure_report.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "server/coordinator/sweep_reports.h"
#include "server/core/failure_pattern.h"
#include "server/store/failure_table.h"
#include "server/store/state_names.h"

namespace lehr::server {
namespace {

constexpr int kMostExamples = 10;
constexpr std::size_t kMostTold = 3;
// Where there are more kinds of errors, the others are one group of each class.
constexpr std::size_t kMostGroups = 100;

// What is known of a group while it is being put together.
struct Group {
  v1::FailureGroup told;
  std::set<int> points;
  std::map<std::string, int> places;
  std::map<std::string, std::int64_t> values;  // of its points
};

std::string WhatToDo(v1::FailureClass failure) {
  switch (failure) {
    case v1::FAILURE_CLASS_LOST:
      return "given up: ten workers in a row were lost with it; look whether "
             "it "
             "needs more memory than they have";
    case v1::FAILURE_CLASS_RESOURCE:
      return "given up: memory or disk ran out three times; give workers more";
    case v1::FAILURE_CLASS_TRANSIENT:
      return "given up after five times: mend what was away";
    case v1::FAILURE_CLASS_NUMERIC:
      return "not tried again, as the same work fails in the same way: look at "
             "the last good state (lehr show), and change time step, rate or "
             "size in the sweep file";
    case v1::FAILURE_CLASS_SPEC:
      return "not tried again, as it cannot be done as it is stated: change "
             "the "
             "sweep file";
    case v1::FAILURE_CLASS_CRASH:
      return "held: the computing process died twice; its last lines are the "
             "log";
    default:
      return "held: a checksum or a promise is broken, which should not "
             "happen; "
             "report it with the log";
  }
}

std::string Advice(std::int64_t sweep_id, v1::FailureClass failure) {
  return absl::StrFormat("%s; once more: lehr retry %d --class %s",
                         WhatToDo(failure), sweep_id,
                         absl::AsciiStrToLower(std::string(NameOf(failure))));
}

class FailureReport {
 public:
  FailureReport(Database& database, const SweepRow& sweep)
      : database_(database), sweep_(sweep) {
    for (const v1::FailedSegment& segment : FailedSegmentsOf(
             database, sweep.id, std::numeric_limits<int>::max())) {
      Add(segment);
    }
    for (const FailedPoint& failed : FailedPointsOf(database, sweep.id)) {
      const auto group = group_of_.find(failed.segment_id);
      if (group != group_of_.end() &&
          groups_[group->second].points.insert(failed.point).second) {
        groups_of_point_[failed.point].push_back(group->second);
      }
    }
    if (!groups_.empty()) CountValues();
  }

  // The largest first.
  std::vector<v1::FailureGroup> Told() {
    std::vector<v1::FailureGroup> told;
    for (Group& group : groups_) {
      Describe(&group);
      told.push_back(std::move(group.told));
    }
    std::stable_sort(
        told.begin(), told.end(),
        [](const auto& a, const auto& b) { return a.count() > b.count(); });
    return told;
  }

 private:
  void Add(const v1::FailedSegment& segment) {
    std::string print =
        absl::StrCat(std::string(NameOf(segment.failure_class())), " ",
                     Fingerprint(segment.error()));
    if (numbers_.size() >= kMostGroups && !numbers_.contains(print)) {
      print = std::string(NameOf(segment.failure_class()));
    }
    const auto [found, fresh] = numbers_.emplace(print, groups_.size());
    if (fresh) {
      v1::FailureGroup& told = groups_.emplace_back().told;
      told.set_failure_class(segment.failure_class());
      told.set_error(segment.error());
    }
    Group& group = groups_[found->second];
    group_of_[segment.segment_id()] = found->second;
    group.told.set_count(group.told.count() + 1);
    const std::string place = PlaceOf(database_, segment.segment_id());
    if (!place.empty()) ++group.places[place];
    if (group.told.examples_size() < kMostExamples) {
      *group.told.add_examples() = segment;
    }
  }

  void CountValues() {
    ForEachValue(database_, sweep_.id,
                 [this](int point, const std::string& value) {
                   ++values_[value];
                   const auto found = groups_of_point_.find(point);
                   if (found == groups_of_point_.end()) return;
                   for (const std::size_t group : found->second) {
                     ++groups_[group].values[value];
                   }
                 });
  }

  void Describe(Group* group) {
    v1::FailureGroup& told = group->told;
    const auto points = static_cast<std::int64_t>(group->points.size());
    told.set_points(points);
    std::vector<ValueCount> counts;
    for (const auto& [value, count] : group->values) {
      counts.push_back({value, count, values_[value]});
    }
    for (std::string& text :
         TellingValues(counts, points, sweep_.points, kMostTold)) {
      told.add_associations(std::move(text));
    }
    DescribePlaces(*group, &told);
    told.set_log(LogOf(database_, told.examples(0).segment_id()));
    told.set_advice(Advice(sweep_.id, told.failure_class()));
  }

  static void DescribePlaces(const Group& group, v1::FailureGroup* told) {
    std::vector<std::pair<int, std::string>> places;
    for (const auto& [place, count] : group.places) {
      places.emplace_back(-count, place);
    }
    std::sort(places.begin(), places.end());
    for (const auto& [count, place] : places) {
      if (told->places_size() == static_cast<int>(kMostTold)) break;
      told->add_places(
          absl::StrFormat("%s: %d of %d", place, -count, told->count()));
    }
  }

  Database& database_;
  const SweepRow& sweep_;
  std::vector<Group> groups_;
  std::map<std::string, std::size_t> numbers_;  // by class and fingerprint
  std::unordered_map<std::int64_t, std::size_t> group_of_;  // by segment
  std::unordered_map<int, std::vector<std::size_t>> groups_of_point_;
  std::unordered_map<std::string, std::int64_t> values_;  // of the sweep
};

}  // namespace

absl::StatusOr<v1::ListFailuresResponse> ReportFailures(
    Database& database, const v1::ListFailuresRequest& request) {
  const auto sweep = SweepNumbered(database, request.sweep_id());
  if (!sweep.ok()) return sweep.status();
  v1::ListFailuresResponse response;
  *response.mutable_sweep() = Glance(database, *sweep);
  for (v1::FailureGroup& group : FailureReport(database, *sweep).Told()) {
    *response.add_groups() = std::move(group);
  }
  return response;
}

}  // namespace lehr::server
