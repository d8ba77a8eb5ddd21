#include "server/coordinator/lease.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "proto/plan/curves_read.h"
#include "server/store/curve_table.h"
#include "server/store/rerun_table.h"

namespace lehr::server {

namespace {

// The curves that the segment reads as they are now, in order.
std::vector<std::string> CurvesNow(Database& database,
                                   const SegmentRow& segment) {
  const int count = plan::CurvesRead(segment.work().measurement());
  std::vector<std::string> curves;
  std::int64_t id = segment.plan.parent_id;
  while (static_cast<int>(curves.size()) < count) {
    const auto read = FindSegment(database, id);
    if (!read.has_value()) break;
    curves.push_back(read->curve_sha256);
    id = read->plan.parent_id;
  }
  std::reverse(curves.begin(), curves.end());
  return curves;
}

v1::Checkpoint ToProto(const PathState& state) {
  v1::Checkpoint checkpoint;
  checkpoint.set_step(state.step);
  checkpoint.set_state_sha256(state.state_sha256);
  checkpoint.set_curve_sha256(state.curve_sha256);
  return checkpoint;
}

}  // namespace

PathState ChooseCurves(Database& database, SegmentRow* segment) {
  const std::vector<std::string> curves = CurvesNow(database, *segment);
  // What was lost is computed again from what it had read.
  if (!curves.empty() && !WasLost(*segment)) {
    StoreMeasurementCurves(database, segment->id, curves);
  }
  PathState last = FindLastState(database, *segment);
  if (last.state_sha256.empty() ||
      last.record_steps >= segment->plan.record_steps) {
    return last;
  }
  segment->plan.record_steps = last.record_steps;
  StoreRecordSteps(database, segment->id, last.record_steps);
  return last;
}

v1::Lease MakeLease(Database& database, const SegmentRow& segment, int attempt,
                    std::optional<PathState> last) {
  v1::Lease lease;
  lease.mutable_id()->set_segment_id(segment.id);
  lease.mutable_id()->set_attempt(attempt);
  *lease.mutable_work() = segment.work();
  if (segment.plan.parent_id != 0) {
    StartState start = StartStateOf(database, segment.plan.parent_id);
    lease.set_start_state_sha256(std::move(start.sha256));
    lease.set_start_state_key(std::move(start.key));
    if (segment.work().has_measurement()) {
      std::vector<std::string> curves =
          MeasurementCurvesOf(database, segment.id);
      if (curves.empty()) curves = CurvesNow(database, segment);
      lease.mutable_curve_sha256s()->Assign(curves.begin(), curves.end());
    }
    if (segment.work().measurement().has_local_strain()) {
      lease.set_reference_state_sha256(
          FindEndStateBack(database, segment.plan.parent_id,
                           segment.work()
                               .measurement()
                               .local_strain()
                               .reference_segments_back()));
    }
  }
  lease.set_potential_sha256(segment.plan.potential_sha256);
  lease.set_potential_name(segment.plan.potential_name);
  lease.set_record_steps(segment.plan.record_steps);
  lease.set_label(segment.plan.label);
  if (segment.state == v1::SEGMENT_STATE_DONE) {
    const auto rerun = FindRerun(database, segment.id);
    if (rerun.has_value()) lease.set_record_steps(rerun->record_steps);
    return lease;
  }
  // A state on the way is a checkpoint, whichever segment has left it.
  if (!last.has_value()) last = FindLastState(database, segment);
  if (last->state_sha256.empty()) return lease;
  *lease.mutable_checkpoint() = ToProto(*last);
  const PathState earlier = FindStateBefore(database, segment, last->step);
  if (!earlier.state_sha256.empty()) {
    *lease.mutable_earlier_checkpoint() = ToProto(earlier);
  }
  return lease;
}

}  // namespace lehr::server
