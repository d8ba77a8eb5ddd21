#include "tests/bench/sample.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "lehr/md/build.h"
#include "lehr/md/simulation.h"
#include "lehr/md/state_file.h"
#include "proto/support/file.h"
#include "proto/support/sha256.h"
#include "tests/bench/usage.h"

namespace lehr::bench {
namespace {

using md::State;

constexpr double kMelt = 2000;        // K
constexpr double kCoolingRate = 200;  // K/ps
constexpr double kGlassBelow = 1200;  // K
constexpr std::int64_t kHold = 1000;  // steps
constexpr std::int64_t kCrudeHold = 50;

// Edge of what is quenched, and how often it is repeated along each axis.
struct Grid {
  int cells = 5;
  int copies = 1;
  std::int64_t atoms() const {
    const std::int64_t n = std::int64_t{cells} * copies;
    return 4 * n * n * n;
  }
};

Grid NearestGrid(std::int64_t atoms) {
  const double edge = std::cbrt(static_cast<double>(atoms) / 4);
  Grid best;
  for (const int cells : {5, 6, 7}) {
    const int copies = std::max(1, static_cast<int>(std::lround(edge / cells)));
    const Grid grid = {cells, copies};
    if (std::llabs(grid.atoms() - atoms) < std::llabs(best.atoms() - atoms)) {
      best = grid;
    }
  }
  return best;
}

absl::StatusOr<State> Run(const AlloyPotential& potential,
                          const md::DynamicsLaw& law, State state,
                          std::int64_t steps) {
  state.law_step = 0;
  auto simulation = md::Simulation::Create(*potential.model, law,
                                           std::move(state), {.threads = 1});
  if (!simulation.ok()) return simulation.status();
  if (absl::Status status = (*simulation)->Advance(steps, nullptr);
      !status.ok()) {
    return status;
  }
  return (*simulation)->state();
}

// A lattice whose atoms get the speeds of twice the melt's temperature, since
// half of it becomes potential energy.
absl::StatusOr<State> HotLattice(const AlloyPotential& potential, int cells) {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const std::int64_t sites = 4LL * cells * cells * cells;
  const std::int64_t copper = std::llround(0.64 * static_cast<double>(sites));
  const std::vector<std::int64_t> counts = {copper, sites - copper};
  auto state = md::CreateLattice(md::Lattice::kFcc, {cells, cells, cells}, 4.05,
                                 elements, potential.model->masses(), counts,
                                 /*seed=*/1);
  if (state.ok()) md::DrawVelocities(2 * kMelt, /*seed=*/2, &*state);
  return state;
}

absl::StatusOr<State> Quench(const AlloyPotential& potential, int cells,
                             const SampleRecipe& recipe) {
  const std::int64_t hold = recipe.crude ? kCrudeHold : kHold;
  auto state = HotLattice(potential, cells);
  if (!state.ok()) return state;
  state = Run(potential, HoldLaw(kMelt), *std::move(state), hold);
  if (!state.ok()) return state;
  if (recipe.temperature < kGlassBelow && !recipe.crude) {
    md::DynamicsLaw cool = HoldLaw(kMelt);
    cool.temperature->rate = -kCoolingRate;
    const double steps =
        (kMelt - recipe.temperature) / kCoolingRate / cool.time_step;
    state = Run(potential, cool, *std::move(state), std::llround(steps));
    if (!state.ok()) return state;
  }
  return Run(potential, HoldLaw(recipe.temperature), *std::move(state), hold);
}

// Copies move apart as soon as they have velocities of their own; large samples
// get fewer steps for it.
absl::StatusOr<State> Repeat(const AlloyPotential& potential, State small,
                             const Grid& grid, const SampleRecipe& recipe) {
  auto state = md::Replicate(small, {grid.copies, grid.copies, grid.copies});
  if (!state.ok()) return state;
  md::DrawVelocities(recipe.temperature, /*seed=*/3, &*state);
  constexpr double kAtomSteps = 2.7e6;
  const auto steps = static_cast<std::int64_t>(
      std::clamp(kAtomSteps / static_cast<double>(grid.atoms()), 20.0, 200.0));
  return Run(potential, HoldLaw(recipe.temperature), *std::move(state),
             recipe.crude ? std::int64_t{2} : steps);
}

absl::StatusOr<State> MakeAnew(const AlloyPotential& potential,
                               const Grid& grid, const SampleRecipe& recipe) {
  auto small = Quench(potential, grid.cells, recipe);
  if (!small.ok()) return small;
  return Repeat(potential, *std::move(small), grid, recipe);
}

std::string CacheName(const AlloyPotential& potential, const Grid& grid,
                      const SampleRecipe& recipe) {
  return absl::StrFormat("%s-%s-%d-%gK%s.state", potential.name(),
                         ToHex(Sha256Of(potential.content)).substr(0, 8),
                         grid.atoms(), recipe.temperature,
                         recipe.crude ? "-crude" : "");
}

}  // namespace

absl::StatusOr<AlloyPotential> ReadAlloyPotential(
    const std::filesystem::path& path) {
  auto content = ReadFile(path);
  if (!content.ok()) return content.status();
  const std::vector<std::string> elements = {"Cu", "Zr"};
  auto model = md::EamPotential::FromSetfl(*content, path.string(), elements);
  if (!model.ok()) return model.status();
  return AlloyPotential{path, *std::move(content), *std::move(model)};
}

std::vector<std::filesystem::path> KnownPotentials() {
  std::vector<std::filesystem::path> found;
  for (const std::filesystem::path path :
       {"/usr/share/lammps/potentials/CuZr_mm.eam.fs",
        LEHR_SHARED_FOLDER "/potentials/ZrCu.lammps.eam.alloy"}) {
    if (std::filesystem::exists(path)) found.push_back(path);
  }
  return found;
}

md::DynamicsLaw HoldLaw(double kelvin, md::Precision precision) {
  md::DynamicsLaw law;
  law.temperature = md::TemperatureLaw{.start = kelvin};
  for (md::AxisLaw& axis : law.axes) axis.mode = md::AxisMode::kStress;
  law.precision = precision;
  return law;
}

double CpuSeconds() { return ReadClocks().cpu; }

absl::Status Settle(md::Simulation& simulation) {
  constexpr std::int64_t kMostSteps = 2000;
  const std::int64_t begin = simulation.state().law_step;
  while (simulation.tuning().tunings == 0 &&
         simulation.state().law_step < begin + kMostSteps) {
    absl::Status status = simulation.Advance(1, nullptr);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

std::int64_t SampleSize(std::int64_t atoms) {
  return NearestGrid(atoms).atoms();
}

absl::StatusOr<State> MakeSample(const AlloyPotential& potential,
                                 const SampleRecipe& recipe,
                                 const std::filesystem::path& cache) {
  const Grid grid = NearestGrid(recipe.atoms);
  std::error_code error;
  std::filesystem::create_directories(cache, error);  // or the write says so
  const std::filesystem::path path = cache / CacheName(potential, grid, recipe);
  if (const auto bytes = ReadFile(path); bytes.ok()) {
    // One of an older format is made anew.
    if (auto state = md::DecodeState(*bytes); state.ok()) return state;
  }
  auto state = MakeAnew(potential, grid, recipe);
  if (!state.ok()) return state;
  if (absl::Status status = WriteFileDurably(path, md::EncodeState(*state));
      !status.ok()) {
    return status;
  }
  return state;
}

}  // namespace lehr::bench
