#include "worker/lammps/lammps_minimizer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>

#include <absl/status/status.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "worker/lammps/lammps_system.h"

namespace lehr::worker {
namespace {

// Iterations between two looks at whether to go on: a second or so with a
// thousand atoms. What gradients were conjugate to is forgotten at each.
constexpr std::int64_t kIterations = 300;

// Fewer in a chunk, without having arrived: the line search is stuck.
constexpr std::int64_t kStuck = 5;

double LargestForce(const std::vector<md::Vec3>& forces) {
  double square = 0;
  for (const md::Vec3& f : forces) {
    square = std::max(square, f[0] * f[0] + f[1] * f[1] + f[2] * f[2]);
  }
  return std::sqrt(square);
}

// Descent is one minimization on its way.
class Descent {
 public:
  Descent(LammpsSystem* system, const md::MinimizeOptions& options,
          const md::State& state)
      : system_(*system), options_(options), periodic_(state.box.periodic) {}

  absl::Status Run();
  absl::StatusOr<md::MinimizeResult> Result();

 private:
  absl::Status SetUp();
  // Some iterations, with the edges of the box if it is to be relaxed.
  absl::Status Iterate();
  absl::Status Look();
  bool HasArrived() const;
  absl::Status BecomeFire();

  LammpsSystem& system_;
  const md::MinimizeOptions& options_;
  const std::array<bool, 3> periodic_;
  bool is_fire_ = false;
  std::int64_t iterations_ = 0;
  double largest_force_ = 0;
  double largest_pressure_ = 0;  // of the edges that are relaxed [bar]
};

absl::Status Descent::SetUp() {
  return system_.library().Commands({"reset_timestep 0",
                                     "velocity all set 0 0 0", "min_style cg",
                                     "min_modify norm max dmax 0.1"});
}

absl::Status Descent::BecomeFire() {
  is_fire_ = true;
  // FIRE begins with steps of 2 fs.
  return system_.library().Commands({"timestep 0.002", "min_style fire"});
}

absl::Status Descent::Iterate() {
  LammpsLibrary& library = system_.library();
  // box/relax works with conjugate gradients alone.
  const bool relaxes = options_.relax_box && !is_fire_;
  if (relaxes) {
    std::string fix = "fix relax all box/relax";
    for (std::size_t a = 0; a < 3; ++a) {
      if (periodic_[a])
        absl::StrAppend(&fix, " ", std::string(1, "xyz"[a]), " 0");
    }
    absl::StrAppend(&fix, " vmax 0.001");
    if (absl::Status set = library.Command(fix); !set.ok()) return set;
  }
  const auto before = system_.library().Thermo("step");
  if (!before.ok()) return before.status();
  const std::string command =
      absl::StrFormat("minimize 0 %.17g %d %d", options_.force_tolerance,
                      kIterations, 10 * kIterations);
  const absl::Status ran = library.Run(command);
  if (!ran.ok()) return ran;
  const auto after = system_.library().Thermo("step");
  if (!after.ok()) return after.status();
  const auto done = static_cast<std::int64_t>(*after - *before);
  // Each begins with an evaluation.
  iterations_ += done + 1;
  if (relaxes) {
    if (absl::Status off = library.Command("unfix relax"); !off.ok())
      return off;
  }
  if (absl::Status looked = Look(); !looked.ok()) return looked;
  if (!is_fire_ && !options_.relax_box && !HasArrived() && done < kStuck) {
    return BecomeFire();
  }
  return absl::OkStatus();
}

absl::Status Descent::Look() {
  const absl::Status ran = system_.library().Run("run 0 post no");
  if (!ran.ok()) return ran;
  const auto forces = system_.Forces();
  if (!forces.ok()) return forces.status();
  largest_force_ = LargestForce(*forces);
  largest_pressure_ = 0;
  constexpr const char* kPressures[] = {"pxx", "pyy", "pzz"};
  for (std::size_t a = 0; a < 3; ++a) {
    if (!options_.relax_box || !periodic_[a]) continue;
    const auto pressure = system_.library().Thermo(kPressures[a]);
    if (!pressure.ok()) return pressure.status();
    largest_pressure_ = std::max(largest_pressure_, std::abs(*pressure));
  }
  return absl::OkStatus();
}

bool Descent::HasArrived() const {
  return largest_force_ <= options_.force_tolerance &&
         largest_pressure_ <= options_.pressure_tolerance;
}

absl::Status Descent::Run() {
  absl::Status done = SetUp();
  if (done.ok()) done = Look();
  while (done.ok() && !HasArrived()) {
    if (options_.keep_going && !options_.keep_going(iterations_)) {
      return absl::CancelledError("minimization stopped");
    }
    if (iterations_ >= options_.max_evaluations) {
      return absl::DeadlineExceededError(absl::StrFormat(
          "minimization: expected forces below %g eV/Å within %d iterations of "
          "LAMMPS, found %g eV/Å and %g bar",
          options_.force_tolerance, options_.max_evaluations, largest_force_,
          largest_pressure_));
    }
    done = Iterate();
  }
  return done;
}

absl::StatusOr<md::MinimizeResult> Descent::Result() {
  md::MinimizeResult result;
  result.evaluations = iterations_;
  result.largest_force = largest_force_;
  const auto energy = system_.library().Thermo("pe");
  if (!energy.ok()) return energy.status();
  result.energy = *energy;
  constexpr const char* kPressures[] = {"pxx", "pyy", "pzz",
                                        "pyz", "pxz", "pxy"};
  for (std::size_t k = 0; k < result.stress.size(); ++k) {
    const auto pressure = system_.library().Thermo(kPressures[k]);
    if (!pressure.ok()) return pressure.status();
    result.stress[k] = -*pressure;
  }
  return result;
}

}  // namespace

absl::StatusOr<md::MinimizeResult> MinimizeWithLammps(
    const Interaction& interaction, const md::MinimizeOptions& options,
    md::State* state) {
  auto system = LammpsSystem::Make(interaction, *state, false, options.threads);
  if (!system.ok()) return system.status();
  Descent descent(&*system, options, *state);
  if (absl::Status ran = descent.Run(); !ran.ok()) return ran;
  const auto result = descent.Result();
  if (!result.ok()) return result.status();
  if (absl::Status read = system->Read(state); !read.ok()) return read;
  for (md::Vec3& velocity : state->atoms.velocities) velocity = {0, 0, 0};
  return result;
}

}  // namespace lehr::worker
