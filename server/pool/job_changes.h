#ifndef LEHR_SERVER_POOL_JOB_CHANGES_H_
#define LEHR_SERVER_POOL_JOB_CHANGES_H_

#include <string>
#include <vector>

#include "lehr/v1/pool_service.pb.h"
#include "server/pool/slurm.h"

namespace lehr::server {

// A job of a pool that was not over when we looked last.
struct KnownJob {
  std::string job;
  v1::PoolJobState state = v1::POOL_JOB_STATE_UNSPECIFIED;
  std::string words;
  bool came = false;  // its worker has registered
};

// What is new about a job.
struct JobChange {
  std::string job;
  v1::PoolJobState state = v1::POOL_JOB_STATE_UNSPECIFIED;
  std::string words;
  // It is over, and its worker has never come.
  bool never_came = false;
};

// Compares what is known of a pool's jobs with what the site lists for all
// pools. A job that is not listed any more is over. One that is listed with the
// pool's tag and not known is the pool's, too: the server ended between asking
// for it and writing that down.
std::vector<JobChange> CompareJobs(const std::vector<KnownJob>& known,
                                   const std::vector<ListedJob>& listed,
                                   const std::string& tag);

}  // namespace lehr::server

#endif  // LEHR_SERVER_POOL_JOB_CHANGES_H_
