#include "worker/calibration.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <absl/strings/str_format.h>
#include <absl/time/clock.h>
#include <absl/time/time.h>

#include "lehr/md/build.h"
#include "lehr/md/simulation.h"
#include "worker/convert.h"
#include "worker/cpu_seconds.h"
#include "worker/execute.h"
#include "worker/proto_time.h"

namespace lehr::worker {
namespace {

// Usual for metals at 2 fs; the speed does not depend on it.
constexpr double kTimeStepFs = 2;
constexpr double kThermostatPs = 0.2;
constexpr double kBarostatPs = 2;
constexpr int kChainLength = 3;

// A random alloy on a lattice is liquid within half a picosecond at this
// temperature [K]; speed is measured at one between glass and liquid.
constexpr double kLiquidKelvin = 2000;
constexpr double kMeasuredKelvin = 800;
constexpr std::int64_t kMeltingSteps = 300;
constexpr std::int64_t kCoolingSteps = 100;
// Then the engine chooses the skin of its lists, as in any run, in a few
// hundred steps; larger samples take it over, for which that would take long.
constexpr std::int64_t kMostTuningSteps = 1000;

// Cells along an edge of the liquid that is repeated: 500 atoms, more if the
// potential reaches farther than that box allows.
constexpr int kFewestCells = 5;
// Room for the neighbor list's skin, and for the liquid being denser than the
// lattice [Å].
constexpr double kRoom = 2;

// How long each size is measured, and at least how many steps, after some that
// are not counted: caches are cold, and the first neighbor list is built.
constexpr absl::Duration kMeasuringTime = absl::Milliseconds(300);
constexpr std::int64_t kWarmUpSteps = 10;
constexpr std::int64_t kFewestSteps = 20;
constexpr std::int64_t kStepsAtOnce = 10;

constexpr std::int64_t kMostAtoms = 10'000'000;
constexpr std::uint64_t kSeed = 1;

absl::StatusOr<md::DynamicsLaw> Law(double kelvin, v1::Precision precision) {
  v1::DynamicsLaw law;
  law.set_time_step_fs(kTimeStepFs);
  law.mutable_temperature()->set_start_kelvin(kelvin);
  law.mutable_temperature()->set_relaxation_time_ps(kThermostatPs);
  law.mutable_temperature()->set_chain_length(kChainLength);
  for (v1::AxisLaw* axis :
       {law.mutable_x(), law.mutable_y(), law.mutable_z()}) {
    axis->mutable_stress()->mutable_start_gpa()->set_value(0);
    axis->mutable_stress()->mutable_rate_gpa_per_ps()->set_value(0);
  }
  law.set_coupling(v1::COUPLING_NONE);
  law.set_barostat_time_ps(kBarostatPs);
  law.set_barostat_chain_length(kChainLength);
  law.set_precision(precision);
  return ToEngine(law);
}

// Atoms of each element; the last takes what rounding leaves.
std::vector<std::int64_t> CountsOf(const v1::CalibrationWanted& wanted,
                                   std::int64_t atoms) {
  std::vector<std::int64_t> counts;
  std::int64_t left = atoms;
  for (const double fraction : wanted.fractions()) {
    const auto share = static_cast<std::int64_t>(
        std::llround(fraction * static_cast<double>(atoms)));
    counts.push_back(std::clamp<std::int64_t>(share, 0, left));
    left -= counts.back();
  }
  counts.back() += left;
  return counts;
}

// Copies along each axis that bring `atoms` nearest to `wanted` by doubling,
// the shortest side first.
std::array<int, 3> CopiesFor(std::int64_t atoms, std::int64_t wanted) {
  std::array<int, 3> copies = {1, 1, 1};
  // Nearest in proportion: one more doubling is too far beyond √2.
  while (static_cast<double>(wanted) >
         std::sqrt(2.0) * static_cast<double>(atoms)) {
    *std::min_element(copies.begin(), copies.end()) *= 2;
    atoms *= 2;
  }
  return copies;
}

// Calibration measures with one potential.
class Calibration {
 public:
  Calibration(const v1::CalibrationWanted& wanted,
              const md::EamPotential& potential, int threads,
              const std::function<bool()>& keep_going)
      : wanted_(wanted),
        potential_(potential),
        threads_(threads),
        keep_going_(keep_going) {}

  // A small liquid, cooled. Chooses the skin.
  absl::StatusOr<md::State> MakeSample();
  absl::StatusOr<v1::Speed> Measure(md::State state) const;

 private:
  absl::StatusOr<std::unique_ptr<md::Simulation>> Begin(double kelvin,
                                                        md::State state) const;
  absl::Status Take(std::int64_t steps, md::Simulation* simulation) const;
  absl::Status ChooseSkin(md::Simulation* simulation);

  const v1::CalibrationWanted& wanted_;
  const md::EamPotential& potential_;
  const int threads_;
  const std::function<bool()>& keep_going_;
  std::optional<double> skin_;  // Å, once chosen
};

absl::StatusOr<std::unique_ptr<md::Simulation>> Calibration::Begin(
    double kelvin, md::State state) const {
  const auto law = Law(kelvin, wanted_.precision());
  if (!law.ok()) return law.status();
  BeginLaw(&state);
  md::Simulation::Options options;
  options.threads = threads_;
  options.skin = skin_;
  options.seconds = CpuSeconds;
  return md::Simulation::Create(potential_, *law, std::move(state), options);
}

absl::Status Calibration::Take(std::int64_t steps,
                               md::Simulation* simulation) const {
  for (std::int64_t taken = 0; taken < steps; taken += kStepsAtOnce) {
    if (!keep_going_()) return absl::CancelledError("calibration stopped");
    if (absl::Status status = simulation->Advance(kStepsAtOnce, nullptr);
        !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::Status Calibration::ChooseSkin(md::Simulation* simulation) {
  const std::int64_t end = simulation->state().law_step + kMostTuningSteps;
  while (simulation->tuning().tunings == 0 &&
         simulation->state().law_step < end) {
    if (absl::Status taken = Take(1, simulation); !taken.ok()) return taken;
  }
  skin_ = simulation->tuning().skin;
  return absl::OkStatus();
}

absl::StatusOr<md::State> Calibration::MakeSample() {
  const double constant = wanted_.lattice_constant_angstrom();
  const double edge = 2 * (potential_.cutoff() + kRoom);
  const int cells =
      std::max(kFewestCells, static_cast<int>(std::ceil(edge / constant)));
  const std::vector<std::string> elements(wanted_.elements().begin(),
                                          wanted_.elements().end());
  auto state = md::CreateLattice(
      md::Lattice::kFcc, {cells, cells, cells}, constant, elements,
      potential_.masses(),
      CountsOf(wanted_, std::int64_t{4} * cells * cells * cells), kSeed);
  if (!state.ok()) return state.status();
  // Half of the kinetic energy goes into the potential energy (equipartition).
  md::DrawVelocities(2 * kLiquidKelvin, kSeed, &*state);
  for (const auto& [kelvin, steps] :
       {std::pair(kLiquidKelvin, kMeltingSteps),
        std::pair(kMeasuredKelvin, kCoolingSteps)}) {
    auto simulation = Begin(kelvin, *std::move(state));
    if (!simulation.ok()) return simulation.status();
    if (absl::Status taken = Take(steps, simulation->get()); !taken.ok()) {
      return taken;
    }
    if (kelvin == kMeasuredKelvin) {
      if (absl::Status chosen = ChooseSkin(simulation->get()); !chosen.ok()) {
        return chosen;
      }
    }
    state = (*simulation)->state();
  }
  return state;
}

absl::StatusOr<v1::Speed> Calibration::Measure(md::State state) const {
  const auto atoms = static_cast<std::int64_t>(state.atoms.size());
  auto simulation = Begin(kMeasuredKelvin, std::move(state));
  if (!simulation.ok()) return simulation.status();
  if (absl::Status warm = Take(kWarmUpSteps, simulation->get()); !warm.ok()) {
    return warm;
  }
  const absl::Time begin = absl::Now();
  absl::Duration time;
  std::int64_t steps = 0;
  while (time < kMeasuringTime || steps < kFewestSteps) {
    if (absl::Status taken = Take(kStepsAtOnce, simulation->get());
        !taken.ok()) {
      return taken;
    }
    steps += kStepsAtOnce;
    time = absl::Now() - begin;
  }
  v1::Speed speed;
  speed.set_potential_sha256(wanted_.potential_sha256());
  speed.set_atoms(atoms);
  speed.set_precision(wanted_.precision());
  speed.set_atom_steps_per_second(static_cast<double>(atoms * steps) /
                                  absl::ToDoubleSeconds(time));
  *speed.mutable_measured_for() = ToProto(time);
  return speed;
}

}  // namespace

absl::Status CheckCalibration(const v1::CalibrationWanted& wanted) {
  if (wanted.elements().empty() ||
      wanted.elements_size() != wanted.fractions_size()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "fractions: expected one for each element, found %d for %d",
        wanted.fractions_size(), wanted.elements_size()));
  }
  for (const double fraction : wanted.fractions()) {
    if (!(fraction >= 0 && fraction <= 1)) {
      return absl::InvalidArgumentError(
          absl::StrFormat("fractions: expected 0 to 1, found %g", fraction));
    }
  }
  const double constant = wanted.lattice_constant_angstrom();
  if (!(constant >= 1 && constant <= 100)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "lattice_constant_angstrom: expected 1 to 100, found %g", constant));
  }
  for (const std::int64_t atoms : wanted.atoms()) {
    if (atoms < 1 || atoms > kMostAtoms) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "atoms: expected 1 to %d, found %d", kMostAtoms, atoms));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::Speed>> MeasureSpeeds(
    const v1::CalibrationWanted& wanted, const md::EamPotential& potential,
    int threads, const std::function<bool()>& keep_going) {
  if (absl::Status valid = CheckCalibration(wanted); !valid.ok()) return valid;
  Calibration calibration(wanted, potential, threads, keep_going);
  const auto sample = calibration.MakeSample();
  if (!sample.ok()) return sample.status();
  std::vector<v1::Speed> speeds;
  for (const std::int64_t atoms : wanted.atoms()) {
    auto state = md::Replicate(
        *sample,
        CopiesFor(static_cast<std::int64_t>(sample->atoms.size()), atoms));
    if (!state.ok()) return state.status();
    auto speed = calibration.Measure(*std::move(state));
    if (!speed.ok()) return speed.status();
    speeds.push_back(*std::move(speed));
  }
  return speeds;
}

}  // namespace lehr::worker
