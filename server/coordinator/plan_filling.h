#ifndef LEHR_SERVER_COORDINATOR_PLAN_FILLING_H_
#define LEHR_SERVER_COORDINATOR_PLAN_FILLING_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <unordered_map>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "lehr/v1/sweep.pb.h"
#include "lehr/v1/sweep_service.pb.h"
#include "proto/plan/plan.h"
#include "server/coordinator/segment_flow.h"
#include "server/store/database.h"
#include "server/store/sweep_table.h"

namespace lehr::server {

// What a sweep has already of a plan that is added to it.
struct Placement {
  // For each point of the plan, its number in the sweep.
  std::vector<int> numbers;
  // Those from this one on are new to the sweep.
  int first_new = 0;
  // The segments that the sweep has, with the curve's interval that it wants.
  std::map<std::int64_t, std::int64_t> segments = {};
};

// Nothing: points have the numbers that they have in the plan.
Placement NewPlacement(const plan::Plan& plan);

// PlanFilling stores a plan as the segments and points of a running sweep: at
// once, or a large one in slices between other decisions, beginning with the
// segments that come first in the plan. What is stored can be leased; the
// sweep does not end before all is (SegmentFlow::CloseSweeps). How far it is
// stands in `submissions`.
//
// Making one takes as long as planning and needs no database, so it is done
// beside the thread that decides. Segments that other sweeps have stored, given
// up or finished since are found when their slice comes.
class PlanFilling {
 public:
  // Of one slice: everything.
  static constexpr int kAll = std::numeric_limits<int>::max();

  // `heads` are HeadStepsOf() the plan, which must outlive it.
  PlanFilling(const plan::Plan* plan, const v1::PotentialRef& potential,
              std::vector<std::int64_t> heads, Placement placement);

  // Which sweep it is; it has no segments yet, and of the points those before
  // placement.first_new. Before the first slice.
  void Begin(std::int64_t sweep_id) { sweep_id_ = sweep_id; }
  // Goes on with a sweep that another PlanFilling has begun, or that this one
  // had before something was undone: reads how far it is. NOT_FOUND if it is
  // not being submitted any more; FAILED_PRECONDITION if what it has is not of
  // this plan, because another release has made that.
  absl::Status Continue(Database& database, std::int64_t sweep_id);

  // Stores the next segments, at most so many, and the points that have all of
  // theirs, at most so many: segments that the server lacks, those that it has
  // given up or cancelled once more unless it was this sweep's; then settles
  // them. Errors stay in the database.
  void StoreSlice(Database& database, SegmentFlow& flow, int most,
                  absl::Time now);

  std::int64_t sweep_id() const { return sweep_id_; }
  const plan::Plan& plan() const { return plan_; }
  std::size_t points_stored() const { return next_point_; }
  bool has_all() const {
    return ids_.size() == plan_.segments.size() &&
           next_point_ == plan_.points.size();
  }
  // Of the segments of the plan that are stored, in its order.
  const std::vector<std::int64_t>& segment_ids() const { return ids_; }

 private:
  // A segment of the slice that is being stored.
  struct Merged {
    v1::SegmentState state = v1::SEGMENT_STATE_WAITING;
    std::int64_t atom_steps = 0;
    bool is_new = false;
  };
  // Whether segments are DONE, by their place in the plan, while a slice is
  // stored.
  using DoneByPlace = std::unordered_map<int, bool>;

  std::vector<Merged> MergeSegments(Database& database, SegmentFlow& flow,
                                    const SweepRow& sweep, std::size_t most,
                                    absl::Time now);
  Merged Insert(Database& database, const SweepRow& sweep, std::size_t i,
                absl::Time now);
  void InsertWishes(Database& database, std::size_t first,
                    const std::vector<Merged>& merged) const;
  void WantReruns(Database& database, SegmentFlow& flow, std::size_t first,
                  const std::vector<Merged>& merged) const;
  void StorePoints(Database& database, std::size_t first,
                   const std::vector<Merged>& merged, std::size_t most);
  void StorePoint(Database& database, std::size_t i, DoneByPlace* done) const;

  const plan::Plan& plan_;
  const v1::PotentialRef potential_;
  const std::vector<std::int64_t> heads_;
  const Placement placement_;
  const std::vector<std::int64_t> paths_;  // PathAtomSteps()
  const std::vector<bool> have_numbers_;   // their keys are those of physics
  std::int64_t sweep_id_ = 0;
  std::vector<std::int64_t> ids_;
  std::size_t next_point_ = 0;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_PLAN_FILLING_H_
