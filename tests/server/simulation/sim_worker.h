#ifndef LEHR_TESTS_SERVER_SIMULATION_SIM_WORKER_H_
#define LEHR_TESTS_SERVER_SIMULATION_SIM_WORKER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "lehr/v1/worker_service.pb.h"
#include "tests/server/simulation/world.h"

namespace lehr::server {

// World::Worker does what lehr-worker does, except that it computes nothing:
// registers, leases, sends heartbeats, commits checkpoints, uploads and
// reports, each until it is answered. It may fail, crash and be told to stop.
class World::Worker {
 public:
  Worker(World* world, int id);

  // The process is killed; another one takes its place.
  void Crash();
  const std::string& session() const { return session_; }

 private:
  void Begin();
  // The process has ended; after a while there is another one.
  void Replace();
  void Register(std::function<void()> then);
  void Beat();
  bool Has(const v1::AttemptId& id) const;
  void AskForWork();
  void RepeatQuestion();
  void Work(const v1::Lease& lease);
  void GoOn();
  void UploadAndCheckpoint();
  void UploadAndComplete();
  void Upload(std::vector<std::string> sha256s, std::function<void()> then);
  void Complete();
  void End(v1::AttemptEnd end, absl::StatusCode code);
  // Has no work now: asks for more, after a while.
  void Free();
  void Later(absl::Duration delay, std::function<void()> event);
  void Ask(const Call& call) { world_.Ask(id_, life_, call); }
  absl::Duration RandomPiece();

  World& world_;
  const int id_;
  Life life_;
  int processes_ = 0;
  std::string session_;
  std::int64_t sequence_ = 0;
  std::optional<v1::Lease> lease_;
  int works_ = 0;  // counts leases: what belongs to an earlier one is void
  std::int64_t step_ = 0;
  int pieces_left_ = 0;
};

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SIMULATION_SIM_WORKER_H_
