#ifndef LEHR_TESTS_WORKER_SCRIPTED_SERVER_H_
#define LEHR_TESTS_WORKER_SCRIPTED_SERVER_H_

#include <cstddef>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <grpcpp/server.h>

#include "lehr/v1/artifact_service.grpc.pb.h"
#include "lehr/v1/worker_service.grpc.pb.h"

namespace lehr::worker {

// ScriptedServer is a server for tests of the worker: it gives out the leases
// that it was told to, and fails in ways that a real one does only when
// something is wrong. It listens on a Unix socket in `folder`, and can be
// stopped and started again; artifacts stay.
class ScriptedServer final {
 public:
  explicit ScriptedServer(const std::filesystem::path& folder);
  ~ScriptedServer();

  std::string address() const { return address_; }
  void Start();
  // Ends all calls.
  void Stop();

  // The script.
  std::string Keep(const std::string& content);
  void Remove(const std::string& sha256);
  // Damages an artifact: what is sent does not have its hash.
  void Damage(const std::string& sha256);
  // The next upload is interrupted when so many bytes have come.
  void InterruptNextUpload(std::size_t bytes);
  // Gives this lease to whom asks next.
  void Offer(const v1::Lease& lease);
  // The answer to the next lease is lost on its way.
  void LoseNextLease();
  // Forgets all sessions, as if started anew without them.
  void Forget();
  // Answers to heartbeats say that this attempt is to be dropped.
  void CancelAttempt(const v1::AttemptId& id);
  // Answers to heartbeats want this attempt back.
  void WantBack(const v1::AttemptId& id);
  // Answers to heartbeats want workers to leave.
  void Drain();
  // The next answer to a registration or heartbeat asks for this.
  void WantCalibration(const v1::CalibrationWanted& wanted);
  // What these calls answer from now on.
  void AnswerRegistrations(const absl::Status& status);
  void AnswerCompletions(const absl::Status& status);
  void AnswerCheckpoints(const absl::Status& status);

  // What was seen.
  std::vector<v1::RegisterWorkerRequest> registrations() const;
  std::vector<v1::CompleteAttemptRequest> completions() const;
  std::vector<v1::Speed> speeds() const;
  std::vector<v1::EndAttemptRequest> ends() const;
  std::vector<v1::Checkpoint> checkpoints() const;
  std::vector<v1::Progress> progress() const;
  // Questions for work that wait for an answer now.
  int waiting() const;
  int heartbeats() const;
  int uploads() const;
  // Bytes that came with all of them.
  std::size_t uploaded_bytes() const;
  // The artifact's content; "" if there is none.
  std::string artifact(const std::string& sha256) const;

 private:
  class Workers;
  class Artifacts;

  const std::string address_;
  std::unique_ptr<Workers> workers_;
  std::unique_ptr<Artifacts> artifacts_;
  std::unique_ptr<grpc::Server> server_;

  mutable absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::string, std::string> contents_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> damaged_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> sessions_ ABSL_GUARDED_BY(mutex_);
  std::deque<v1::Lease> offers_ ABSL_GUARDED_BY(mutex_);
  // By session and sequence number: a repeated question gets the same answer.
  std::map<std::pair<std::string, std::int64_t>, v1::Lease> given_
      ABSL_GUARDED_BY(mutex_);
  bool lose_next_lease_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<v1::AttemptId> cancelled_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::AttemptId> wanted_back_ ABSL_GUARDED_BY(mutex_);
  bool drain_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<v1::CalibrationWanted> calibrations_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::Speed> speeds_ ABSL_GUARDED_BY(mutex_);
  absl::Status registration_answer_ ABSL_GUARDED_BY(mutex_);
  absl::Status completion_answer_ ABSL_GUARDED_BY(mutex_);
  absl::Status checkpoint_answer_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::RegisterWorkerRequest> registrations_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::CompleteAttemptRequest> completions_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::EndAttemptRequest> ends_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::Checkpoint> checkpoints_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::Progress> progress_ ABSL_GUARDED_BY(mutex_);
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  int heartbeats_ ABSL_GUARDED_BY(mutex_) = 0;
  int uploads_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t uploaded_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t interrupt_after_ ABSL_GUARDED_BY(mutex_) = 0;  // 0: never
  std::map<std::string, std::string> unfinished_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lehr::worker

#endif  // LEHR_TESTS_WORKER_SCRIPTED_SERVER_H_
