#include "lehr/md/simulation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "engine/src/first_touch.h"
#include "engine/src/mttk_barostat.h"
#include "engine/src/nose_hoover_chain.h"
#include "engine/src/portable_math.h"
#include "engine/src/simulation_checks.h"
#include "engine/src/skin_tuner.h"
#include "engine/src/velocity_verlet.h"
#include "engine/src/wrap.h"
#include "lehr/md/units.h"

namespace lehr::md {
namespace {

double Trace(const SymmetricTensor& t) { return t[0] + t[1] + t[2]; }

Vec3 Diagonal(const SymmetricTensor& t) { return {t[0], t[1], t[2]}; }

void Add(const Sample& sample, Sample* sum) {
  sum->temperature += sample.temperature;
  sum->potential_energy += sample.potential_energy;
  sum->kinetic_energy += sample.kinetic_energy;
  sum->conserved_energy += sample.conserved_energy;
  sum->density_overflows += sample.density_overflows;
  for (std::size_t a = 0; a < 3; ++a) {
    sum->lengths[a] += sample.lengths[a];
    sum->tilts[a] += sample.tilts[a];
    sum->extents[a] += sample.extents[a];
  }
  for (std::size_t k = 0; k < 6; ++k) {
    sum->stress_volume[k] += sample.stress_volume[k];
  }
}

Sample Divide(const Sample& sum, double count) {
  Sample mean = sum;
  for (double* value :
       {&mean.temperature, &mean.potential_energy, &mean.kinetic_energy,
        &mean.conserved_energy, &mean.density_overflows}) {
    *value /= count;
  }
  for (double& length : mean.lengths) length /= count;
  for (double& tilt : mean.tilts) tilt /= count;
  for (double& extent : mean.extents) extent /= count;
  for (double& stress : mean.stress_volume) stress /= count;
  return mean;
}

// Length of an axis with kRate, `time` [ps] after the law began.
double StrainedLength(const AxisLaw& law, double start, double time) {
  return law.strain_measure == StrainMeasure::kEngineering
             ? start * (1.0 + law.strain_rate * time)
             : start * Exp(law.strain_rate * time);
}

// Puts positions where the integrator expects them.
void WrapAll(State* state) {
  for (std::size_t i = 0; i < state->atoms.size(); ++i) {
    WrapPosition(state->box, &state->atoms.positions[i],
                 &state->atoms.images[i]);
  }
}

void BeginLaw(const DynamicsLaw& law, bool has_barostat, State* state) {
  const auto at_rest = [](int length) {
    const auto n = static_cast<std::size_t>(length);
    return ChainState{std::vector<double>(n), std::vector<double>(n)};
  };
  state->law_start_lengths = state->box.lengths;
  state->law_start_tilts = state->box.tilts;
  state->thermostat =
      law.temperature ? at_rest(law.temperature->chain_length) : ChainState();
  state->barostat = BarostatState();
  if (has_barostat) {
    state->barostat.chain = at_rest(law.barostat_chain_length);
  }
}

}  // namespace

class Simulation::Impl {
 public:
  Impl(const Potential& potential, const DynamicsLaw& law, State state,
       const Options& options)
      : law_(law),
        options_(options),
        state_(std::move(state)),
        potential_(potential),
        field_(MakeField()),
        verlet_(state_, law.time_step, options.threads),
        degrees_of_freedom_(3.0 * static_cast<double>(state_.atoms.size()) -
                            3.0),
        chain_(degrees_of_freedom_,
               law.temperature ? law.temperature->relaxation_time : 1.0),
        barostat_(law, state_.atoms.size()) {}

  absl::Status Begin();
  absl::Status Advance(std::int64_t steps, std::vector<Record>* records);

  const State& state() const { return state_; }
  const Sample& sample() const { return sample_; }
  Tuning tuning() const;

 private:
  std::unique_ptr<ForceField> MakeField() const {
    return potential_.MakeForceField(state_.atoms.species, options_.threads,
                                     options_.skin.value_or(tuner_.skin()),
                                     law_.precision);
  }
  bool is_tuned() const { return !options_.skin && options_.seconds; }
  void TouchAll();
  absl::Status StepAndTune();

  // Variables of a step besides the atoms.
  struct Extended {
    Box box;
    ChainState thermostat;
    BarostatState barostat;
  };

  absl::Status Step();
  void FirstHalf(double kt, double time, Extended* next, double* scale) const;
  absl::Status NextBox(double time, Extended* next, BoxMotion* motion) const;
  absl::Status NextTilts(double time, BoxMotion* motion) const;
  void SecondHalf(double kt, double time, const InternalPressure& pressure,
                  Extended* next, double* scale) const;
  InternalPressure Pressure(const Box& box, const Vec3& extents,
                            const Interaction& interaction,
                            const Vec3& kinetic) const;
  // k_B times the target temperature [eV] at `time`; 0 without a thermostat.
  double TargetKt(double time) const;
  absl::Status CheckTemperatures(double kt,
                                 const SymmetricTensor& kinetic) const;
  void Commit(Extended next, const Interaction& interaction,
              const Vec3& extents, const SymmetricTensor& kinetic);
  void MakeSample();
  absl::Status Left(const std::string& what) const;
  std::string HowItGaveWay(const Box& box) const;

  const DynamicsLaw law_;
  const Options options_;
  State state_;
  SkinTuner tuner_;
  const Potential& potential_;
  std::unique_ptr<ForceField> field_;
  VelocityVerlet verlet_;
  double degrees_of_freedom_;  // N_f
  NoseHooverChain chain_;
  MttkBarostat barostat_;

  // Of the present state.
  std::vector<Vec3> forces_;
  Interaction interaction_;
  SymmetricTensor kinetic_ = {};
  Vec3 extents_ = {};
  Sample sample_;
  // Of the next, until it is known to be good.
  Motion next_;
  std::vector<Vec3> next_forces_;

  Sample sum_;
  std::int64_t samples_ = 0;
  std::int64_t steps_ = 0;
};

absl::Status Simulation::Impl::Begin() {
  if (state_.law_step == 0) BeginLaw(law_, barostat_.active(), &state_);
  WrapAll(&state_);
  TouchAll();
  absl::StatusOr<Interaction> interaction =
      field_->Compute(state_.box, state_.atoms.positions, forces_);
  if (!interaction.ok()) return interaction.status();
  interaction_ = *interaction;
  kinetic_ = verlet_.Kinetic(state_.atoms.velocities);
  extents_ = verlet_.Extents(state_.box, state_.atoms.positions);
  MakeSample();
  return absl::OkStatus();
}

absl::Status Simulation::Impl::Advance(std::int64_t steps,
                                       std::vector<Record>* records) {
  for (std::int64_t k = 0; k < steps; ++k) {
    absl::Status status = StepAndTune();
    if (!status.ok()) return status;
    Add(sample_, &sum_);
    ++samples_;
    if (state_.law_step % options_.record_steps != 0) continue;
    if (records != nullptr) {
      records->push_back(
          {state_.law_step, Divide(sum_, static_cast<double>(samples_))});
    }
    sum_ = Sample();
    samples_ = 0;
  }
  return absl::OkStatus();
}

absl::Status Simulation::Impl::StepAndTune() {
  ++steps_;
  if (!is_tuned()) return Step();
  const bool is_measuring = tuner_.is_measuring();
  const std::int64_t lists = field_->rebuilds();
  const double begin = is_measuring ? options_.seconds() : 0;
  absl::Status status = Step();
  if (!status.ok()) return status;
  const double end = is_measuring ? options_.seconds() : 0;
  if (tuner_.Took(end - begin, lists > 0 && field_->rebuilds() > lists)) {
    // First, so that there is memory for one only.
    field_.reset();
    field_ = MakeField();
  }
  return absl::OkStatus();
}

Tuning Simulation::Impl::tuning() const {
  if (is_tuned()) return tuner_.tuning();
  const double lists =
      static_cast<double>(std::max<std::int64_t>(1, field_->rebuilds()));
  return {options_.skin.value_or(tuner_.skin()),
          static_cast<double>(steps_) / lists, 0};
}

// All arrays that the integrator's threads go through in each step.
void Simulation::Impl::TouchAll() {
  const std::size_t n = state_.atoms.size();
  for (std::vector<Vec3>* array :
       {&state_.atoms.positions, &state_.atoms.velocities, &next_.positions,
        &next_.velocities, &forces_, &next_forces_}) {
    TouchByOwners(n, options_.threads, array);
  }
}

// One step from law_step to law_step + 1. It is made beside the present state,
// which is replaced only when nothing can go wrong any more.
absl::Status Simulation::Impl::Step() {
  const double time = static_cast<double>(state_.law_step + 1) * law_.time_step;
  const double kt = TargetKt(time);
  if (law_.temperature && !(kt > 0)) {
    return Left(absl::StrFormat(
        "the target temperature is %g K: shorten the ramp", kt / kBoltzmann));
  }
  Extended next = {state_.box, state_.thermostat, state_.barostat};
  double scale = 1;
  FirstHalf(kt, time, &next, &scale);
  BoxMotion motion;
  absl::Status status = NextBox(time, &next, &motion);
  if (!status.ok()) return status;
  Vec3 factors = barostat_.active() ? barostat_.VelocityFactors(next.barostat)
                                    : Vec3{1, 1, 1};
  const Vec3 scaled = {scale * factors[0], scale * factors[1],
                       scale * factors[2]};
  const std::optional<LostAtom> lost = verlet_.FirstHalf(
      state_.atoms, forces_, scaled, motion, options_.guards.move, &next_);
  if (lost) {
    return Left(absl::StrFormat(
        "atom %d would move by %g Å, expected at most %g Å: use a shorter "
        "time step",
        lost->atom, lost->distance, options_.guards.move));
  }
  absl::StatusOr<Interaction> interaction =
      field_->Compute(next.box, next_.positions, next_forces_);
  if (!interaction.ok()) {
    return Left(
        absl::StrCat(interaction.status().message(), HowItGaveWay(next.box)));
  }
  const Vec3 diagonal =
      verlet_.SecondHalf(next_forces_, factors, next_.velocities);
  const Vec3 extents = verlet_.Extents(next.box, next_.positions);
  scale = 1;
  SecondHalf(kt, time, Pressure(next.box, extents, *interaction, diagonal),
             &next, &scale);
  const SymmetricTensor kinetic = law_.temperature
                                      ? verlet_.Scale(scale, next_.velocities)
                                      : verlet_.Kinetic(next_.velocities);
  status = CheckTemperatures(kt, kinetic);
  if (!status.ok()) return status;
  Commit(std::move(next), *interaction, extents, kinetic);
  return absl::OkStatus();
}

// Chains and barostat before the atoms move; `scale` is the thermostat's factor
// for the velocities.
void Simulation::Impl::FirstHalf(double kt, double time, Extended* next,
                                 double* scale) const {
  if (barostat_.active()) barostat_.ThermostatHalfStep(kt, &next->barostat);
  SymmetricTensor kinetic = kinetic_;
  if (law_.temperature) {
    *scale =
        chain_.HalfStep(kt, Trace(kinetic), law_.time_step, &next->thermostat);
    for (double& component : kinetic) component *= *scale * *scale;
  }
  if (barostat_.active()) {
    barostat_.KickHalfStep(
        kt, time,
        Pressure(state_.box, extents_, interaction_, Diagonal(kinetic)),
        &next->barostat);
  }
}

// The same in the reverse order after the atoms have moved.
void Simulation::Impl::SecondHalf(double kt, double time,
                                  const InternalPressure& pressure,
                                  Extended* next, double* scale) const {
  if (barostat_.active()) {
    barostat_.KickHalfStep(kt, time, pressure, &next->barostat);
  }
  if (law_.temperature) {
    const double twice_kinetic =
        pressure.kinetic[0] + pressure.kinetic[1] + pressure.kinetic[2];
    *scale =
        chain_.HalfStep(kt, twice_kinetic, law_.time_step, &next->thermostat);
  }
  if (barostat_.active()) barostat_.ThermostatHalfStep(kt, &next->barostat);
}

// The box at the end of the step, and how atoms follow it.
absl::Status Simulation::Impl::NextBox(double time, Extended* next,
                                       BoxMotion* motion) const {
  motion->from = state_.box;
  Box& box = motion->to;
  box = state_.box;
  Vec3& factors = motion->factors;
  for (std::size_t a = 0; a < 3; ++a) {
    factors[a] = 1;
    const double now = state_.box.lengths[a];
    const double start = state_.law_start_lengths[a];
    if (law_.axes[a].mode == AxisMode::kStress) {
      const double factor = barostat_.LengthFactor(a, next->barostat);
      factors[a] = factor;
      box.lengths[a] = now * factor * factor;
      const double ratio = box.lengths[a] / start;
      const double limit = options_.guards.length_factor;
      if (!(ratio <= limit && ratio >= 1 / limit)) {
        return Left(absl::StrFormat(
            "edge %c would be %g Å, expected within a factor %g of %g Å where "
            "the law began: the stress cannot be held",
            "xyz"[a], box.lengths[a], limit, start));
      }
    } else if (law_.axes[a].mode == AxisMode::kRate) {
      box.lengths[a] = StrainedLength(law_.axes[a], start, time);
      if (!(box.lengths[a] > 0) || !std::isfinite(box.lengths[a])) {
        return Left(absl::StrFormat(
            "edge %c would be %g Å at strain rate %g /ps", "xyz"[a],
            box.lengths[a], law_.axes[a].strain_rate));
      }
      factors[a] = std::sqrt(box.lengths[a] / now);
    }
  }
  absl::Status status = NextTilts(time, motion);
  next->box = box;
  return status;
}

// Tilts scale with the axis that they point along, as the atoms do. Shear comes
// on top: half of it before the atoms move, half after.
absl::Status Simulation::Impl::NextTilts(double time, BoxMotion* motion) const {
  Box& box = motion->to;
  const auto square = [&](std::size_t a) {
    return motion->factors[a] * motion->factors[a];
  };
  box.tilts[0] *= square(1);
  box.tilts[1] *= square(0);
  box.tilts[2] *= square(0);
  if (!law_.shear) return absl::OkStatus();
  const std::size_t k = law_.shear->tilt();
  const auto d = static_cast<std::size_t>(law_.shear->direction);
  const auto n = static_cast<std::size_t>(law_.shear->normal);
  const double target =
      state_.law_start_tilts[k] * box.lengths[d] / state_.law_start_lengths[d] +
      law_.shear->rate * time * box.lengths[n];
  if (!(std::abs(target) <= 0.5 * box.lengths[d])) {
    return Left(absl::StrFormat(
        "tilt %c%c would be %g Å, expected at most half the edge of %g Å: "
        "shear less, or use a box that is longer along %c",
        "xyz"[d], "xyz"[n], target, box.lengths[d], "xyz"[d]));
  }
  motion->direction = law_.shear->direction;
  motion->normal = law_.shear->normal;
  motion->shear_after = 0.5 * (target - box.tilts[k]);
  motion->shear_before = motion->shear_after / square(d);
  box.tilts[k] = target;
  return absl::OkStatus();
}

InternalPressure Simulation::Impl::Pressure(const Box& box, const Vec3& extents,
                                            const Interaction& interaction,
                                            const Vec3& kinetic) const {
  InternalPressure pressure;
  pressure.volume = 1;
  for (std::size_t a = 0; a < 3; ++a) {
    pressure.kinetic[a] = kinetic[a];
    pressure.virial[a] = interaction.virial[a];
    pressure.stretches[a] = box.lengths[a] / state_.law_start_lengths[a];
    pressure.volume *= box.periodic[a] ? box.lengths[a] : extents[a];
  }
  return pressure;
}

double Simulation::Impl::TargetKt(double time) const {
  if (!law_.temperature) return 0;
  return kBoltzmann * (law_.temperature->start + law_.temperature->rate * time);
}

absl::Status Simulation::Impl::CheckTemperatures(
    double kt, const SymmetricTensor& kinetic) const {
  const double temperature =
      Trace(kinetic) / (degrees_of_freedom_ * kBoltzmann);
  const Guards& guards = options_.guards;
  const double limit = guards.temperature_factor *
                       std::max(guards.temperature_floor, kt / kBoltzmann);
  if (temperature <= limit) return absl::OkStatus();
  return Left(absl::StrFormat(
      "the temperature would be %g K, expected at most %g K: use a shorter "
      "time step or a start with less stress",
      temperature, limit));
}

void Simulation::Impl::Commit(Extended next, const Interaction& interaction,
                              const Vec3& extents,
                              const SymmetricTensor& kinetic) {
  ++state_.law_step;
  state_.box = next.box;
  state_.thermostat = std::move(next.thermostat);
  state_.barostat = std::move(next.barostat);
  std::swap(state_.atoms.positions, next_.positions);
  std::swap(state_.atoms.velocities, next_.velocities);
  for (const std::vector<Crossing>& crossings : next_.crossings) {
    for (const Crossing& crossing : crossings) {
      state_.atoms.images[crossing.atom] = crossing.images;
    }
  }
  std::swap(forces_, next_forces_);
  interaction_ = interaction;
  extents_ = extents;
  kinetic_ = kinetic;
  MakeSample();
}

void Simulation::Impl::MakeSample() {
  const double time = static_cast<double>(state_.law_step) * law_.time_step;
  const double kt = TargetKt(time);
  sample_.temperature = Trace(kinetic_) / (degrees_of_freedom_ * kBoltzmann);
  sample_.potential_energy = interaction_.energy;
  sample_.kinetic_energy = 0.5 * Trace(kinetic_);
  sample_.conserved_energy = sample_.potential_energy + sample_.kinetic_energy;
  if (law_.temperature) {
    sample_.conserved_energy += chain_.Energy(kt, state_.thermostat);
  }
  if (barostat_.active()) {
    const double volume =
        Pressure(state_.box, extents_, interaction_, Diagonal(kinetic_)).volume;
    sample_.conserved_energy +=
        barostat_.Energy(kt, time, volume, state_.barostat);
  }
  sample_.lengths = state_.box.lengths;
  sample_.tilts = state_.box.tilts;
  sample_.density_overflows =
      static_cast<double>(interaction_.density_overflows);
  sample_.extents = extents_;
  for (std::size_t k = 0; k < 6; ++k) {
    sample_.stress_volume[k] = -(kinetic_[k] + interaction_.virial[k]);
  }
}

// What the stress has made of the box since the law began, where that is more
// than a solid bears: why a box has become too small for the potential.
std::string Simulation::Impl::HowItGaveWay(const Box& box) const {
  constexpr double kMostStrain = 0.15;
  std::string edges;
  for (std::size_t a = 0; a < 3; ++a) {
    const double start = state_.law_start_lengths[a];
    if (law_.axes[a].mode != AxisMode::kStress ||
        std::abs(box.lengths[a] / start - 1) < kMostStrain) {
      continue;
    }
    absl::StrAppendFormat(&edges, "%s edge %c from %.2f to %.2f Å",
                          edges.empty() ? "" : ",", "xyz"[a], start,
                          box.lengths[a]);
  }
  if (edges.empty()) return "";
  return absl::StrCat(", or a smaller stress: the sample gives way,", edges);
}

absl::Status Simulation::Impl::Left(const std::string& what) const {
  return absl::OutOfRangeError(
      absl::StrFormat("step %d: %s", state_.law_step + 1, what));
}

Simulation::Simulation(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Simulation::~Simulation() = default;

absl::StatusOr<std::unique_ptr<Simulation>> Simulation::Create(
    const Potential& potential, const DynamicsLaw& law, State state,
    const Options& options) {
  for (const absl::Status& status :
       {law.Validate(), CheckState(state), CheckLawFitsState(law, state),
        CheckOptions(options)}) {
    if (!status.ok()) return status;
  }
  auto impl = std::make_unique<Impl>(potential, law, std::move(state), options);
  absl::Status status = impl->Begin();
  if (!status.ok()) return status;
  return std::unique_ptr<Simulation>(new Simulation(std::move(impl)));
}

absl::Status Simulation::Advance(std::int64_t steps,
                                 std::vector<Record>* records) {
  return impl_->Advance(steps, records);
}

const State& Simulation::state() const { return impl_->state(); }

const Sample& Simulation::sample() const { return impl_->sample(); }

Tuning Simulation::tuning() const { return impl_->tuning(); }

}  // namespace lehr::md
