#ifndef LEHR_TESTS_SERVER_SIMULATION_CHECKED_SERVER_H_
#define LEHR_TESTS_SERVER_SIMULATION_CHECKED_SERVER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "server/coordinator/coordinator.h"
#include "server/store/database.h"
#include "tests/server/simulation/model.h"

namespace lehr::server {

// What lehrd does to collect garbage, in one transaction.
absl::Status DropAllGarbage(Database& database, Coordinator& coordinator,
                            absl::Time before);

// CheckedServer is the real coordinator on a real database, with a model beside
// it (or without one). After each event the answers, the rows and the
// invariants are compared; the first thing that is wrong is kept as
// complaint().
//
// Copies share the database: the exhaustive search goes back to where a copy
// was made together with a savepoint of the database.
class CheckedServer {
 public:
  static constexpr absl::Duration kTimeToLive = absl::Seconds(30);

  // `database` outlives it.
  CheckedServer(Database* database, bool has_model, absl::Time now);

  // A transaction of several events, as SerialExecutor makes them. Lose() is
  // what is left of it after a crash.
  void Begin();
  absl::Status Commit(absl::Time now);
  void Lose();
  // A coordinator that knows nothing but the database.
  void Restart(absl::Time now);

  absl::StatusOr<v1::SubmitSweepResponse> Submit(
      const v1::SubmitSweepRequest& request, absl::Time now);
  absl::Status Cancel(std::int64_t sweep_id, absl::Time now);
  absl::Status Retry(std::int64_t sweep_id, absl::Time now);
  absl::Status Pause(std::int64_t sweep_id, absl::Time now);
  absl::Status Resume(std::int64_t sweep_id, absl::Time now);
  absl::Status Register(const std::string& session, absl::Time now);
  absl::StatusOr<v1::LeaseSegmentResponse> Lease(
      const v1::LeaseSegmentRequest& request, absl::Time now);
  // The worker of this name is to leave.
  absl::Status Drain(const std::string& name, absl::Time now);
  absl::StatusOr<v1::HeartbeatResponse> Heartbeat(
      const v1::HeartbeatRequest& request, absl::Time now);
  absl::Status Upload(const std::string& sha256, absl::Time now);
  absl::Status Checkpoint(const v1::CommitCheckpointRequest& request,
                          absl::Time now);
  absl::Status Complete(const v1::CompleteAttemptRequest& request,
                        absl::Time now);
  absl::Status End(const v1::EndAttemptRequest& request, absl::Time now);
  absl::Status Expire(absl::Time now);
  absl::Status CollectGarbage(absl::Time now);

  // What the model does not know.

  absl::StatusOr<v1::ExtendSweepResponse> Extend(
      const v1::ExtendSweepRequest& request, absl::Time now);
  // A file of somebody's result or of a checkpoint is found to be missing.
  absl::StatusOr<ArtifactLoss> LoseFile(const std::string& sha256, bool wanted,
                                        absl::Time now);
  // The disk is nearly full, or not any more.
  void HoldStates(bool hold);

  const std::string& complaint() const { return complaint_; }
  const std::optional<Model>& model() const { return model_; }
  Database& database() { return database_; }

 private:
  void Complain(const std::string& what);
  // The answer is what the model says.
  void Expect(const char* event, absl::StatusCode expected,
              const absl::Status& found);
  // Its host is put aside, or it is to leave.
  bool GetsNothing(std::string_view session, absl::Time now) const;
  std::int64_t CountAttempts();
  // Whatever is there has been uploaded.
  bool Has(const std::string& sha256);
  // After an event: looks at everything if something was written.
  void Check();
  // Attempts that another running sweep wants.
  std::set<AttemptKey> WantedElsewhere(std::int64_t sweep_id);

  Database& database_;
  std::optional<Coordinator> coordinator_;  // made anew at a restart
  std::optional<Model> model_;
  std::optional<Model> model_before_;  // the transaction
  std::int64_t changes_seen_ = -1;
  bool holds_states_ = false;
  std::string complaint_;
};

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SIMULATION_CHECKED_SERVER_H_
