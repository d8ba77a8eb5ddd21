#ifndef LEHR_SERVER_STORE_POOL_TABLE_H_
#define LEHR_SERVER_STORE_POOL_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/pool_service.pb.h"
#include "lehr/v1/stage.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// Rows of `pools` and `pool_jobs`.

// A pool as it is kept.
struct PoolRow {
  std::int64_t id = 0;
  std::string name;
  std::string tag;
  v1::PoolSettings settings = {};
  bool deleting = false;
  std::int64_t asked = 0;
  std::int64_t never_came = 0;
  std::int64_t failed_submissions = 0;
  int failures = 0;
  std::optional<absl::Time> retry = {};  // nothing is asked before
  std::string problem;                   // empty: none
  absl::Time problem_since;
};

// A job of a pool as it is kept.
struct PoolJobRow {
  std::string job;
  v1::PoolJobState state = v1::POOL_JOB_STATE_UNSPECIFIED;
  std::string site_words;
  std::string worker;  // empty: has not come
  absl::Time asked;
  std::optional<absl::Time> came = {};
  std::optional<absl::Time> ended = {};
};

void InsertPool(Database& database, const std::string& name,
                const std::string& tag, const v1::PoolSettings& settings,
                absl::Time now);
std::optional<PoolRow> FindPool(Database& database, std::string_view name);
// By name.
std::vector<PoolRow> ListPools(Database& database);
// All of the row but its id, name and tag.
void StorePool(Database& database, const PoolRow& pool);
// With its jobs.
void DeletePoolRow(Database& database, std::int64_t pool_id);

// Jobs that are not over, in the order of their names.
std::vector<PoolJobRow> LivePoolJobs(Database& database, std::int64_t pool_id);
// Those that are not over first, then the newest; at most `most`.
std::vector<PoolJobRow> NewestPoolJobs(Database& database, std::int64_t pool_id,
                                       int most);
// Adds the job; one that is known keeps when it was asked for, and its worker
// unless it was over: then the site has begun to count anew.
void StorePoolJob(Database& database, std::int64_t pool_id,
                  const PoolJobRow& job);
// The worker of the job has come.
void StorePoolWorker(Database& database, std::int64_t pool_id,
                     const std::string& job, std::int64_t worker_id,
                     absl::Time now);

// Workers with this engine whose job is over, and that count as live for a
// while yet.
int CountGonePoolWorkers(Database& database, v1::Engine engine);

// What running sweeps that are not paused have left for one engine.
struct OpenWork {
  std::int64_t runnable = 0;    // segments that run, or could
  std::int64_t atom_steps = 0;  // of these and all that waits for them
};
OpenWork LoadOpenWork(Database& database, v1::Engine engine);

// Speed of the workers of this pool, which have this engine, with all their
// threads [atom-steps/s]: as measured by those that came last; else by the last
// ones with this engine and as many threads; nullopt if there is none.
std::optional<double> SpeedOfPool(Database& database, const PoolRow& pool,
                                  v1::Engine engine);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_POOL_TABLE_H_
