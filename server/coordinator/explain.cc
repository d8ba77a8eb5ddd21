#include "server/coordinator/explain.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "server/coordinator/nearest_key.h"
#include "server/coordinator/pool_report.h"
#include "server/coordinator/segment_facts.h"
#include "server/coordinator/sweep_reports.h"
#include "server/store/explain_table.h"
#include "server/store/point_table.h"
#include "server/store/provenance_table.h"
#include "server/store/submission_table.h"

namespace lehr::server {
namespace {

constexpr int kMostAttempts = 20;
// Of a point; a person reads the first few.
constexpr std::size_t kMostSegments = 20;
// Of these, that are compared with what is done: what waits for them differs
// where they do, and ways may be long.
constexpr int kMostCompared = 3;

v1::SegmentExplanation Explain(Database& database, FactGatherer& gatherer,
                               const SegmentRow& segment, bool compared,
                               absl::Time now) {
  const SegmentFacts facts = gatherer.FactsOf(segment);
  v1::SegmentExplanation told;
  told.set_segment_id(segment.id);
  told.set_label(facts.self.label);
  told.set_state(segment.state);
  const SegmentStory story = TellStory(facts, now);
  told.mutable_why()->Assign(story.why.begin(), story.why.end());
  told.mutable_next()->Assign(story.next.begin(), story.next.end());
  if (segment.state == v1::SEGMENT_STATE_READY &&
      facts.pool.usable() <= facts.pool.busy) {
    for (const std::string& sentence : TellOfPools(database, now)) {
      told.add_next(sentence);
    }
  }
  const std::vector<v1::Attempt> attempts = HistoryOf(database, segment.id);
  const auto first = attempts.end() - std::min<std::ptrdiff_t>(
                                          kMostAttempts, std::ssize(attempts));
  told.mutable_attempts()->Assign(first, attempts.end());
  if (compared && segment.state != v1::SEGMENT_STATE_DONE) {
    if (auto nearest = FindNearest(database, segment)) {
      *told.mutable_nearest() = *std::move(nearest);
    }
  }
  return told;
}

// The segments of a point that are not done, and all that they wait for, be it
// of other points. Those that wait for nothing else come first, running ones
// before others.
class OpenWork {
 public:
  explicit OpenWork(FactGatherer& gatherer) : gatherer_(gatherer) {}

  void Add(const SegmentRow& segment) {
    std::vector<SegmentRow> open = {segment};
    while (!open.empty()) {
      const SegmentRow next = std::move(open.back());
      open.pop_back();
      if (rows_.contains(next.id)) continue;
      std::vector<SegmentRow> needs = gatherer_.NeedsOf(next);
      order_.push_back({needs.empty() ? 0 : 1, Rank(next.state), next.id});
      rows_.emplace(next.id, next);
      for (SegmentRow& need : needs) open.push_back(std::move(need));
    }
  }

  std::vector<SegmentRow> Sorted() {
    std::sort(order_.begin(), order_.end());
    std::vector<SegmentRow> rows;
    for (const Order& order : order_) rows.push_back(rows_.at(order.id));
    return rows;
  }

 private:
  struct Order {
    int waits = 0;
    int rank = 0;
    std::int64_t id = 0;
    auto operator<=>(const Order&) const = default;
  };

  static int Rank(v1::SegmentState state) {
    switch (state) {
      case v1::SEGMENT_STATE_FAILED:
        return 0;
      case v1::SEGMENT_STATE_CANCELLED:
        return 1;
      case v1::SEGMENT_STATE_LEASED:
        return 2;
      case v1::SEGMENT_STATE_READY:
        return 3;
      default:
        return 4;
    }
  }

  FactGatherer& gatherer_;
  std::map<std::int64_t, SegmentRow> rows_;
  std::vector<Order> order_;
};

// "point 3 (annealed, kelvin 600, replica 0) of sweep 4 (test)".
std::string PointText(const SweepRow& sweep, const PointRow& point) {
  std::string text =
      absl::StrFormat("point %d (%s", point.point, point.treatment);
  for (const v1::ParameterValue& parameter : point.parameters) {
    absl::StrAppend(&text, ", ", parameter.name(), " ", parameter.value());
  }
  absl::StrAppendFormat(&text, ", replica %d) of sweep %d (%s)", point.replica,
                        sweep.id, sweep.name);
  return text;
}

std::string FirstWhy(const v1::SegmentExplanation& told) {
  return told.why().empty() ? "" : told.why(0);
}

std::string SegmentText(const v1::SegmentExplanation& told) {
  return absl::StrFormat("segment %d (%s) %s", told.segment_id(), told.label(),
                         FirstWhy(told));
}

absl::StatusOr<v1::ExplainResponse> ExplainPoint(Database& database,
                                                 FactGatherer& gatherer,
                                                 const SweepRow& sweep,
                                                 int number, absl::Time now) {
  const std::vector<PointRow> points =
      ListPoints(database, sweep.id, number, 1);
  const bool is_one = number >= 0 && number < sweep.points;
  const auto stored = FindSubmission(database, sweep.id);
  if (is_one && stored.has_value() && number >= stored->points_stored) {
    v1::ExplainResponse response;
    response.set_summary(absl::StrFormat(
        "point %d of sweep %d (%s) is not stored: the sweep %s (%d of %d "
        "points)",
        number, sweep.id, sweep.name,
        sweep.state == v1::SWEEP_STATE_RUNNING
            ? "is being submitted"
            : "was cancelled while it was being submitted",
        stored->points_stored, sweep.points));
    return response;
  }
  if (!is_one || points.empty() || points.front().point != number) {
    return absl::NotFoundError(
        absl::StrFormat("sweep %d: expected a point from 0 to %d, found %d",
                        sweep.id, sweep.points - 1, number));
  }
  const std::vector<std::int64_t> path = PathOf(database, sweep.id, number);
  OpenWork open(gatherer);
  int done = 0;
  int before = 0;
  for (const std::int64_t id : path) {
    const auto segment = FindSegment(database, id);
    if (!segment.has_value()) break;
    if (segment->state != v1::SEGMENT_STATE_DONE) {
      open.Add(*segment);
      continue;
    }
    ++done;
    before += TimesOf(database, id).done <= sweep.created ? 1 : 0;
  }
  v1::ExplainResponse response;
  for (const SegmentRow& segment : open.Sorted()) {
    if (response.segments_size() == kMostSegments) break;
    const bool compared = response.segments_size() < kMostCompared;
    *response.add_segments() =
        Explain(database, gatherer, segment, compared, now);
  }
  const std::string name = PointText(sweep, points.front());
  const auto all = static_cast<int>(path.size());
  const std::string cached =
      before == 0 ? ""
                  : absl::StrFormat(
                        ", %d of them before the sweep was submitted", before);
  if (done == all) {
    response.set_summary(
        absl::StrFormat("%s is done: all %d segments%s", name, all, cached));
  } else {
    response.set_summary(absl::StrFormat(
        "%s: %d of %d segments are done%s; %s", name, done, all, cached,
        response.segments().empty() ? "" : SegmentText(response.segments(0))));
  }
  return response;
}

}  // namespace

absl::StatusOr<v1::ExplainResponse> ReportExplanation(
    Database& database, const Roster& roster, const v1::ExplainRequest& request,
    absl::Time now) {
  std::optional<SweepRow> sweep;
  if (request.sweep_id() != 0) {
    auto found = SweepNumbered(database, request.sweep_id());
    if (!found.ok()) return found.status();
    sweep = *std::move(found);
  }
  FactGatherer gatherer(database, roster, sweep, now);
  if (request.subject_case() == v1::ExplainRequest::kPoint) {
    if (!sweep.has_value()) {
      return absl::InvalidArgumentError(
          "sweep_id: expected the sweep of the point, found none");
    }
    return ExplainPoint(database, gatherer, *sweep, request.point(), now);
  }
  const auto segment = FindSegment(database, request.segment_id());
  if (!segment.has_value()) {
    return absl::NotFoundError(
        absl::StrFormat("no segment %d", request.segment_id()));
  }
  v1::ExplainResponse response;
  *response.add_segments() = Explain(database, gatherer, *segment, true, now);
  response.set_summary(SegmentText(response.segments(0)));
  return response;
}

}  // namespace lehr::server
