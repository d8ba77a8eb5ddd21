#include "server/pool/job_changes.h"

#include <map>

namespace lehr::server {

std::vector<JobChange> CompareJobs(const std::vector<KnownJob>& known,
                                   const std::vector<ListedJob>& listed,
                                   const std::string& tag) {
  std::map<std::string, const ListedJob*> ours;
  for (const ListedJob& job : listed) {
    if (job.tag == tag) ours[job.job] = &job;
  }
  std::vector<JobChange> changes;
  for (const KnownJob& job : known) {
    const auto found = ours.find(job.job);
    JobChange change = {.job = job.job,
                        .state = v1::POOL_JOB_STATE_ENDED,
                        .words = "not listed any more"};
    if (found != ours.end()) {
      change.state = found->second->state;
      change.words = found->second->words;
      ours.erase(found);
    }
    change.never_came = change.state == v1::POOL_JOB_STATE_ENDED && !job.came;
    if (change.state == job.state && change.words == job.words) continue;
    changes.push_back(std::move(change));
  }
  for (const auto& [name, job] : ours) {
    if (job->state == v1::POOL_JOB_STATE_ENDED) continue;
    changes.push_back({.job = name, .state = job->state, .words = job->words});
  }
  return changes;
}

}  // namespace lehr::server
