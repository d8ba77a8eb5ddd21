#include "tests/server/coordinator/simulated_pool.h"

#include "proto/plan/segment_key.h"
#include "proto/support/sha256.h"
#include "proto/support/version.h"
#include "server/coordinator/invariants.h"
#include "tests/proto/plan/sweeps.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

// A number in [0, 1) that depends on the physics.
double NumberOf(const std::string& key, int which) {
  return static_cast<unsigned char>(key[static_cast<std::size_t>(which)]) /
         256.0;
}

void AddObservable(v1::CompleteAttemptRequest* request, const char* name,
                   const char* unit, double value) {
  v1::Observable* observable = request->add_observables();
  observable->set_name(name);
  observable->set_unit(unit);
  observable->set_value(value);
  observable->set_standard_error(0.001);
}

}  // namespace

const char kAnnealed[] = R"(
  sample { save { name: "as_cast" } }
  treatments { name: "as_cast" }
  treatments {
    name: "annealed"
    parameters { name: "kelvin" list { values: [600, 900] } }
    stages { hold { temperature_kelvin { parameter: "kelvin" }
                    time_ps { number: 1 } } } }
  test { measure { measures { energy { time_ps { number: 1 } } } } }
)";

const char kPulled[] = R"(
  treatments { name: "as_cast" }
  treatments {
    name: "pulled"
    stages { load { stress { x_gpa { reference {
      treatment: "as_cast" observable: "yield_stress"
      factor { number: 0.5 } } } } } } }
  test { deform { rate_per_second { number: 2e10 } to_strain { number: 0.2 } } }
  test { measure { measures { stress_strain {} } } }
)";

const char kMeasured[] = R"(
  sample { measure { measures { glass_transition {} } } }
  sample { save { name: "glass" } }
  treatments { name: "as_cast" stages { save { name: "untreated" } } }
  treatments {
    name: "loaded"
    stages { replicate { counts { x: 1 y: 1 z: 2 } } }
    stages { hold { time_ps { number: 1 } } }
    stages { biaxial_tension { stress_gpa { number: 1 } ramp_ps { number: 0 }
                               hold_ps { number: 2 } relax_ps { number: 1 } } }
    stages { measure {
      measures { creep { reference_ps { number: 1 } elastic_ps { number: 0.5 } } }
      measures { replica_overlap {} } } }
    stages { save { name: "loaded" } } }
  test { deform { rate_per_second { number: 1e10 } to_strain { number: 0.01 } } }
  test { measure { measures { modulus {} } } }
  test { hold { time_ps { number: 1 } } }
  test { deform { shear: SHEAR_PLANE_XY rate_per_second { number: 1e10 }
                  to_strain { number: 0.01 } } }
  test { measure { measures { modulus {} } } }
)";

const char kCompared[] = R"(
  sample { save { name: "glass" } }
  treatments { name: "as_cast" }
  treatments {
    name: "aged"
    stages { hold { time_ps { number: 1 } } }
    stages { measure { measures { structure {} } } }
    stages { hold { time_ps { number: 2 } } } }
  test { measure {
    measures { structure {} }
    measures { pair_distribution {} }
    measures { structure_factor {} }
    measures { local_strain { reference: "glass" } } } }
)";

std::string TestPotentialSha256() { return std::string(32, 'p'); }

v1::CompleteAttemptRequest ResultOf(const v1::Lease& lease) {
  v1::CompleteAttemptRequest request;
  *request.mutable_id() = lease.id();
  request.set_steps_taken(100);
  request.set_atoms(864);
  request.mutable_run_time()->set_seconds(2);
  const std::string key = plan::SegmentKey(
      lease.start_state_key(), lease.potential_sha256(), lease.work());
  if (lease.work().has_advance()) {
    request.set_end_state_sha256(Sha256Of("state" + key));
    request.set_curve_sha256(
        Sha256Of("curve" + key + std::to_string(lease.record_steps())));
    if (lease.work().advance().law().has_dynamics()) {
      AddObservable(&request, "temperature", "K", 300 + NumberOf(key, 0));
    }
    return request;
  }
  const v1::Measurement& measurement = lease.work().measurement();
  switch (measurement.kind_case()) {
    case v1::Measurement::kEnergy:
      AddObservable(&request, "potential_energy", "eV/atom",
                    -5 + NumberOf(key, 0));
      break;
    case v1::Measurement::kStressStrain:
      AddObservable(&request, "yield_stress", "GPa", 2 + NumberOf(key, 0));
      break;
    case v1::Measurement::kModulus:
      AddObservable(&request,
                    measurement.modulus().axis() == v1::AXIS_UNSPECIFIED
                        ? "isothermal_shear_modulus"
                        : "isothermal_young_modulus",
                    "GPa", 80 + NumberOf(key, 0));
      break;
    case v1::Measurement::kGlassTransition:
      AddObservable(&request, "glass_transition_temperature", "K",
                    700 + NumberOf(key, 0));
      break;
    case v1::Measurement::kCreep:
      AddObservable(&request, "creep_rate", "%/ns", NumberOf(key, 0));
      break;
    case v1::Measurement::kReplicaOverlap:
      AddObservable(&request, "replica_overlap", "1", NumberOf(key, 0));
      break;
    case v1::Measurement::kStructure:
      AddObservable(&request, "icosahedra", "1", NumberOf(key, 0));
      // No name that the plan knows.
      AddObservable(&request, "icosahedra_Cu", "1", NumberOf(key, 1));
      request.set_curve_sha256(Sha256Of("curve" + key));
      break;
    case v1::Measurement::kPairDistribution:
      AddObservable(&request, "first_peak", "A", 2.5 + NumberOf(key, 0));
      request.set_curve_sha256(Sha256Of("curve" + key));
      break;
    case v1::Measurement::kStructureFactor:
      AddObservable(&request, "first_peak_q", "1/A", 2 + NumberOf(key, 0));
      request.set_curve_sha256(Sha256Of("curve" + key));
      break;
    case v1::Measurement::kLocalStrain:
      // What is compared belongs to the physics.
      AddObservable(
          &request, "strain_mean", "1",
          NumberOf(Sha256Of(lease.reference_state_sha256() + key), 0));
      break;
    default:
      AddObservable(&request, "young_modulus", "GPa", 80 + NumberOf(key, 0));
  }
  return request;
}

CoordinatorTest::CoordinatorTest() : database_(*Database::OpenInMemory()) {
  Restart();
  AddArtifact(TestPotentialSha256());
}

void CoordinatorTest::TearDown() { Check(); }

void CoordinatorTest::Check() { EXPECT_OK(CheckInvariants(*database_)); }

void CoordinatorTest::Restart() {
  coordinator_ = std::make_unique<Coordinator>(
      database_.get(), CoordinatorOptions{.time_to_live = kTimeToLive});
  EXPECT_OK(coordinator_->Recover(now_));
}

v1::SubmitSweepRequest CoordinatorTest::RequestOf(const std::string& text,
                                                  const std::string& request_id,
                                                  int priority) const {
  v1::SubmitSweepRequest request;
  request.set_request_id(request_id);
  *request.mutable_spec() = plan::ParseSweep(plan::kSample + text);
  request.mutable_spec()->set_priority(priority);
  request.set_audit_fraction(audit_fraction_);
  request.set_recompute(recompute_);
  return request;
}

absl::StatusOr<std::unique_ptr<CoordinatorTest::LargeSweep>>
CoordinatorTest::TryBegin(const std::string& text,
                          const std::string& request_id, int most,
                          int priority) {
  auto sweep = std::make_unique<LargeSweep>();
  sweep->request = RequestOf(text, request_id, priority);
  auto plan = plan::MakePlan(sweep->request.spec());
  if (!plan.ok()) return plan.status();
  sweep->plan = *std::move(plan);
  const v1::SweepSpec& spec = sweep->request.spec();
  sweep->filling = std::make_unique<PlanFilling>(
      &sweep->plan, spec.material().potential(),
      HeadStepsOf(*database_, spec, sweep->plan), NewPlacement(sweep->plan));
  SubmissionOutlook outlook;
  outlook.summary.set_points(static_cast<int>(sweep->plan.points.size()));
  const auto response = coordinator_->BeginSweep(
      sweep->request, outlook, sweep->filling.get(), most, now_);
  if (!response.ok()) return response.status();
  return sweep;
}

std::unique_ptr<CoordinatorTest::LargeSweep> CoordinatorTest::Begin(
    const std::string& text, const std::string& request_id, int most,
    int priority) {
  auto sweep = TryBegin(text, request_id, most, priority);
  EXPECT_OK(sweep);
  Check();
  return *std::move(sweep);
}

void CoordinatorTest::FillAll(LargeSweep& sweep, int most) {
  while (!sweep.filling->has_all()) {
    ASSERT_OK(coordinator_->FillSweep(sweep.filling.get(), most, now_));
    Check();
  }
}

absl::StatusOr<v1::SubmitSweepResponse> CoordinatorTest::TrySubmit(
    const std::string& text, const std::string& request_id, int priority) {
  const v1::SubmitSweepRequest request = RequestOf(text, request_id, priority);
  const auto plan = plan::MakePlan(request.spec());
  if (!plan.ok()) return plan.status();
  return coordinator_->SubmitSweep(request, *plan, now_);
}

std::int64_t CoordinatorTest::Submit(const std::string& text,
                                     const std::string& request_id,
                                     int priority) {
  const auto response = TrySubmit(text, request_id, priority);
  EXPECT_OK(response);
  Check();
  return response.ok() ? response->sweep_id() : 0;
}

std::string CoordinatorTest::Register(const std::string& name) {
  v1::RegisterWorkerRequest request;
  std::string session = name;
  session.resize(16, '.');
  request.set_session(session);
  request.set_name(name);
  request.set_threads(2);
  request.set_numerics_version(kNumericsVersion);
  EXPECT_OK(coordinator_->RegisterWorker(request, now_));
  return session;
}

absl::StatusOr<v1::LeaseSegmentResponse> CoordinatorTest::TryLease(
    const std::string& session, std::int64_t sequence) {
  v1::LeaseSegmentRequest request;
  request.set_session(session);
  request.set_sequence(sequence);
  coordinator_->Hear(session, now_);
  return coordinator_->LeaseSegment(request, now_);
}

std::optional<v1::Lease> CoordinatorTest::Lease(const std::string& session) {
  const auto response = TryLease(session, ++sequences_[session]);
  EXPECT_OK(response);
  if (!response.ok() || !response->has_lease()) return std::nullopt;
  return response->lease();
}

void CoordinatorTest::AddArtifact(const std::string& sha256) {
  EXPECT_OK(coordinator_->AddArtifact(sha256, 10, now_));
}

absl::Status CoordinatorTest::Report(const std::string& session,
                                     v1::CompleteAttemptRequest request) {
  request.set_session(session);
  return coordinator_->CompleteAttempt(request, now_).status();
}

absl::Status CoordinatorTest::Complete(const std::string& session,
                                       const v1::Lease& lease) {
  const v1::CompleteAttemptRequest request = ResultOf(lease);
  for (const std::string& sha256 :
       {request.end_state_sha256(), request.curve_sha256()}) {
    if (!sha256.empty()) AddArtifact(sha256);
  }
  return Report(session, request);
}

absl::Status CoordinatorTest::Fail(const std::string& session,
                                   const v1::Lease& lease,
                                   absl::StatusCode code,
                                   const std::string& message,
                                   const std::string& state_sha256) {
  v1::EndAttemptRequest request;
  request.set_session(session);
  *request.mutable_id() = lease.id();
  request.set_end(v1::ATTEMPT_END_FAILED);
  request.set_code(static_cast<int>(code));
  request.set_message(message);
  request.set_state_sha256(state_sha256);
  return coordinator_->EndAttempt(request, now_).status();
}

absl::Status CoordinatorTest::FailAs(const std::string& session,
                                     const v1::Lease& lease,
                                     v1::FailureClass failure,
                                     const std::string& message,
                                     const std::string& log) {
  v1::EndAttemptRequest request;
  request.set_session(session);
  *request.mutable_id() = lease.id();
  request.set_end(v1::ATTEMPT_END_FAILED);
  request.set_code(static_cast<int>(absl::StatusCode::kInternal));
  request.set_message(message);
  request.set_failure_class(failure);
  request.set_log(log);
  return coordinator_->EndAttempt(request, now_).status();
}

absl::Status CoordinatorTest::Return(const std::string& session,
                                     const v1::Lease& lease) {
  v1::EndAttemptRequest request;
  request.set_session(session);
  *request.mutable_id() = lease.id();
  request.set_end(v1::ATTEMPT_END_RETURNED);
  return coordinator_->EndAttempt(request, now_).status();
}

absl::Status CoordinatorTest::Checkpoint(const std::string& session,
                                         const v1::Lease& lease,
                                         std::int64_t step) {
  v1::CommitCheckpointRequest request;
  request.set_session(session);
  *request.mutable_id() = lease.id();
  request.mutable_checkpoint()->set_step(step);
  const std::string state = Sha256Of("checkpoint" + std::to_string(step));
  AddArtifact(state);
  request.mutable_checkpoint()->set_state_sha256(state);
  return coordinator_->CommitCheckpoint(request, now_).status();
}

std::vector<v1::AttemptId> CoordinatorTest::Heartbeat(
    const std::string& session, const std::vector<v1::Lease>& leases) {
  v1::HeartbeatRequest request;
  request.set_session(session);
  for (const v1::Lease& lease : leases) {
    *request.add_progress()->mutable_id() = lease.id();
  }
  const auto response = coordinator_->Heartbeat(request, now_);
  EXPECT_OK(response);
  if (!response.ok()) return {};
  return {response->stop().begin(), response->stop().end()};
}

std::vector<std::string> CoordinatorTest::WorkThrough(
    const std::string& session) {
  std::vector<std::string> labels;
  while (const auto lease = Lease(session)) {
    labels.push_back(lease->label());
    EXPECT_OK(Complete(session, *lease));
    Check();
  }
  return labels;
}

v1::Lease CoordinatorTest::WorkUpTo(const std::string& session,
                                    const std::string& label) {
  while (const auto lease = Lease(session)) {
    if (lease->label() == label) return *lease;
    EXPECT_OK(Complete(session, *lease));
  }
  ADD_FAILURE() << "no segment " << label;
  return {};
}

v1::Sweep CoordinatorTest::SweepOf(std::int64_t sweep_id) {
  v1::GetSweepRequest request;
  request.set_sweep_id(sweep_id);
  const auto response = coordinator_->GetSweep(request);
  EXPECT_OK(response);
  return response.ok() ? response->sweep() : v1::Sweep();
}

std::vector<v1::PointResult> CoordinatorTest::ResultsOf(std::int64_t sweep_id) {
  v1::ListResultsRequest request;
  request.set_sweep_id(sweep_id);
  const auto response = coordinator_->ListResults(request);
  EXPECT_OK(response);
  if (!response.ok()) return {};
  return {response->points().begin(), response->points().end()};
}

v1::Segment CoordinatorTest::SegmentAt(std::int64_t sweep_id,
                                       const std::string& label) {
  v1::GetSweepRequest request;
  request.set_sweep_id(sweep_id);
  const auto response = coordinator_->GetSweep(request);
  EXPECT_OK(response);
  std::string labels;
  for (const v1::Segment& segment : response->segments()) {
    if (segment.label() == label) return segment;
    labels += segment.label() + "\n";
  }
  ADD_FAILURE() << "no segment " << label << " in\n" << labels;
  return {};
}

}  // namespace lehr::server
