#include "server/web/sweep_json.h"

#include <cmath>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "server/coordinator/failure_report.h"
#include "server/coordinator/result_report.h"
#include "server/coordinator/running_progress.h"
#include "server/store/failure_table.h"
#include "server/store/running_table.h"
#include "server/store/sweep_table.h"
#include "server/store/tree_table.h"
#include "server/web/segment_json.h"

namespace lehr::server {
namespace {

constexpr int kResultsPage = 2000;
constexpr int kMostFailures = 200;

absl::StatusOr<SweepRow> SweepOf(Database& database, std::int64_t sweep_id) {
  auto sweep = FindSweep(database, sweep_id);
  if (sweep.has_value()) return *std::move(sweep);
  return absl::NotFoundError(absl::StrFormat("no sweep %d", sweep_id));
}

Json GroupsJson(const v1::ListFailuresResponse& report) {
  Json groups = Json::array();
  for (const v1::FailureGroup& group : report.groups()) {
    groups.push_back({{"class", Word(group.failure_class())},
                      {"error", group.error()},
                      {"count", group.count()},
                      {"points", group.points()},
                      {"associations", group.associations()},
                      {"places", group.places()},
                      {"log", group.log()},
                      {"advice", group.advice()}});
  }
  return groups;
}

std::string CompositionOf(const v1::Material& material) {
  std::string text;
  for (const v1::Component& component : material.components()) {
    absl::StrAppendFormat(&text, "%s%s %g %%", text.empty() ? "" : ", ",
                          component.element(), 100 * component.fraction());
  }
  return text;
}

// Numbers each name once, in the order in which they come.
class Numbering {
 public:
  std::size_t Of(const std::string& name) {
    const auto [found, is_new] = numbers_.emplace(name, names_.size());
    if (is_new) names_.push_back(name);
    return found->second;
  }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::unordered_map<std::string, std::size_t> numbers_;
  std::vector<std::string> names_;
};

// JSON has no NaN: a measurement without a number is null.
Json NumberJson(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json RowJson(const v1::PointResult& point, Numbering& parameters,
             Numbering& observables,
             std::map<std::size_t, std::string>& units) {
  Json values = Json::array();
  for (const v1::ParameterValue& parameter : point.parameters()) {
    values.push_back({parameters.Of(parameter.name()), parameter.value()});
  }
  Json found = Json::array();
  for (const v1::Observable& observable : point.observables()) {
    const std::size_t number = observables.Of(observable.name());
    units.emplace(number, observable.unit());
    Json entry = {number, NumberJson(observable.value())};
    if (observable.has_standard_error()) {
      entry.push_back(NumberJson(observable.standard_error()));
    }
    found.push_back(std::move(entry));
  }
  return {point.point(),       point.treatment(), point.replica(),
          Word(point.state()), std::move(values), std::move(found)};
}

}  // namespace

absl::StatusOr<Json> SpecJson(Database& database, std::int64_t sweep_id) {
  const auto sweep = SweepOf(database, sweep_id);
  if (!sweep.ok()) return sweep.status();
  v1::SweepSpec spec;
  v1::PlanSummary summary;
  if (!spec.ParseFromString(sweep->spec) ||
      !summary.ParseFromString(sweep->summary)) {
    return absl::DataLossError(
        absl::StrFormat("sweep %d: its spec cannot be read", sweep_id));
  }
  Json treatments = Json::array();
  for (const v1::Treatment& treatment : spec.treatments()) {
    treatments.push_back(treatment.name());
  }
  return Json{{"name", spec.name()},
              {"description", spec.description()},
              {"composition", CompositionOf(spec.material())},
              {"potential", spec.material().potential().name()},
              {"treatments", std::move(treatments)},
              {"replicas", std::max(1, spec.replicas())},
              {"seed", spec.seed()},
              {"created", IsoTime(sweep->created)},
              {"atom_steps_as_written", summary.atom_steps().as_written()},
              {"atom_steps_shared", summary.atom_steps().shared()}};
}

absl::StatusOr<Json> TreeJson(Database& database, std::int64_t sweep_id) {
  const auto sweep = SweepOf(database, sweep_id);
  if (!sweep.ok()) return sweep.status();
  const std::vector<TreeRow> rows = TreeOf(database, sweep_id);
  std::unordered_map<std::int64_t, int> positions;
  Numbering labels;
  Json json;
  for (const char* column : {"id", "parent", "continues", "label", "ps",
                             "atoms", "steps", "points", "measurement"}) {
    json[column] = Json::array();
  }
  const auto position = [&positions](std::int64_t id) {
    const auto found = positions.find(id);
    return found == positions.end() ? -1 : found->second;
  };
  for (const TreeRow& row : rows) {
    positions.emplace(row.segment_id, static_cast<int>(positions.size()));
    json["id"].push_back(row.segment_id);
    json["parent"].push_back(position(row.parent_id));
    json["continues"].push_back(position(row.continues_id));
    json["label"].push_back(labels.Of(row.label));
    json["ps"].push_back(row.physical_time_ps);
    json["atoms"].push_back(row.atoms);
    json["steps"].push_back(row.steps);
    json["points"].push_back(row.points);
    json["measurement"].push_back(row.measurement ? 1 : 0);
  }
  json["labels"] = labels.names();
  return json;
}

absl::StatusOr<Json> StatesJson(Database& database, const Roster& roster,
                                std::int64_t sweep_id) {
  const auto sweep = SweepOf(database, sweep_id);
  if (!sweep.ok()) return sweep.status();
  std::unordered_map<std::int64_t, double> shares;
  for (const RunningRow& running : RunningOfSweep(database, sweep_id)) {
    const v1::Progress progress = ProgressOf(roster, running);
    if (progress.steps_total() <= 0) continue;
    shares[running.segment_id] = static_cast<double>(progress.steps_done()) /
                                 static_cast<double>(progress.steps_total());
  }
  Json running = Json::array();
  if (!shares.empty()) {
    int position = 0;
    for (const SweepSegment& segment : SegmentsOf(database, sweep_id)) {
      if (const auto found = shares.find(segment.segment_id);
          found != shares.end()) {
        running.push_back({{"position", position}, {"share", found->second}});
      }
      ++position;
    }
  }
  return Json{{"states", StateLettersOf(database, sweep_id)},
              {"running", std::move(running)}};
}

absl::StatusOr<Json> ResultsJson(Database& database, std::int64_t sweep_id,
                                 const std::string& page_token) {
  v1::ListResultsRequest request;
  request.set_sweep_id(sweep_id);
  request.set_page_size(kResultsPage);
  request.set_page_token(page_token);
  const auto results = ReportResults(database, request);
  if (!results.ok()) return results.status();
  Numbering parameters;
  Numbering observables;
  std::map<std::size_t, std::string> units;
  Json rows = Json::array();
  for (const v1::PointResult& point : results->points()) {
    rows.push_back(RowJson(point, parameters, observables, units));
  }
  Json named = Json::array();
  for (std::size_t i = 0; i < observables.names().size(); ++i) {
    named.push_back({observables.names()[i], units[i]});
  }
  return Json{{"parameters", parameters.names()},
              {"observables", std::move(named)},
              {"rows", std::move(rows)},
              {"next_page_token", results->next_page_token()}};
}

absl::StatusOr<Json> FailuresJson(Database& database, std::int64_t sweep_id) {
  const auto sweep = SweepOf(database, sweep_id);
  if (!sweep.ok()) return sweep.status();
  Json failures = Json::array();
  for (const v1::FailedSegment& failed :
       FailedSegmentsOf(database, sweep_id, kMostFailures)) {
    failures.push_back(
        {{"segment_id", failed.segment_id()},
         {"label", failed.label()},
         {"error", failed.error()},
         {"attempts", AttemptsJson(database, failed.segment_id())}});
  }
  v1::ListFailuresRequest request;
  request.set_sweep_id(sweep_id);
  const auto report = ReportFailures(database, request);
  if (!report.ok()) return report.status();
  return Json{
      {"groups", GroupsJson(*report)},
      {"failures", std::move(failures)},
      {"total",
       CountsOf(database, sweep_id)[v1::SEGMENT_STATE_FAILED].segments}};
}

}  // namespace lehr::server
