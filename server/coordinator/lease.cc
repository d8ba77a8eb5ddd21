#include "server/coordinator/lease.h"

#include <optional>
#include <string>
#include <vector>

#include "proto/plan/curves_read.h"

namespace lehr::server {

namespace {

// Curves of `count` segments, the last of which is `last`, in order.
void AddCurves(Database& database, const SegmentRow& last, int count,
               v1::Lease* lease) {
  std::vector<std::string> curves;
  std::optional<SegmentRow> segment = last;
  while (segment.has_value() && static_cast<int>(curves.size()) < count) {
    curves.push_back(segment->curve_sha256);
    segment = FindSegment(database, segment->plan.parent_id);
  }
  for (std::size_t i = curves.size(); i-- > 0;) {
    lease->add_curve_sha256s(curves[i]);
  }
}

}  // namespace

v1::Lease MakeLease(Database& database, const SegmentRow& segment,
                    int attempt) {
  v1::Lease lease;
  lease.mutable_id()->set_segment_id(segment.id);
  lease.mutable_id()->set_attempt(attempt);
  *lease.mutable_work() = segment.work();
  if (segment.plan.parent_id != 0) {
    const auto parent = FindSegment(database, segment.plan.parent_id);
    if (!parent.has_value()) return lease;
    lease.set_start_state_sha256(parent->end_state_sha256);
    lease.set_start_state_key(parent->physical_key);
    AddCurves(database, *parent, plan::CurvesRead(segment.work().measurement()),
              &lease);
    if (segment.work().measurement().has_local_strain()) {
      lease.set_reference_state_sha256(
          FindEndStateBack(database, parent->id,
                           segment.work()
                               .measurement()
                               .local_strain()
                               .reference_segments_back()));
    }
  }
  lease.set_potential_sha256(segment.plan.potential_sha256);
  lease.set_potential_name(segment.plan.potential_name);
  // A state on the way is a checkpoint, whichever segment has left it.
  const PathState last = FindLastState(database, segment);
  if (!last.state_sha256.empty()) {
    v1::Checkpoint& checkpoint = *lease.mutable_checkpoint();
    checkpoint.set_step(last.step);
    checkpoint.set_state_sha256(last.state_sha256);
    checkpoint.set_curve_sha256(last.curve_sha256);
  }
  lease.set_record_steps(segment.plan.record_steps);
  lease.set_label(segment.plan.label);
  return lease;
}

}  // namespace lehr::server
