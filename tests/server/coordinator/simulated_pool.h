#ifndef LEHR_TESTS_SERVER_COORDINATOR_SIMULATED_POOL_H_
#define LEHR_TESTS_SERVER_COORDINATOR_SIMULATED_POOL_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>
#include <gtest/gtest.h>

#include "lehr/v1/sweep_service.pb.h"
#include "lehr/v1/worker_service.pb.h"
#include "proto/plan/plan.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/plan_filling.h"
#include "server/store/database.h"

namespace lehr::server {

// What a worker would report for a lease: made from the physics alone, so that
// equal physics gives equal hashes. Without session.
v1::CompleteAttemptRequest ResultOf(const v1::Lease& lease);

// The potential that the sweeps of tests/proto/plan/sweeps.h use.
std::string TestPotentialSha256();

// Sweeps in text format for tests, each behind plan::kSample.
//
// Two treatments, one with a baseline: as_cast, and annealed at `kelvin` 600
// and 900; energy at the end.
extern const char kAnnealed[];
// A pull at half the yield stress that is measured in as_cast.
extern const char kPulled[];
// A glass transition in the sample; a treatment that replicates it and loads it
// at once, with creep, copies compared and a saved state; the slopes of a
// strain and a shear at the end.
extern const char kMeasured[];
// Two treatments, of which one ages; the structure of both at the end, compared
// with the sample's.
extern const char kCompared[];

// CoordinatorTest has a coordinator on a database in memory, and workers that
// only report. Time goes on when the test says so. After each test the
// invariants are checked.
class CoordinatorTest : public testing::Test {
 protected:
  static constexpr absl::Duration kTimeToLive = absl::Seconds(30);

  CoordinatorTest();
  void TearDown() override;

  // A coordinator that knows nothing but the database, as after a restart.
  void Restart();
  // Checks the invariants.
  void Check();

  // Submits kSample + `text`; returns its id.
  std::int64_t Submit(const std::string& text, const std::string& request_id,
                      int priority = 0);
  absl::StatusOr<v1::SubmitSweepResponse> TrySubmit(
      const std::string& text, const std::string& request_id, int priority = 0);

  // As TrySubmit and Submit, but only a slice of `most` segments and points is
  // stored; FillSweep() of the coordinator goes on.
  struct LargeSweep {
    v1::SubmitSweepRequest request;
    plan::Plan plan;
    std::unique_ptr<PlanFilling> filling;
  };
  absl::StatusOr<std::unique_ptr<LargeSweep>> TryBegin(
      const std::string& text, const std::string& request_id, int most,
      int priority = 0);
  std::unique_ptr<LargeSweep> Begin(const std::string& text,
                                    const std::string& request_id, int most,
                                    int priority = 0);
  // Stores all that is missing, in slices of `most`.
  void FillAll(LargeSweep& sweep, int most);

  // Registers a session; returns it.
  std::string Register(const std::string& name);
  // Asks with the next sequence number of this session.
  std::optional<v1::Lease> Lease(const std::string& session);
  absl::StatusOr<v1::LeaseSegmentResponse> TryLease(const std::string& session,
                                                    std::int64_t sequence);
  // Uploads what ResultOf says and reports it.
  absl::Status Complete(const std::string& session, const v1::Lease& lease);
  absl::Status Report(const std::string& session,
                      v1::CompleteAttemptRequest request);
  absl::Status Fail(const std::string& session, const v1::Lease& lease,
                    absl::StatusCode code, const std::string& message,
                    const std::string& state_sha256 = "");
  // With the class instead of a code.
  absl::Status FailAs(const std::string& session, const v1::Lease& lease,
                      v1::FailureClass failure, const std::string& message,
                      const std::string& log = "");
  absl::Status Return(const std::string& session, const v1::Lease& lease);
  absl::Status Checkpoint(const std::string& session, const v1::Lease& lease,
                          std::int64_t step);
  // Ids of attempts that the answer wants to be stopped.
  std::vector<v1::AttemptId> Heartbeat(const std::string& session,
                                       const std::vector<v1::Lease>& leases);

  // Executes all there is; returns the labels in order.
  std::vector<std::string> WorkThrough(const std::string& session);
  // Executes until a segment with this label is leased, which is returned.
  v1::Lease WorkUpTo(const std::string& session, const std::string& label);

  v1::Sweep SweepOf(std::int64_t sweep_id);
  std::vector<v1::PointResult> ResultsOf(std::int64_t sweep_id);
  v1::Segment SegmentAt(std::int64_t sweep_id, const std::string& label);
  void AddArtifact(const std::string& sha256);

  v1::SubmitSweepRequest RequestOf(const std::string& text,
                                   const std::string& request_id,
                                   int priority) const;

  std::unique_ptr<Database> database_;
  std::unique_ptr<Coordinator> coordinator_;
  absl::Time now_ = absl::FromUnixSeconds(1800000000);
  std::map<std::string, std::int64_t> sequences_;  // by session
  // Of what is submitted from now on.
  double audit_fraction_ = 0;
  bool recompute_ = false;
};

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_COORDINATOR_SIMULATED_POOL_H_
