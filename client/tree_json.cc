#include "client/tree_json.h"

#include <utility>

#include <absl/time/time.h>

namespace lehr::client {

Json TreeJson(const SegmentTree& tree) {
  Json list = Json::array();
  for (const TreeSegment& segment : tree.segments) {
    Json one = {{"above", segment.above},
                {"continues", segment.continues},
                {"label", segment.label},
                {"state", Word(segment.state)},
                {"measurement", segment.measurement},
                {"points", segment.points},
                {"atom_steps", segment.atom_steps},
                {"begins_ps", segment.begins_ps},
                {"lasts_ps", segment.lasts_ps},
                {"progress", segment.progress},
                {"saved_as", segment.saved_as}};
    if (segment.segment_id != 0) one["segment_id"] = segment.segment_id;
    if (!segment.worker.empty()) one["worker"] = segment.worker;
    if (segment.time.has_value()) {
      const bool ran =
          segment.segment_id != 0 && segment.state == v1::SEGMENT_STATE_DONE;
      one[ran ? "run_time_seconds" : "estimated_time_seconds"] =
          absl::ToDoubleSeconds(*segment.time);
    }
    one["measured"] = Json::array();
    for (const v1::MeasuredNumber& number : segment.measured) {
      one["measured"].push_back(ToJson(number));
    }
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace lehr::client
