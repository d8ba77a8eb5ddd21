#ifndef LEHR_TESTS_SERVER_SIMULATION_MODEL_H_
#define LEHR_TESTS_SERVER_SIMULATION_MODEL_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "lehr/v1/sweep_service.pb.h"
#include "lehr/v1/worker_service.pb.h"
#include "proto/plan/plan.h"
#include "server/coordinator/roster.h"
#include "server/store/attempt_table.h"
#include "server/store/database.h"

namespace lehr::server {

// Model is what the coordinator promises, in plain maps and loops over all of
// them: no indices, no counters, no database. It is stepped beside the
// coordinator, says what the answer to each event must be, and compares itself
// with the database after it.
//
// It knows sweeps whose segments have one law each and are computed once:
// nothing that is executed again (audits, finer curves), and no two planned
// segments that turn out to be the same physics. How long a failure waits is
// taken from core (RetryDelay), which has a test of its own; what counts as a
// failure is not.
class Model {
 public:
  explicit Model(absl::Duration time_to_live) : time_to_live_(time_to_live) {}

  // People. Each returns the code of the answer. The plan's segments are known
  // to the server as `ids`.
  absl::StatusCode Submit(const v1::SubmitSweepRequest& request) const;
  void AddSweep(const v1::SubmitSweepRequest& request, const plan::Plan& plan,
                std::int64_t sweep_id, const std::vector<std::int64_t>& ids);
  absl::StatusCode Cancel(std::int64_t sweep_id);
  absl::StatusCode Retry(std::int64_t sweep_id);
  absl::StatusCode Pause(std::int64_t sweep_id);
  absl::StatusCode Resume(std::int64_t sweep_id);

  // Workers, in the same way.
  void Register(const std::string& session, absl::Time now);
  // What is wrong with the answer, given the state before it; empty if nothing.
  // Choosing is the server's; the model knows among what it may choose, and
  // that a worker on a host that is put aside, or that is to leave, gets
  // nothing.
  std::string Lease(const v1::LeaseSegmentRequest& request,
                    absl::StatusCode code, const v1::Lease* lease,
                    bool gets_nothing, absl::Time now);
  absl::StatusCode Heartbeat(const v1::HeartbeatRequest& request,
                             absl::Time now, std::set<AttemptKey>* stop);
  absl::StatusCode Checkpoint(const v1::CommitCheckpointRequest& request,
                              bool uploaded, absl::Time now);
  absl::StatusCode Complete(const v1::CompleteAttemptRequest& request,
                            bool uploaded);
  absl::StatusCode End(const v1::EndAttemptRequest& request, absl::Time now);
  void Expire(absl::Time now);
  // The server has been started anew.
  void Restart(absl::Time now);
  // A transaction was undone, and this is the model before it. Who was heard
  // meanwhile was heard.
  void Hear(const Roster& roster);

  // How the database differs from the model; empty if it does not.
  std::string Compare(Database& database) const;

  // Everything that decides what happens next, for telling states apart. Times
  // are relative to `now`.
  std::string Fingerprint(absl::Time now) const;

 private:
  struct Segment {
    std::int64_t parent = 0;  // 0: makes its own state
    std::vector<std::int64_t> references;
    std::string law_key;  // empty: on no path of others
    std::int64_t steps = 0;
    v1::SegmentState state = v1::SEGMENT_STATE_WAITING;
    int attempts = 0;
    int failures = 0;
    std::map<v1::FailureClass, int> failures_in = {};
    int losses = 0;
    absl::Time not_before = absl::UnixEpoch();
    std::int64_t checkpoint_step = -1;
  };
  struct Attempt {
    std::string session;
    AttemptState state = AttemptState::kRunning;
  };
  struct Sweep {
    std::string request_id;
    std::string spec;
    int priority = 0;
    v1::SweepState state = v1::SWEEP_STATE_RUNNING;
    bool paused = false;
    std::vector<std::int64_t> segments = {};
    std::vector<std::vector<std::int64_t>> points = {};
  };
  struct Session {
    bool live = true;
    absl::Time last_heard;
    std::int64_t sequence = 0;  // of the last question that got a lease
    AttemptKey leased;
    std::map<AttemptKey, absl::Time> spoken_of;
  };

  bool IsDone(std::int64_t segment_id) const;
  // By a running sweep; and by one that is not paused.
  bool IsWanted(std::int64_t segment_id) const;
  bool IsWantedNow(std::int64_t segment_id) const;
  // The largest of those that want it now, -1 if none does.
  int PriorityOf(std::int64_t segment_id) const;
  bool MayBeLeased(std::int64_t segment_id, absl::Time now) const;
  std::string CheckChoice(const v1::Lease& lease, absl::Time now) const;
  // The attempt if it is this session's.
  Attempt* FindOwn(const std::string& session, const AttemptKey& key);
  bool MayContinue(const std::string& session, const AttemptKey& key,
                   absl::Time now);
  void CancelRunning(std::int64_t segment_id);
  void Lose(const AttemptKey& key);
  void Open(std::int64_t segment_id);
  void Fail(std::int64_t segment_id, int code, absl::Time now);
  // What follows from an event: segments become READY, sweeps end.
  void Settle();
  std::map<v1::SegmentState, int> CountsOf(const Sweep& sweep) const;
  int PointsDone(const Sweep& sweep) const;
  std::string CompareSegments(Database& database) const;
  std::string CompareAttempts(Database& database) const;
  std::string CompareSweeps(Database& database) const;
  std::string CompareSessions(Database& database) const;

  absl::Duration time_to_live_;
  std::map<std::int64_t, Segment> segments_;
  std::map<AttemptKey, Attempt> attempts_;
  std::map<std::int64_t, Sweep> sweeps_;
  std::map<std::string, Session> sessions_;
};

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SIMULATION_MODEL_H_
