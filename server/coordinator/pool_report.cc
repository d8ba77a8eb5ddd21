#include "server/coordinator/pool_report.h"

#include <algorithm>
#include <map>

#include <absl/strings/str_format.h>

#include "proto/support/span_text.h"
#include "server/coordinator/proto_time.h"
#include "server/pool/pool_settings.h"
#include "server/pool/pool_size.h"

namespace lehr::server {
namespace {

// Jobs in a report.
constexpr int kMostJobs = 100;
// In one request: sites have a limit (Slurm's MaxArraySize, 1001 unless told).
constexpr int kMostAtOnce = 500;

struct JobCounts {
  int pending = 0;
  int running = 0;
  int came = 0;  // of those that run

  int live() const { return pending + running; }
  int coming() const { return live() - came; }
};

// A worker may be there before the site was asked where its job is.
v1::PoolJobState StateOf(const PoolJobRow& job) {
  const bool runs =
      job.state == v1::POOL_JOB_STATE_PENDING && job.came.has_value();
  return runs ? v1::POOL_JOB_STATE_RUNNING : job.state;
}

JobCounts CountsOf(const std::vector<PoolJobRow>& jobs) {
  JobCounts counts;
  for (const PoolJobRow& job : jobs) {
    if (StateOf(job) == v1::POOL_JOB_STATE_PENDING) {
      ++counts.pending;
    } else {
      ++counts.running;
      if (job.came.has_value()) ++counts.came;
    }
  }
  return counts;
}

v1::PoolJob JobOf(const PoolJobRow& row) {
  v1::PoolJob job;
  job.set_job(row.job);
  job.set_state(StateOf(row));
  job.set_site_words(row.site_words);
  job.set_worker(row.worker);
  *job.mutable_asked() = ToProto(row.asked);
  if (row.came.has_value()) *job.mutable_came() = ToProto(*row.came);
  if (row.ended.has_value()) *job.mutable_ended() = ToProto(*row.ended);
  return job;
}

// Workers that get work for this engine and stay.
int StayingWorkers(Database& database, const Roster& roster,
                   v1::Engine engine) {
  int staying = 0;
  for (const auto& [session, member] : roster.members()) {
    if (!member.draining && member.engine == engine) ++staying;
  }
  // A worker that has left is live until it was silent for long enough.
  return std::max(0, staying - CountGonePoolWorkers(database, engine));
}

// What there is to do with one engine, and who is there and coming for it.
struct EngineLoad {
  OpenWork work;
  PoolSupply supply;
};

using EngineLoads = std::map<v1::Engine, EngineLoad>;

EngineLoads LoadsOf(Database& database, const Roster& roster) {
  EngineLoads loads;
  for (const v1::Engine engine : {v1::ENGINE_LEHR, v1::ENGINE_LAMMPS}) {
    loads[engine] = {
        .work = LoadOpenWork(database, engine),
        .supply = {.live = StayingWorkers(database, roster, engine)}};
  }
  return loads;
}

absl::Duration TimeOf(Database& database, const PoolRow& pool,
                      const OpenWork& work) {
  const double speed = SpeedOfPool(database, pool, EngineOf(pool.settings))
                           .value_or(AssumedSpeed(pool.settings.threads()));
  return absl::Seconds(static_cast<double>(work.atom_steps) / speed);
}

PoolPlan PlanDeletion(const std::vector<PoolJobRow>& jobs) {
  PoolPlan plan;
  for (const PoolJobRow& job : jobs) {
    if (job.came.has_value()) {
      plan.drain.push_back(job.worker);
    } else {
      plan.cancel.push_back(job.job);
    }
  }
  return plan;
}

PoolPlan PlanPool(const PoolRow& pool, const std::vector<PoolJobRow>& jobs,
                  const PoolDemand& demand, PoolSupply supply, bool may_ask) {
  const JobCounts counts = CountsOf(jobs);
  supply.own = counts.live();
  supply.own_pending = counts.pending;
  PoolPlan plan;
  if (may_ask) {
    plan.ask = std::min(
        kMostAtOnce, WorkersToAsk(demand, supply, pool.settings.max_workers(),
                                  pool.failures));
  }
  if (WorkersToCancel(demand, supply) == 0) return plan;
  for (const PoolJobRow& job : jobs) {
    if (StateOf(job) == v1::POOL_JOB_STATE_PENDING) {
      plan.cancel.push_back(job.job);
    }
  }
  return plan;
}

std::string TellOf(Database& database, const PoolRow& pool, absl::Time now) {
  const std::vector<PoolJobRow> jobs = LivePoolJobs(database, pool.id);
  const JobCounts counts = CountsOf(jobs);
  std::string told =
      absl::StrFormat("pool %s: %d of at most %d workers asked for", pool.name,
                      counts.live(), pool.settings.max_workers());
  for (const PoolJobRow& job : jobs) {
    if (job.came.has_value()) continue;
    absl::StrAppendFormat(&told, ", %d not here yet, such as job %s, %s",
                          counts.coming(), job.job, job.site_words);
    break;
  }
  if (!pool.problem.empty()) {
    absl::StrAppendFormat(&told, "; %s", pool.problem);
  }
  if (pool.retry.has_value() && *pool.retry > now) {
    absl::StrAppendFormat(&told, "; it asks again in %s",
                          FormatSpan(*pool.retry - now));
  }
  return told;
}

}  // namespace

v1::Pool ReportPool(Database& database, const PoolRow& pool, absl::Time now) {
  v1::Pool report;
  report.set_name(pool.name);
  *report.mutable_settings() = pool.settings;
  report.set_deleting(pool.deleting);
  const JobCounts counts = CountsOf(LivePoolJobs(database, pool.id));
  report.set_pending(counts.pending);
  report.set_running(counts.running);
  report.set_came(counts.came);
  report.set_asked_total(pool.asked);
  report.set_never_came_total(pool.never_came);
  report.set_failed_submissions_total(pool.failed_submissions);
  report.set_problem(pool.problem);
  if (!pool.problem.empty()) {
    *report.mutable_problem_since() = ToProto(pool.problem_since);
  }
  report.set_failures(pool.failures);
  if (pool.retry.has_value() && *pool.retry > now) {
    *report.mutable_pause() = ToProto(*pool.retry - now);
  }
  for (const PoolJobRow& job : NewestPoolJobs(database, pool.id, kMostJobs)) {
    *report.add_jobs() = JobOf(job);
  }
  return report;
}

absl::StatusOr<v1::ListPoolsResponse> ReportPools(
    Database& database, const v1::ListPoolsRequest& request, absl::Time now) {
  v1::ListPoolsResponse response;
  for (const PoolRow& pool : ListPools(database)) {
    if (!request.name().empty() && pool.name != request.name()) continue;
    *response.add_pools() = ReportPool(database, pool, now);
  }
  if (request.name().empty() || response.pools_size() > 0) return response;
  return absl::NotFoundError(
      absl::StrFormat("no pool is called \"%s\"", request.name()));
}

std::vector<std::string> TellOfPools(Database& database, absl::Time now) {
  std::vector<std::string> told;
  for (const PoolRow& pool : ListPools(database)) {
    if (!pool.deleting) told.push_back(TellOf(database, pool, now));
  }
  return told;
}

std::vector<PoolPlan> PlanPools(Database& database, const Roster& roster,
                                const std::vector<PoolRow>& pools,
                                absl::Time now) {
  std::vector<std::vector<PoolJobRow>> jobs;
  EngineLoads loads = LoadsOf(database, roster);
  for (const PoolRow& pool : pools) {
    jobs.push_back(LivePoolJobs(database, pool.id));
    loads[EngineOf(pool.settings)].supply.coming +=
        CountsOf(jobs.back()).coming();
  }
  std::vector<PoolPlan> plans;
  for (std::size_t i = 0; i < pools.size(); ++i) {
    if (pools[i].deleting) {
      plans.push_back(PlanDeletion(jobs[i]));
      continue;
    }
    auto& [work, supply] = loads[EngineOf(pools[i].settings)];
    // A full disk: nothing that writes states is leased.
    const bool may_ask =
        roster.notice().empty() && pools[i].retry.value_or(now) <= now;
    plans.push_back(
        PlanPool(pools[i], jobs[i],
                 {.runnable = work.runnable,
                  .work = TimeOf(database, pools[i], work),
                  .least_work = FromProto(pools[i].settings.least_work())},
                 supply, may_ask));
    supply.coming += plans.back().ask;
  }
  return plans;
}

}  // namespace lehr::server
