#include "server/store/pool_table.h"

#include <algorithm>

#include "server/store/state_names.h"
#include "server/store/worker_table.h"

namespace lehr::server {
namespace {

constexpr std::string_view kStatePrefix = "POOL_JOB_STATE_";

std::string NameOf(v1::PoolJobState state) {
  return v1::PoolJobState_Name(state).substr(kStatePrefix.size());
}

v1::PoolJobState PoolJobStateOf(const std::string& name) {
  v1::PoolJobState state = v1::POOL_JOB_STATE_UNSPECIFIED;
  v1::PoolJobState_Parse(std::string(kStatePrefix) + name, &state);
  return state;
}

PoolRow ReadPool(const Statement& row) {
  PoolRow pool = {.id = row.Int(0),
                  .name = row.Text(1),
                  .tag = row.Text(2),
                  .deleting = row.Int(4) != 0,
                  .asked = row.Int(5),
                  .never_came = row.Int(6),
                  .failed_submissions = row.Int(7),
                  .failures = static_cast<int>(row.Int(8)),
                  .problem = row.Text(10),
                  .problem_since = row.Time(11)};
  pool.settings.ParseFromString(row.Bytes(3));
  if (!row.IsNull(9)) pool.retry = row.Time(9);
  return pool;
}

PoolJobRow ReadJob(const Statement& row) {
  PoolJobRow job = {.job = row.Text(0),
                    .state = PoolJobStateOf(row.Text(1)),
                    .site_words = row.Text(2),
                    .worker = row.Text(3),
                    .asked = row.Time(4)};
  if (!row.IsNull(5)) job.came = row.Time(5);
  if (!row.IsNull(6)) job.ended = row.Time(6);
  return job;
}

// The kind of worker whose speed stands for the pool's; empty if there is none.
std::string KindFor(Database& database, const PoolRow& pool,
                    v1::Engine engine) {
  Statement own = database.Query(R"sql(
      SELECT worker_id
      FROM pool_jobs
      WHERE pool_id = ?1 AND worker_id IS NOT NULL
      ORDER BY worker_id DESC
      LIMIT 1)sql",
                                 pool.id);
  std::int64_t worker_id = own.Step() ? own.Int(0) : 0;
  if (worker_id == 0) {
    Statement like =
        database.Query(R"sql(
        SELECT MAX(worker_id)
        FROM workers
        WHERE threads = ?1 AND engine = ?2)sql",
                       pool.settings.threads(), server::NameOf(engine));
    if (like.Step()) worker_id = like.Int(0);
  }
  const auto worker = FindWorkerById(database, worker_id);
  return worker.has_value() ? KindOf(*worker) : "";
}

}  // namespace

void InsertPool(Database& database, const std::string& name,
                const std::string& tag, const v1::PoolSettings& settings,
                absl::Time now) {
  database.Run(R"sql(
      INSERT INTO pools (name, tag, settings, created_us)
      VALUES (?1, ?2, ?3, ?4))sql",
               name, tag, Blob{settings.SerializeAsString()}, now);
}

std::vector<PoolRow> ListPools(Database& database) {
  std::vector<PoolRow> pools;
  Statement row = database.Query(R"sql(
      SELECT pool_id, name, tag, settings, deleting, asked, never_came,
             failed_submissions, failures, retry_us, problem, problem_us
      FROM pools
      ORDER BY name)sql");
  while (row.Step()) pools.push_back(ReadPool(row));
  return pools;
}

std::optional<PoolRow> FindPool(Database& database, std::string_view name) {
  Statement row = database.Query(R"sql(
      SELECT pool_id, name, tag, settings, deleting, asked, never_came,
             failed_submissions, failures, retry_us, problem, problem_us
      FROM pools
      WHERE name = ?1)sql",
                                 name);
  if (!row.Step()) return std::nullopt;
  return ReadPool(row);
}

void StorePool(Database& database, const PoolRow& pool) {
  std::optional<absl::Time> since;
  if (!pool.problem.empty()) since = pool.problem_since;
  database.Run(R"sql(
      UPDATE pools
      SET settings = ?2, deleting = ?3, asked = ?4, never_came = ?5,
          failed_submissions = ?6, failures = ?7, retry_us = ?8, problem = ?9,
          problem_us = ?10
      WHERE pool_id = ?1)sql",
               pool.id, Blob{pool.settings.SerializeAsString()},
               static_cast<int>(pool.deleting), pool.asked, pool.never_came,
               pool.failed_submissions, pool.failures, pool.retry, pool.problem,
               since);
}

void DeletePoolRow(Database& database, std::int64_t pool_id) {
  database.Run("DELETE FROM pools WHERE pool_id = ?1", pool_id);
}

std::vector<PoolJobRow> LivePoolJobs(Database& database, std::int64_t pool_id) {
  std::vector<PoolJobRow> jobs;
  Statement row = database.Query(R"sql(
      SELECT job, pool_jobs.state, site_words, workers.name, asked_us,
             pool_jobs.registered_us, ended_us
      FROM pool_jobs LEFT JOIN workers USING (worker_id)
      WHERE pool_id = ?1 AND pool_jobs.state <> 'ENDED'
      ORDER BY job)sql",
                                 pool_id);
  while (row.Step()) jobs.push_back(ReadJob(row));
  return jobs;
}

std::vector<PoolJobRow> NewestPoolJobs(Database& database, std::int64_t pool_id,
                                       int most) {
  std::vector<PoolJobRow> jobs;
  Statement row = database.Query(R"sql(
      SELECT job, pool_jobs.state, site_words, workers.name, asked_us,
             pool_jobs.registered_us, ended_us
      FROM pool_jobs LEFT JOIN workers USING (worker_id)
      WHERE pool_id = ?1
      ORDER BY pool_jobs.state = 'ENDED', asked_us DESC, job
      LIMIT ?2)sql",
                                 pool_id, most);
  while (row.Step()) jobs.push_back(ReadJob(row));
  return jobs;
}

void StorePoolJob(Database& database, std::int64_t pool_id,
                  const PoolJobRow& job) {
  database.Run(R"sql(
      INSERT INTO pool_jobs (pool_id, job, state, site_words, asked_us,
                             ended_us)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT (pool_id, job) DO UPDATE
      SET state = excluded.state, site_words = excluded.site_words,
          asked_us =
            iif(state = 'ENDED', excluded.asked_us, asked_us),
          worker_id = iif(state = 'ENDED', NULL, worker_id),
          registered_us = iif(state = 'ENDED', NULL, registered_us),
          ended_us = excluded.ended_us)sql",
               pool_id, job.job, NameOf(job.state), job.site_words, job.asked,
               job.ended);
}

void StorePoolWorker(Database& database, std::int64_t pool_id,
                     const std::string& job, std::int64_t worker_id,
                     absl::Time now) {
  // It may come before the answer of the one who asked the site for it.
  database.Run(R"sql(
      INSERT INTO pool_jobs (pool_id, job, state, site_words, asked_us,
                             worker_id, registered_us)
      VALUES (?1, ?2, 'RUNNING', 'RUNNING', ?4, ?3, ?4)
      ON CONFLICT (pool_id, job) DO UPDATE
      SET worker_id = excluded.worker_id,
          registered_us = coalesce(registered_us, excluded.registered_us))sql",
               pool_id, job, worker_id, now);
}

int CountGonePoolWorkers(Database& database, v1::Engine engine) {
  Statement row = database.Query(R"sql(
      SELECT COUNT(*)
      FROM workers
      WHERE state = 'LIVE' AND engine = ?1 AND worker_id IN (
        SELECT worker_id FROM pool_jobs WHERE state = 'ENDED'))sql",
                                 NameOf(engine));
  return row.Step() ? static_cast<int>(row.Int(0)) : 0;
}

OpenWork LoadOpenWork(Database& database, v1::Engine engine) {
  OpenWork work;
  // What several sweeps share is counted once where that is cheap: among the
  // segments that run or could, of both engines.
  Statement row = database.Query(R"sql(
      WITH open AS (
        SELECT sweep_id, max_running,
               SUM(iif(sweep_counts.state <> 'WAITING', segments, 0))
                 AS runnable,
               SUM(atom_steps) AS atom_steps
        FROM sweeps JOIN sweep_counts USING (sweep_id)
        WHERE sweeps.state = 'RUNNING' AND pause_reason IS NULL
          AND engine = ?1 AND sweep_counts.state IN ('WAITING', 'READY', 'LEASED')
        GROUP BY sweep_id)
      SELECT SUM(iif(max_running > 0, min(runnable, max_running), runnable)),
             SUM(atom_steps),
             (SELECT COUNT(*) FROM segments WHERE state = 'READY')
             + (SELECT COUNT(*) FROM attempts WHERE state = 'RUNNING')
      FROM open)sql",
                                 NameOf(engine));
  if (row.Step()) {
    work.runnable = std::min(row.Int(0), row.Int(2));
    work.atom_steps = row.Int(1);
  }
  return work;
}

std::optional<double> SpeedOfPool(Database& database, const PoolRow& pool,
                                  v1::Engine engine) {
  Statement row = database.Query(R"sql(
      SELECT 1 / AVG(seconds)
      FROM speeds
      WHERE worker_kind = ?1 AND work LIKE 'dynamics%' AND seconds > 0)sql",
                                 KindFor(database, pool, engine));
  return row.Step() ? row.OptionalReal(0) : std::nullopt;
}

}  // namespace lehr::server
