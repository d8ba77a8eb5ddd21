#include "tests/worker/toy_metal.h"

#include <cmath>

#include <absl/strings/str_format.h>

namespace lehr::worker {
namespace {

constexpr int kRows = 1000;
constexpr double kCutoff = 4.8;      // Å
constexpr double kSwitchFrom = 3.9;  // Å
constexpr double kDensityRange =
    4.0;  // ξ² units; perfect fcc is about 13·ξ²/ξ²

// From Cleri and Rosato for Cu: eV, eV, 1, 1, Å.
constexpr double kRepulsion = 0.0855;
constexpr double kBinding = 1.224;
constexpr double kP = 10.960;
constexpr double kQ = 2.278;
constexpr double kNearest = 2.556;

// 1 up to kSwitchFrom, 0 from the cutoff, smooth to the second derivative.
double Switch(double r) {
  if (r <= kSwitchFrom) return 1;
  if (r >= kCutoff) return 0;
  const double x = (r - kSwitchFrom) / (kCutoff - kSwitchFrom);
  return 1 - x * x * x * (10 - 15 * x + 6 * x * x);
}

// E = Σ_i [ Σ_j A exp(−p (r/r0 − 1)) − ξ sqrt(Σ_j exp(−2q (r/r0 − 1))) ]; the
// table's pair energy counts a pair once, so φ = 2 A exp(...).
double Pair(double r) {
  return 2 * kRepulsion * std::exp(-kP * (r / kNearest - 1)) * Switch(r);
}
double Density(double r) {
  return std::exp(-2 * kQ * (r / kNearest - 1)) * Switch(r);
}
double Embedding(double rho) { return -kBinding * std::sqrt(rho); }

}  // namespace

std::string ToyMetal() {
  const double density_step = 10 * kDensityRange / kRows * 1.5;
  const double distance_step = kCutoff / (kRows - 1);
  std::string file =
      "second-moment toy metal\nfor tests\nfrom tests/worker/toy_metal.cc\n"
      "2 Cu Zr\n";
  absl::StrAppendFormat(&file, "%d %.17g %d %.17g %.17g\n", kRows, density_step,
                        kRows, distance_step, kCutoff);
  // r φ at r = 0 is 0; so close to it the table is never used.
  for (const char* header : {"29 63.546 3.6 fcc\n", "40 91.224 3.6 fcc\n"}) {
    file += header;
    for (int i = 0; i < kRows; ++i) {
      absl::StrAppendFormat(&file, "%.17g\n", Embedding(i * density_step));
    }
    for (int i = 0; i < kRows; ++i) {
      absl::StrAppendFormat(&file, "%.17g\n", Density(i * distance_step));
    }
  }
  for (int pair = 0; pair < 3; ++pair) {
    for (int i = 0; i < kRows; ++i) {
      const double r = i * distance_step;
      absl::StrAppendFormat(&file, "%.17g\n", r * Pair(r));
    }
  }
  return file;
}

v1::Work CreateWork() {
  v1::Work work;
  v1::CreateLaw& law = *work.mutable_advance()->mutable_law()->mutable_create();
  law.set_lattice(v1::LATTICE_FCC);
  for (const auto set :
       {&v1::Counts::set_x, &v1::Counts::set_y, &v1::Counts::set_z}) {
    (law.mutable_cells()->*set)(3);
  }
  law.set_lattice_constant_angstrom(kToyLatticeConstant);
  law.add_elements("Cu");
  law.add_counts(108);
  law.set_seed(1);
  return work;
}

v1::Work VelocitiesWork(double kelvin) {
  v1::Work work;
  v1::VelocitiesLaw& law =
      *work.mutable_advance()->mutable_law()->mutable_velocities();
  law.set_temperature_kelvin(kelvin);
  law.set_seed(2);
  return work;
}

v1::DynamicsLaw HoldLaw(double kelvin) {
  v1::DynamicsLaw law;
  law.set_time_step_fs(2);
  v1::TemperatureLaw& temperature = *law.mutable_temperature();
  temperature.set_start_kelvin(kelvin);
  temperature.set_relaxation_time_ps(0.2);
  temperature.set_chain_length(3);
  law.mutable_x()->mutable_fixed();
  law.mutable_y()->mutable_fixed();
  law.mutable_z()->mutable_fixed();
  law.set_coupling(v1::COUPLING_NONE);
  return law;
}

v1::DynamicsLaw PullLaw(double kelvin, double rate_per_ps) {
  v1::DynamicsLaw law = HoldLaw(kelvin);
  for (v1::AxisLaw* axis : {law.mutable_x(), law.mutable_z()}) {
    axis->mutable_stress()->mutable_start_gpa()->set_value(0);
    axis->mutable_stress()->mutable_rate_gpa_per_ps()->set_value(0);
  }
  law.mutable_y()->mutable_rate()->set_rate_per_ps(rate_per_ps);
  law.mutable_y()->mutable_rate()->set_measure(v1::STRAIN_MEASURE_ENGINEERING);
  law.set_barostat_time_ps(1);
  law.set_barostat_chain_length(3);
  return law;
}

v1::Work DynamicsWork(const v1::DynamicsLaw& law, std::int64_t steps) {
  v1::Work work;
  *work.mutable_advance()->mutable_law()->mutable_dynamics() = law;
  work.mutable_advance()->set_steps(steps);
  return work;
}

}  // namespace lehr::worker
