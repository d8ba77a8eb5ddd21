#ifndef LEHR_SERVER_SERVICE_SUBMITTER_H_
#define LEHR_SERVER_SERVICE_SUBMITTER_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/v1/sweep_service.pb.h"
#include "proto/plan/plan.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/plan_filling.h"
#include "server/coordinator/submission.h"
#include "server/service/blocking_pool.h"
#include "server/service/questions.h"
#include "server/service/serial_executor.h"
#include "server/service/slice_size.h"
#include "server/store/database.h"

namespace lehr::server {

// A large sweep on its way into the database.
struct LargeSweep {
  LargeSweep(plan::Plan made, const v1::PotentialRef& potential,
             std::vector<std::int64_t> heads)
      : plan(std::move(made)),
        filling(&plan, potential, std::move(heads), NewPlacement(plan)) {}

  const plan::Plan plan;
  PlanFilling filling;
  bool is_stale = false;  // something was undone since the last slice
};

// Submitter stores large sweeps in slices, one in each transaction, so that
// nobody waits for a whole one; several sweeps take turns. What an earlier
// server had begun is gone on with.
class Submitter final : public Participant {
 public:
  // What has no more segments and points than this is stored at once.
  static constexpr std::size_t kSmall = 500;
  // After an error, as of a full disk.
  static constexpr absl::Duration kRest = absl::Seconds(1);

  // Does not own what it is given.
  Submitter(Database* database, Coordinator* coordinator,
            SerialExecutor* executor, BlockingPool* pool, Questions* questions)
      : database_(*database),
        coordinator_(*coordinator),
        executor_(*executor),
        pool_(*pool),
        questions_(*questions) {}

  static bool IsSmall(const plan::Plan& plan) {
    return plan.segments.size() + plan.points.size() <= kSmall;
  }

  // Looks where a large plan stands. On the pool.
  struct Prepared {
    std::shared_ptr<LargeSweep> sweep;
    SubmissionOutlook outlook;
  };
  absl::StatusOr<Prepared> Prepare(const v1::SubmitSweepRequest& request,
                                   plan::Plan plan);
  // Stores its first slice; the others follow. On the executor's thread, in a
  // transaction.
  absl::StatusOr<v1::SubmitSweepResponse> Begin(
      const v1::SubmitSweepRequest& request, const Prepared& prepared,
      absl::Time now);

  // Goes on with what an earlier server had begun. Once, after the executor has
  // started.
  void Resume();

  void InTransaction(absl::Time now) override;
  void AfterTransaction(const absl::Status& committed) override;

 private:
  // On the pool.
  void ResumeSweep(std::int64_t sweep_id);
  absl::StatusOr<std::shared_ptr<LargeSweep>> PlanAgain(std::int64_t sweep_id);
  void GiveUp(std::int64_t sweep_id, const absl::Status& why);
  // On the executor's thread.
  absl::Status StoreSlice(absl::Time now);
  // Large plans are freed on the pool: that takes a while.
  void Release(std::shared_ptr<LargeSweep> sweep);

  Database& database_;
  Coordinator& coordinator_;
  SerialExecutor& executor_;
  BlockingPool& pool_;
  Questions& questions_;

  // Of the executor's thread.
  std::deque<std::shared_ptr<LargeSweep>> sweeps_;  // the first is next
  // In this transaction: those that begin, and the one that gets a slice.
  std::vector<std::shared_ptr<LargeSweep>> begun_;
  std::shared_ptr<LargeSweep> storing_;
  SliceSize size_;  // segments, and points
  absl::Time rests_until_ = absl::InfinitePast();
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_SUBMITTER_H_
