#include "worker/execute.h"

#include <string_view>
#include <utility>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "lehr/md/state_file.h"
#include "proto/support/log.h"
#include "proto/support/rpc_status.h"
#include "proto/support/version.h"
#include "worker/execute_advance.h"
#include "worker/execute_measurement.h"

namespace lehr::worker {
namespace {

absl::StatusOr<v1::Curve> DecodeCurve(const std::string& bytes) {
  v1::Curve curve;
  if (!curve.ParseFromString(bytes)) {
    return absl::DataLossError(absl::StrFormat(
        "curve: %d bytes are not a lehr.v1.Curve", bytes.size()));
  }
  return curve;
}

absl::StatusOr<Outcome> ExecuteAdvance(const v1::Advance& advance, Task task) {
  const v1::Law& law = advance.law();
  switch (law.kind_case()) {
    case v1::Law::kCreate:
      return Create(law.create(), task);
    case v1::Law::kVelocities:
      return DrawVelocities(law.velocities(), std::move(task));
    case v1::Law::kReplicate:
      return Replicate(law.replicate(), task);
    case v1::Law::kSurface:
      return OpenSurface(law.surface(), std::move(task));
    case v1::Law::kMinimize:
      return Minimize(law.minimize(), std::move(task));
    case v1::Law::kDynamics:
      return AdvanceDynamics(law.dynamics(), advance.steps(), std::move(task));
    default:
      return absl::InvalidArgumentError("advance: there is no law");
  }
}

absl::StatusOr<Outcome> ExecuteMeasurement(const v1::Measurement& measurement,
                                           Task task) {
  switch (measurement.kind_case()) {
    case v1::Measurement::kEnergy:
      return MeasureEnergy(measurement.energy(), std::move(task));
    case v1::Measurement::kElastic:
      return MeasureElastic(measurement.elastic(), std::move(task));
    case v1::Measurement::kStressStrain:
      return MeasureStressStrain(measurement.stress_strain(), task);
    case v1::Measurement::kModulus:
      return MeasureModulus(measurement.modulus(), task);
    case v1::Measurement::kGlassTransition:
      return MeasureGlassTransition(measurement.glass_transition(), task);
    case v1::Measurement::kCreep:
      return MeasureCreep(measurement.creep(), task);
    case v1::Measurement::kReplicaOverlap:
      return MeasureReplicaOverlap(measurement.replica_overlap(), task);
    case v1::Measurement::kStructure:
      return MeasureStructure(measurement.structure(), std::move(task));
    case v1::Measurement::kPairDistribution:
      return MeasurePairDistribution(measurement.pair_distribution(),
                                     std::move(task));
    case v1::Measurement::kStructureFactor:
      return MeasureStructureFactor(measurement.structure_factor(),
                                    std::move(task));
    case v1::Measurement::kLocalStrain:
      return MeasureLocalStrain(measurement.local_strain(), std::move(task));
    default:
      return absl::InvalidArgumentError("measurement: there is no kind");
  }
}

// The newest first.
std::vector<v1::Checkpoint> CheckpointsOf(const v1::Lease& lease) {
  std::vector<v1::Checkpoint> checkpoints;
  if (lease.has_checkpoint()) checkpoints.push_back(lease.checkpoint());
  if (lease.has_earlier_checkpoint()) {
    checkpoints.push_back(lease.earlier_checkpoint());
  }
  return checkpoints;
}

// DynamicsLaw.lammps_numerics of the work's law; 0 for work without one.
int LammpsNumericsOf(const v1::Work& work) {
  if (work.has_measurement()) {
    return work.measurement().energy().dynamics().lammps_numerics();
  }
  const v1::Law& law = work.advance().law();
  return law.has_minimize() ? law.minimize().lammps_numerics()
                            : law.dynamics().lammps_numerics();
}

bool MakesItsOwnState(const v1::Work& work) {
  return work.has_advance() && work.advance().law().has_create();
}

}  // namespace

void BeginLaw(md::State* state) {
  state->law_step = 0;
  state->law_start_lengths = state->box.lengths;
  state->thermostat = {};
  state->barostat = {};
}

absl::StatusOr<Outcome> Executor::Execute(const v1::Lease& lease,
                                          AttemptControl* control,
                                          CheckpointSink* checkpoints) {
  auto task = Prepare(lease);
  if (!task.ok()) return task.status();
  task->control = control;
  task->checkpoints = checkpoints;
  if (!control->KeepGoing()) {
    return absl::CancelledError("stopped before the engine began");
  }
  const absl::Time begin = absl::Now();
  absl::StatusOr<Outcome> outcome =
      lease.work().has_advance()
          ? ExecuteAdvance(lease.work().advance(), *std::move(task))
          : ExecuteMeasurement(lease.work().measurement(), *std::move(task));
  if (outcome.ok()) outcome->run_time = absl::Now() - begin;
  if (absl::IsDeadlineExceeded(outcome.status())) {
    // A minimization that did not converge. To the server the code would mean
    // a peer that was away, and the same would be computed again.
    return absl::OutOfRangeError(outcome.status().message());
  }
  return outcome;
}

absl::StatusOr<Task> Executor::Prepare(const v1::Lease& lease) {
  Task task;
  task.threads = threads_;
  task.record_steps = lease.record_steps() > 0 ? lease.record_steps() : 1;
  std::vector<std::string> elements;
  if (MakesItsOwnState(lease.work())) {
    const auto& symbols = lease.work().advance().law().create().elements();
    elements.assign(symbols.begin(), symbols.end());
  } else {
    auto state = FetchState(lease.start_state_sha256(), "start state");
    if (!state.ok()) return state.status();
    task.start = *std::move(state);
    elements = task.start.elements;
  }
  if (!lease.reference_state_sha256().empty()) {
    auto state = FetchState(lease.reference_state_sha256(), "reference state");
    if (!state.ok()) return state.status();
    task.reference = *std::move(state);
  }
  const auto engine = EngineFor(lease.work());
  if (!engine.ok()) return engine.status();
  task.engine = *engine;
  auto interaction = FetchPotential(lease, elements);
  if (!interaction.ok()) return interaction.status();
  task.interaction = *std::move(interaction);
  for (const std::string& sha256 : lease.curve_sha256s()) {
    const auto bytes = fetch_(sha256);
    if (!bytes.ok()) return Annotate(bytes.status(), "curve");
    auto curve = DecodeCurve(*bytes);
    if (!curve.ok()) return curve.status();
    task.curves.push_back(*std::move(curve));
  }
  for (const v1::Checkpoint& checkpoint : CheckpointsOf(lease)) {
    const absl::Status resume = FetchResume(checkpoint, &task);
    if (resume.ok()) break;
    // Costs time, not correctness: the work goes on at the one before, or
    // begins again.
    Log(Severity::kWarning, "checkpoint not usable",
        {{"segment_id", lease.id().segment_id()},
         {"attempt", lease.id().attempt()},
         {"step", checkpoint.step()},
         {"reason", resume.ToString()}});
  }
  return task;
}

absl::StatusOr<md::State> Executor::FetchState(const std::string& sha256,
                                               std::string_view what) {
  const auto bytes = fetch_(sha256);
  if (!bytes.ok()) return Annotate(bytes.status(), what);
  auto state = md::DecodeState(*bytes);
  if (!state.ok()) return Annotate(state.status(), what);
  BeginLaw(&*state);
  return state;
}

absl::Status Executor::FetchResume(const v1::Checkpoint& checkpoint,
                                   Task* task) {
  Snapshot snapshot;
  snapshot.step = checkpoint.step();
  const auto state_bytes = fetch_(checkpoint.state_sha256());
  if (!state_bytes.ok()) return state_bytes.status();
  auto state = md::DecodeState(*state_bytes);
  if (!state.ok()) return state.status();
  if (state->law_step != checkpoint.step()) {
    return absl::DataLossError(
        absl::StrFormat("state: expected step %d, found step %d",
                        checkpoint.step(), state->law_step));
  }
  snapshot.state = *std::move(state);
  const auto curve_bytes = fetch_(checkpoint.curve_sha256());
  if (!curve_bytes.ok()) return curve_bytes.status();
  auto curve = DecodeCurve(*curve_bytes);
  if (!curve.ok()) return curve.status();
  snapshot.curve = *std::move(curve);
  task->resume = std::move(snapshot);
  return absl::OkStatus();
}

absl::StatusOr<const Engine*> Executor::EngineFor(const v1::Work& work) const {
  const int numerics = LammpsNumericsOf(work);
  if (numerics == 0) return &OwnEngine();
  if (numerics != kLammpsNumericsVersion) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "expected version %d of the numerics with LAMMPS, found %d: install "
        "the same release on both",
        kLammpsNumericsVersion, numerics));
  }
  if (lammps_ != nullptr) return lammps_;
  return absl::FailedPreconditionError(
      "engine: this program has no LAMMPS, lehr-lammps-runner has");
}

absl::StatusOr<Interaction> Executor::FetchPotential(
    const v1::Lease& lease, const std::vector<std::string>& elements) {
  if (interaction_.potential != nullptr &&
      potential_sha256_ == lease.potential_sha256() &&
      potential_elements_ == elements) {
    return interaction_;
  }
  auto content = fetch_(lease.potential_sha256());
  if (!content.ok()) return Annotate(content.status(), lease.potential_name());
  auto potential =
      md::EamPotential::FromSetfl(*content, lease.potential_name(), elements);
  if (!potential.ok()) return potential.status();
  interaction_.potential = *std::move(potential);
  interaction_.file = std::make_shared<const std::string>(*std::move(content));
  potential_sha256_ = lease.potential_sha256();
  potential_elements_ = elements;
  return interaction_;
}

}  // namespace lehr::worker
