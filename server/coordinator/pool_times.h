#ifndef LEHR_SERVER_COORDINATOR_POOL_TIMES_H_
#define LEHR_SERVER_COORDINATOR_POOL_TIMES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include <absl/time/time.h>
#include <google/protobuf/duration.pb.h>

#include "lehr/v1/sweep_service.pb.h"
#include "proto/plan/plan.h"
#include "server/coordinator/roster.h"
#include "server/core/time_estimate.h"
#include "server/core/work_cost.h"
#include "server/store/database.h"
#include "server/store/segment_table.h"

namespace lehr::server {

// PoolTimes is how long the live workers take for work with one potential.
// Those of whose kind nothing is known are left out.
class PoolTimes {
 public:
  PoolTimes(Database& database, const Roster& roster,
            std::string_view potential_sha256);

  // Nothing is known of any worker: there are no times.
  bool empty() const { return workers_.empty(); }

  // Time of one segment with so many steps to take, the mean over the workers;
  // nullopt if empty().
  std::optional<google::protobuf::Duration> Of(const v1::Work& work,
                                               std::int64_t atoms,
                                               std::int64_t steps) const;

  // TimeOfPool of these tasks, of which task i has `work(i)`, atoms and steps;
  // a share of it may have been done. Not if empty().
  struct Load {
    const v1::Work* work = nullptr;
    std::int64_t atoms = 0;
    std::int64_t steps = 0;
    double share_left = 1;
  };
  google::protobuf::Duration OfAll(const std::vector<PoolTask>& tasks,
                                   const std::vector<Load>& loads) const;

  // The same for a pool of so many cores, each as fast as those of the present
  // workers in the mean, in workers of 1, 2, 4, ... or 64 threads, whichever is
  // done first. Not if empty().
  v1::PoolTime OnCores(int cores, const std::vector<PoolTask>& tasks,
                       const std::vector<Load>& loads) const;

 private:
  // What each task costs a worker of kind `kind` [s].
  std::vector<double> SecondsOf(std::size_t kind,
                                const std::vector<Load>& loads) const;

  std::vector<WorkCosts> costs_;  // of each kind
  std::vector<int> counts_;       // workers of each kind
  std::vector<int> threads_;      // of a worker of each kind
  std::vector<int> workers_;      // the kind of each worker
};

// Time of a segment, apart from what others take for it; nullopt if there are
// no times.
std::optional<absl::Duration> EstimateOf(Database& database,
                                         const Roster& roster,
                                         const SegmentRow& segment);

// The whole plan as work for a pool, given where its segments stand and the
// steps that others take for them. Valid as long as the plan. What other sweeps
// want of the workers is not counted.
struct PoolWork {
  std::vector<PoolTask> tasks;
  std::vector<PoolTimes::Load> loads;
};
PoolWork PoolWorkOf(const plan::Plan& plan,
                    const std::vector<v1::SegmentState>& states,
                    const std::vector<std::int64_t>& heads);

// Time that the rest of a sweep takes on the present workers, given the share
// that is done of what runs, by segment. nullopt if there are no times, or if
// so many segments are left that it would keep the server from its work.
std::optional<google::protobuf::Duration> TimeLeft(
    Database& database, const Roster& roster, std::int64_t sweep_id,
    const std::map<std::int64_t, double>& shares_done);

// As a message; no longer than a message can say.
google::protobuf::Duration DurationOf(double seconds);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_POOL_TIMES_H_
