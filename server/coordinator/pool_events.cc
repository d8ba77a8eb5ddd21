#include "server/coordinator/pool_events.h"

#include <algorithm>
#include <optional>
#include <random>

#include <absl/strings/str_format.h>
#include <google/protobuf/util/message_differencer.h>

#include "proto/support/log.h"
#include "server/coordinator/pool_report.h"
#include "server/pool/pool_settings.h"
#include "server/pool/pool_size.h"
#include "server/store/worker_table.h"

namespace lehr::server {
namespace {

constexpr char kCancelled[] = "cancelled by the server";

// The name, and enough that no other server of this user has the same.
std::string NewTag(const std::string& name) {
  return absl::StrFormat("%s-%08x", name, std::random_device()());
}

absl::StatusOr<PoolRow> PoolCalled(Database& database,
                                   const std::string& name) {
  auto pool = FindPool(database, name);
  if (pool.has_value()) return *std::move(pool);
  return absl::NotFoundError(absl::StrFormat(
      "no pool is called \"%s\": `lehr pool list` lists them", name));
}

absl::Status Check(const std::string& name, const v1::PoolSettings& settings) {
  absl::Status status = CheckPoolName(name);
  status.Update(CheckPoolSettings(settings));
  return status;
}

void Trouble(PoolRow& pool, const std::string& words, absl::Time now) {
  ++pool.failures;
  pool.retry = now + PauseAfter(pool.failures);
  pool.problem = words;
  pool.problem_since = now;
  Log(Severity::kWarning, "pool has a problem",
      {{"pool", pool.name},
       {"problem", words},
       {"pause", absl::FormatDuration(PauseAfter(pool.failures))}});
}

// What was wrong is over.
void Forgive(PoolRow& pool) {
  pool.failures = 0;
  pool.retry.reset();
  pool.problem.clear();
}

std::vector<KnownJob> KnownJobsOf(Database& database, std::int64_t pool_id) {
  std::vector<KnownJob> known;
  for (const PoolJobRow& job : LivePoolJobs(database, pool_id)) {
    known.push_back({.job = job.job,
                     .state = job.state,
                     .words = job.site_words,
                     .came = job.came.has_value()});
  }
  return known;
}

void Store(Database& database, std::int64_t pool_id, const JobChange& change,
           absl::Time now) {
  PoolJobRow job = {.job = change.job,
                    .state = change.state,
                    .site_words = change.words,
                    .worker = {},
                    .asked = now};
  if (change.state == v1::POOL_JOB_STATE_ENDED) job.ended = now;
  StorePoolJob(database, pool_id, job);
}

// What the list says about one pool.
void NoteJobsOf(Database& database, PoolRow pool,
                const std::vector<ListedJob>& listed, absl::Time now) {
  const std::vector<KnownJob> known = KnownJobsOf(database, pool.id);
  const std::vector<JobChange> changes = CompareJobs(known, listed, pool.tag);
  int never_came = 0;
  const JobChange* example = nullptr;
  for (const JobChange& change : changes) {
    Store(database, pool.id, change, now);
    if (!change.never_came) continue;
    ++never_came;
    example = &change;
  }
  const bool site_is_back = pool.failures == 0 && !pool.problem.empty();
  if (site_is_back) pool.problem.clear();
  if (never_came > 0) {
    pool.never_came += never_came;
    // The jobs of one request end one after the other: that is one failure.
    const bool pauses = pool.retry.has_value() && *pool.retry > now;
    if (!pool.deleting && !pauses) {
      Trouble(pool,
              absl::StrFormat("%d of its workers never came: job %s: %s",
                              never_came, example->job, example->words),
              now);
    }
  }
  if (site_is_back || never_came > 0) StorePool(database, pool);
  if (pool.deleting && LivePoolJobs(database, pool.id).empty()) {
    DeletePoolRow(database, pool.id);
    Log(Severity::kInfo, "pool deleted", {{"pool", pool.name}});
  }
}

// Changes the row of a pool, which may be gone by now.
template <typename Change>
absl::Status ChangePool(Database& database, std::int64_t pool_id,
                        Change change) {
  return database.InSavepoint([&]() -> absl::Status {
    for (PoolRow& pool : ListPools(database)) {
      if (pool.id != pool_id) continue;
      change(pool);
      StorePool(database, pool);
    }
    return absl::OkStatus();
  });
}

}  // namespace

absl::StatusOr<v1::CreatePoolResponse> CreatePool(
    Database& database, const v1::CreatePoolRequest& request, absl::Time now) {
  const absl::Status valid = Check(request.name(), request.settings());
  if (!valid.ok()) return valid;
  return database.InSavepoint([&]() -> absl::StatusOr<v1::CreatePoolResponse> {
    using google::protobuf::util::MessageDifferencer;
    const auto before = FindPool(database, request.name());
    if (!before.has_value()) {
      InsertPool(database, request.name(), NewTag(request.name()),
                 request.settings(), now);
      Log(Severity::kInfo, "pool created", {{"pool", request.name()}});
    } else if (before->deleting || !MessageDifferencer::Equals(
                                       before->settings, request.settings())) {
      return absl::AlreadyExistsError(absl::StrFormat(
          "a pool \"%s\" is there already%s", request.name(),
          before->deleting ? ", and its workers are leaving: wait, or take "
                             "another name"
                           : ": `lehr pool set` changes it"));
    }
    v1::CreatePoolResponse response;
    const auto pool = PoolCalled(database, request.name());
    if (!pool.ok()) return pool.status();
    *response.mutable_pool() = ReportPool(database, *pool, now);
    return response;
  });
}

absl::StatusOr<v1::UpdatePoolResponse> UpdatePool(
    Database& database, const v1::UpdatePoolRequest& request, absl::Time now) {
  const absl::Status valid = Check(request.name(), request.settings());
  if (!valid.ok()) return valid;
  return database.InSavepoint([&]() -> absl::StatusOr<v1::UpdatePoolResponse> {
    auto pool = PoolCalled(database, request.name());
    if (!pool.ok()) return pool.status();
    if (pool->deleting) {
      return absl::FailedPreconditionError(
          absl::StrFormat("pool \"%s\" is being deleted", request.name()));
    }
    pool->settings = request.settings();
    Forgive(*pool);
    StorePool(database, *pool);
    v1::UpdatePoolResponse response;
    *response.mutable_pool() = ReportPool(database, *pool, now);
    return response;
  });
}

absl::StatusOr<v1::DeletePoolResponse> DeletePool(
    Database& database, const v1::DeletePoolRequest& request, absl::Time now) {
  return database.InSavepoint([&]() -> absl::StatusOr<v1::DeletePoolResponse> {
    auto pool = PoolCalled(database, request.name());
    if (!pool.ok()) return pool.status();
    pool->deleting = true;
    StorePool(database, *pool);
    v1::DeletePoolResponse response;
    *response.mutable_pool() = ReportPool(database, *pool, now);
    return response;
  });
}

absl::StatusOr<v1::JoinPoolResponse> JoinPool(
    Database& database, const v1::JoinPoolRequest& request, absl::Time now) {
  return database.InSavepoint([&]() -> absl::StatusOr<v1::JoinPoolResponse> {
    const auto worker = FindWorker(database, request.session());
    if (!worker.has_value()) {
      return absl::NotFoundError("the session is unknown: register again");
    }
    for (PoolRow& pool : ListPools(database)) {
      if (pool.tag != request.pool()) continue;
      StorePoolWorker(database, pool.id, request.job(), worker->id, now);
      Forgive(pool);
      StorePool(database, pool);
      return v1::JoinPoolResponse();
    }
    return absl::NotFoundError(
        absl::StrFormat("no pool has the tag \"%s\"", request.pool()));
  });
}

absl::Status NotePoolJobs(Database& database,
                          const std::vector<ListedJob>& listed,
                          absl::Time now) {
  return database.InSavepoint([&]() -> absl::Status {
    for (PoolRow& pool : ListPools(database)) {
      NoteJobsOf(database, std::move(pool), listed, now);
    }
    return absl::OkStatus();
  });
}

absl::Status NoteSiteAway(Database& database, const std::string& words,
                          absl::Time now) {
  return database.InSavepoint([&]() -> absl::Status {
    for (PoolRow& pool : ListPools(database)) {
      // What a pool's own failures said stays.
      if (pool.failures > 0 || pool.problem == words) continue;
      if (pool.problem.empty()) pool.problem_since = now;
      pool.problem = words;
      StorePool(database, pool);
    }
    return absl::OkStatus();
  });
}

absl::Status NoteSubmission(Database& database, std::int64_t pool_id,
                            const std::vector<std::string>& jobs,
                            absl::Time now) {
  return ChangePool(database, pool_id, [&](PoolRow& pool) {
    pool.asked += std::ssize(jobs);
    for (const std::string& job : jobs) {
      Store(database, pool_id,
            {.job = job,
             .state = v1::POOL_JOB_STATE_PENDING,
             .words = "submitted"},
            now);
    }
  });
}

absl::Status NoteSubmissionFailed(Database& database, std::int64_t pool_id,
                                  const std::string& words, absl::Time now) {
  return ChangePool(database, pool_id, [&](PoolRow& pool) {
    ++pool.failed_submissions;
    Trouble(pool, words, now);
  });
}

absl::Status NoteCancelled(Database& database, std::int64_t pool_id,
                           const std::vector<std::string>& jobs,
                           absl::Time now) {
  return database.InSavepoint([&]() -> absl::Status {
    for (const std::string& job : jobs) {
      Store(
          database, pool_id,
          {.job = job, .state = v1::POOL_JOB_STATE_ENDED, .words = kCancelled},
          now);
    }
    return absl::OkStatus();
  });
}

}  // namespace lehr::server
