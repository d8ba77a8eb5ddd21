#include "server/coordinator/nearest_key.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_format.h>

#include "proto/plan/work_difference.h"
#include "proto/support/sha256.h"
#include "proto/support/version.h"
#include "server/store/explain_table.h"

namespace lehr::server {
namespace {

// Ways that are followed further; the others differ more already.
constexpr std::size_t kMostWays = 8;
// Segments that are looked at for each start, the newest.
constexpr int kMostSiblings = 200;
constexpr std::size_t kHashDigits = 8;

// A finished way beside that of the segment, up to one of its segments.
struct Way {
  SegmentRow last;
  std::vector<v1::FieldDifference> differences;
};

// From the one that makes its own state to `segment`.
std::vector<SegmentRow> WayTo(Database& database, const SegmentRow& segment) {
  std::vector<SegmentRow> way = {segment};
  while (way.back().plan.parent_id != 0) {
    auto parent = FindSegment(database, way.back().plan.parent_id);
    if (!parent.has_value()) break;
    way.push_back(*std::move(parent));
  }
  std::reverse(way.begin(), way.end());
  return way;
}

v1::FieldDifference Difference(const SegmentRow& segment,
                               const std::string& field,
                               const std::string& here,
                               const std::string& there) {
  v1::FieldDifference difference;
  difference.set_field(absl::StrFormat("%s: %s", segment.plan.label, field));
  difference.set_here(here);
  difference.set_there(there);
  return difference;
}

std::string PotentialText(const SegmentRow& segment) {
  return absl::StrFormat(
      "%s (SHA-256 %s)", segment.plan.potential_name,
      ToHex(segment.plan.potential_sha256).substr(0, kHashDigits));
}

std::vector<v1::FieldDifference> Compare(const SegmentRow& here,
                                         const SegmentRow& there) {
  std::vector<v1::FieldDifference> differences;
  // Along a way the potential is one: it is told where the way begins.
  if (here.plan.parent_id == 0 &&
      here.plan.potential_sha256 != there.plan.potential_sha256) {
    differences.push_back(Difference(here, "potential", PotentialText(here),
                                     PotentialText(there)));
  }
  for (const plan::WorkDifference& found :
       plan::DifferencesOf(here.work(), there.work())) {
    differences.push_back(
        Difference(here, found.field, found.here, found.there));
  }
  return differences;
}

// NearestSearch follows finished ways beside the one that leads to a segment.
class NearestSearch {
 public:
  NearestSearch(Database& database, std::vector<SegmentRow> way)
      : database_(database), way_(std::move(way)) {}

  // The first on the way that was not DONE at that time.
  std::size_t FirstMissing(absl::Time then) {
    std::size_t first = 0;
    while (first + 1 < way_.size()) {
      const SegmentTimes times = TimesOf(database_, way_[first].id);
      if (!times.done.has_value() || *times.done > then) break;
      ++first;
    }
    return first;
  }

  // The best way from `first` on, of segments done until `before`.
  std::optional<Way> Follow(std::size_t first, absl::Time before) {
    std::vector<Way> ways =
        Step(first, first == 0 ? nullptr : &way_[first - 1], {}, before);
    Keep(&ways);
    for (std::size_t i = first + 1; i < way_.size() && !ways.empty(); ++i) {
      std::vector<Way> further;
      for (const Way& way : ways) {
        for (Way& next : Step(i, &way.last, way.differences, before)) {
          further.push_back(std::move(next));
        }
      }
      if (further.empty()) break;
      Keep(&further);
      ways = std::move(further);
    }
    if (ways.empty()) return std::nullopt;
    return std::move(ways.front());
  }

 private:
  // What was computed from `start` and is of the sort of segment i of the way.
  std::vector<Way> Step(std::size_t i, const SegmentRow* start,
                        const std::vector<v1::FieldDifference>& so_far,
                        absl::Time before) {
    const SegmentRow& here = way_[i];
    std::vector<Way> ways;
    for (const std::int64_t id :
         DoneFrom(database_, start, SegmentKindOf(database_, here.id), before,
                  kMostSiblings)) {
      auto there = FindSegment(database_, id);
      if (!there.has_value() || there->id == here.id ||
          there->physical_key == here.physical_key ||
          plan::SortOf(there->work()) != plan::SortOf(here.work())) {
        continue;
      }
      Way way = {.last = *std::move(there), .differences = so_far};
      for (v1::FieldDifference& difference : Compare(here, way.last)) {
        way.differences.push_back(std::move(difference));
      }
      ways.push_back(std::move(way));
    }
    return ways;
  }

  static void Keep(std::vector<Way>* ways) {
    std::stable_sort(ways->begin(), ways->end(),
                     [](const Way& a, const Way& b) {
                       return a.differences.size() < b.differences.size();
                     });
    if (ways->size() > kMostWays) ways->resize(kMostWays);
  }

  Database& database_;
  const std::vector<SegmentRow> way_;
};

}  // namespace

std::optional<v1::NearestKey> FindNearest(Database& database,
                                          const SegmentRow& segment) {
  NearestSearch search(database, WayTo(database, segment));
  const absl::Time wanted = TimesOf(database, segment.id).created;
  const std::size_t first = search.FirstMissing(wanted);
  auto found = search.Follow(first, wanted);
  if (!found.has_value()) {
    found = search.Follow(first, absl::InfiniteFuture());
  }
  if (!found.has_value()) return std::nullopt;
  v1::NearestKey nearest;
  nearest.set_segment_id(found->last.id);
  nearest.set_label(found->last.plan.label);
  const std::vector<WantingSweep> sweeps = SweepsWith(database, found->last.id);
  if (!sweeps.empty()) nearest.set_sweep(sweeps.back().name);
  for (v1::FieldDifference& difference : found->differences) {
    *nearest.add_differences() = std::move(difference);
  }
  // The same work on the same way has another key only under another version.
  if (nearest.differences().empty()) {
    *nearest.add_differences() =
        Difference(segment, "numerics version",
                   absl::StrFormat("%d", kNumericsVersion), "an older one");
  }
  return nearest;
}

}  // namespace lehr::server
