#ifndef LEHR_SERVER_COORDINATOR_ROSTER_H_
#define LEHR_SERVER_COORDINATOR_ROSTER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/worker_service.pb.h"
#include "server/core/host_health.h"
#include "server/store/worker_table.h"

namespace lehr::server {

// An attempt, as a key: segment id and attempt number.
using AttemptKey = std::pair<std::int64_t, int>;
inline AttemptKey KeyOf(const v1::AttemptId& id) {
  return {id.segment_id(), id.attempt()};
}

// Roster is who is there, in memory: heartbeats come every few seconds from
// every worker and are not worth a write to the disk. After a restart it is
// made anew from the sessions that were live, as if all had just been heard.
class Roster {
 public:
  // A session that is live.
  struct Member {
    std::int64_t worker_id = 0;
    std::string name;
    std::string kind;  // KindOf
    int threads = 1;
    std::string host;  // HostOf
    absl::Time last_heard;
    // How often it was told to be heard; zero: not yet.
    absl::Duration heartbeat_interval;
    std::vector<v1::Progress> progress;
    // When each attempt was leased, or last reported as being worked on.
    std::map<AttemptKey, absl::Time> attempts;
    // Of Coordinator's calibrations, which the worker has been told; 0: none.
    std::uint64_t calibrations_seen = 0;
    bool draining = false;            // a person wants it to leave
    std::optional<absl::Time> leave;  // when it must
    v1::Engine engine = v1::ENGINE_LEHR;
  };

  // Adds a session, or marks it as heard.
  void Join(const WorkerRow& worker, absl::Time now);
  void Leave(std::string_view session);
  // Forgets all that are not in `workers` and adds the others.
  void Reset(const std::vector<WorkerRow>& workers, absl::Time now);

  // Null if the session is not live. Valid until it leaves.
  Member* Find(std::string_view session);
  const std::map<std::string, Member, std::less<>>& members() const {
    return members_;
  }

  // The attempt has ended.
  void Drop(std::string_view session, const AttemptKey& attempt);
  // Attempts that no one has spoken of since `before`; drops them.
  std::vector<AttemptKey> TakeForgotten(absl::Time before);

  // What a worker last said about an attempt; null if nothing.
  const v1::Progress* ProgressOf(std::string_view session,
                                 const AttemptKey& attempt) const;

  // How attempts go on the members' hosts.
  HostHealth& hosts() { return hosts_; }
  const HostHealth& hosts() const { return hosts_; }

  // What hinders all of them: why no states are written; empty if they are.
  const std::string& notice() const { return notice_; }
  void set_notice(std::string notice) { notice_ = std::move(notice); }

 private:
  std::map<std::string, Member, std::less<>> members_;  // by session
  HostHealth hosts_;
  std::string notice_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_ROSTER_H_
