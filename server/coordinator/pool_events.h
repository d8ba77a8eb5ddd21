#ifndef LEHR_SERVER_COORDINATOR_POOL_EVENTS_H_
#define LEHR_SERVER_COORDINATOR_POOL_EVENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/v1/pool_service.pb.h"
#include "server/pool/job_changes.h"
#include "server/store/database.h"
#include "server/store/pool_table.h"

namespace lehr::server {

// What happens to pools. Each reads, decides and writes everything or nothing,
// and takes the time as an argument, as the methods of Coordinator do; nothing
// of it is kept in memory.

absl::StatusOr<v1::CreatePoolResponse> CreatePool(
    Database& database, const v1::CreatePoolRequest& request, absl::Time now);
absl::StatusOr<v1::UpdatePoolResponse> UpdatePool(
    Database& database, const v1::UpdatePoolRequest& request, absl::Time now);
// Only notes that it is wanted: PlanPool says what is to be done for it.
absl::StatusOr<v1::DeletePoolResponse> DeletePool(
    Database& database, const v1::DeletePoolRequest& request, absl::Time now);

absl::StatusOr<v1::JoinPoolResponse> JoinPool(
    Database& database, const v1::JoinPoolRequest& request, absl::Time now);

// What the site lists. Workers that never came count as a failure, and a pool
// that is being deleted goes with its last job.
absl::Status NotePoolJobs(Database& database,
                          const std::vector<ListedJob>& listed, absl::Time now);
// The site does not answer: nothing is known of the jobs.
absl::Status NoteSiteAway(Database& database, const std::string& words,
                          absl::Time now);
// The site has taken a request for these jobs.
absl::Status NoteSubmission(Database& database, std::int64_t pool_id,
                            const std::vector<std::string>& jobs,
                            absl::Time now);
// It has refused one.
absl::Status NoteSubmissionFailed(Database& database, std::int64_t pool_id,
                                  const std::string& words, absl::Time now);
// The server has cancelled these jobs.
absl::Status NoteCancelled(Database& database, std::int64_t pool_id,
                           const std::vector<std::string>& jobs,
                           absl::Time now);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_POOL_EVENTS_H_
