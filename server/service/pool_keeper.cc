#include "server/service/pool_keeper.h"

#include <utility>

#include "proto/support/log.h"
#include "proto/support/steady_time.h"
#include "server/coordinator/pool_events.h"
#include "server/pool/program_run.h"
#include "server/pool/slurm.h"

namespace lehr::server {
namespace {

// Of one of Slurm's commands. They try for some 10 s to reach their server
// (MessageTimeout), sbatch longer.
constexpr absl::Duration kLongestCommand = absl::Seconds(60);

}  // namespace

PoolKeeper::PoolKeeper(Database* database, Coordinator* coordinator,
                       SerialExecutor* executor, Questions* questions,
                       Options options)
    : database_(*database),
      coordinator_(*coordinator),
      executor_(*executor),
      questions_(*questions),
      options_(std::move(options)) {}

void PoolKeeper::Start() {
  thread_ = std::thread([this] { Run(); });
}

void PoolKeeper::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

bool PoolKeeper::Sleep(absl::Duration duration) {
  const absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopping_), duration);
}

void PoolKeeper::Run() {
  while (Sleep(options_.interval)) {
    const absl::Status status = Look();
    if (status.ok() || absl::IsCancelled(status)) continue;
    Log(Severity::kWarning, "pools not looked after",
        {{"error", status.ToString()}});
  }
}

template <typename Decision>
absl::Status PoolKeeper::Decide(Decision decide) {
  absl::Status decided;
  const absl::Status committed =
      executor_.Decide([&](absl::Time now) { decided = decide(now); });
  return committed.ok() ? decided : committed;
}

absl::StatusOr<std::string> PoolKeeper::Command(
    const std::vector<std::string>& arguments, const std::string& input) {
  return RunToEnd(arguments, input, kLongestCommand,
                  [this] { return Sleep(absl::ZeroDuration()); });
}

absl::Status PoolKeeper::Look() {
  const auto list = [](Database& database) {
    return absl::StatusOr<std::vector<PoolRow>>(ListPools(database));
  };
  const auto before = questions_.reads().Read(list);
  if (!before.ok()) return before.status();
  if (before->empty()) return absl::OkStatus();
  const auto listed = Command(ListCommand());
  if (absl::IsCancelled(listed.status())) return listed.status();
  const absl::Status noted = Note(listed);
  // Without a list nobody knows what is on its way.
  if (!noted.ok() || !listed.ok()) return noted;

  std::shared_ptr<const Roster> roster;
  const absl::Status copied = Decide([&](absl::Time now) {
    roster = questions_.copies().Get(now);
    return absl::OkStatus();
  });
  if (!copied.ok()) return copied;
  std::vector<PoolPlan> plans;
  const auto pools = questions_.reads().Read([&](Database& database) {
    std::vector<PoolRow> rows = ListPools(database);
    plans = PlanPools(database, *roster, rows, SteadyNow());
    return absl::StatusOr<std::vector<PoolRow>>(std::move(rows));
  });
  if (!pools.ok()) return pools.status();
  for (std::size_t i = 0; i < pools->size(); ++i) {
    const absl::Status done = Act((*pools)[i], plans[i]);
    if (!done.ok()) return done;
  }
  return absl::OkStatus();
}

absl::Status PoolKeeper::Note(const absl::StatusOr<std::string>& list) {
  return Decide([&](absl::Time now) {
    if (list.ok()) return NotePoolJobs(database_, ParseList(*list), now);
    return NoteSiteAway(database_, std::string(list.status().message()), now);
  });
}

absl::Status PoolKeeper::Act(const PoolRow& pool, const PoolPlan& plan) {
  for (const std::string& name : plan.drain) {
    v1::DrainWorkersRequest request;
    request.set_worker(name);
    const absl::Status drained = Decide([&](absl::Time now) {
      return coordinator_.DrainWorkers(request, now).status();
    });
    // It may have left since.
    if (!drained.ok() && !absl::IsNotFound(drained)) return drained;
  }
  if (!plan.cancel.empty()) {
    const absl::Status cancelled = Cancel(pool, plan.cancel);
    if (!cancelled.ok()) return cancelled;
  }
  return plan.ask > 0 ? Ask(pool, plan.ask) : absl::OkStatus();
}

absl::Status PoolKeeper::Cancel(const PoolRow& pool,
                                const std::vector<std::string>& jobs) {
  const auto answer = Command(CancelCommand(jobs));
  if (!answer.ok()) return answer.status();
  Log(Severity::kInfo, "jobs cancelled",
      {{"pool", pool.name}, {"jobs", jobs.size()}});
  return Decide([&](absl::Time now) {
    return NoteCancelled(database_, pool.id, jobs, now);
  });
}

absl::Status PoolKeeper::Ask(const PoolRow& pool, int workers) {
  const SlurmRequest request = {.pool = pool.name,
                                .tag = pool.tag,
                                .settings = pool.settings,
                                .workers = workers,
                                .program = options_.worker_program};
  const auto output = Command(SubmitCommand(request), JobScript(request));
  if (absl::IsCancelled(output.status())) return output.status();
  const auto array = output.ok() ? ParseSubmission(*output) : output;
  if (!array.ok()) {
    return Decide([&](absl::Time now) {
      return NoteSubmissionFailed(database_, pool.id,
                                  std::string(array.status().message()), now);
    });
  }
  Log(Severity::kInfo, "workers asked for",
      {{"pool", pool.name}, {"workers", workers}, {"job", *array}});
  return Decide([&](absl::Time now) {
    return NoteSubmission(database_, pool.id, JobsOf(*array, workers), now);
  });
}

}  // namespace lehr::server
