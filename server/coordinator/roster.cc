#include "server/coordinator/roster.h"

namespace lehr::server {

void Roster::Join(const WorkerRow& worker, absl::Time now) {
  Member& member = members_[worker.session];
  member.worker_id = worker.id;
  member.name = worker.name;
  member.last_heard = now;
  member.kind = KindOf(worker);
  member.threads = worker.threads;
  member.host = HostOf(worker);
  member.draining = worker.drain.has_value();
  member.leave = worker.leave;
  member.engine = worker.engine;
}

void Roster::Leave(std::string_view session) {
  const auto found = members_.find(session);
  if (found != members_.end()) members_.erase(found);
}

void Roster::Reset(const std::vector<WorkerRow>& workers, absl::Time now) {
  std::map<std::string, Member, std::less<>> before;
  before.swap(members_);
  for (const WorkerRow& worker : workers) {
    const auto known = before.find(worker.session);
    if (known != before.end()) {
      known->second.draining = worker.drain.has_value();
      members_.insert(std::move(*known));
    } else {
      Join(worker, now);
    }
  }
}

Roster::Member* Roster::Find(std::string_view session) {
  const auto found = members_.find(session);
  return found == members_.end() ? nullptr : &found->second;
}

void Roster::Drop(std::string_view session, const AttemptKey& attempt) {
  Member* const member = Find(session);
  if (member != nullptr) member->attempts.erase(attempt);
}

std::vector<AttemptKey> Roster::TakeForgotten(absl::Time before) {
  std::vector<AttemptKey> forgotten;
  for (auto& [session, member] : members_) {
    std::erase_if(member.attempts, [&](const auto& attempt) {
      if (attempt.second >= before) return false;
      forgotten.push_back(attempt.first);
      return true;
    });
  }
  return forgotten;
}

const v1::Progress* Roster::ProgressOf(std::string_view session,
                                       const AttemptKey& attempt) const {
  const auto member = members_.find(session);
  if (member == members_.end()) return nullptr;
  for (const v1::Progress& progress : member->second.progress) {
    if (progress.id().segment_id() == attempt.first &&
        progress.id().attempt() == attempt.second) {
      return &progress;
    }
  }
  return nullptr;
}

}  // namespace lehr::server
