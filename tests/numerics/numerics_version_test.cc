// The numerics version stands for bits: what a law of every kind leads to is
// compared with data/end_states.txt, on every instruction set of the machine.

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "engine/src/eam_force_field.h"
#include "engine/src/eam_tables.h"
#include "engine/src/kernels/eam_kernels.h"
#include "engine/src/setfl.h"
#include "lehr/md/build.h"
#include "lehr/md/elastic.h"
#include "lehr/md/law.h"
#include "lehr/md/minimize.h"
#include "lehr/md/simulation.h"
#include "lehr/md/state_file.h"
#include "proto/support/file.h"
#include "proto/support/sha256.h"
#include "proto/support/version.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

// Of Debian's lammps-data.
constexpr char kPotentialFile[] = "/usr/share/lammps/potentials/CuZr_mm.eam.fs";

// The potential of the file, Cu and Zr, on one instruction set.
class PotentialOn final : public Potential {
 public:
  PotentialOn(const SetflTable& table, const EamKernels& kernels)
      : tables_(table, std::vector<std::size_t>{IndexOf(table, "Cu"),
                                                IndexOf(table, "Zr")}),
        kernels_(kernels) {}

  double cutoff() const override { return tables_.cutoff(); }
  std::unique_ptr<ForceField> MakeForceField(
      std::span<const std::int32_t> species, int threads, double skin,
      Precision /*precision*/) const override {
    return MakeEamForceField(tables_, kernels_, species, threads, skin);
  }

 private:
  static std::size_t IndexOf(const SetflTable& table,
                             const std::string& element) {
    return static_cast<std::size_t>(
        std::find(table.elements.begin(), table.elements.end(), element) -
        table.elements.begin());
  }

  EamTables tables_;
  const EamKernels& kernels_;
};

// 256 atoms on a lattice: the smallest box that is twice the cutoff of 7.6 Å.
State Alloy256() {
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const std::vector<double> masses = {63.546, 91.224};
  const std::vector<std::int64_t> counts = {164, 92};
  auto state = CreateLattice(Lattice::kFcc, {4, 4, 4}, 4.05, elements, masses,
                             counts, 5);
  EXPECT_OK(state);
  return *std::move(state);
}

// The state after some steps under `law`, which begins there.
State After(const Potential& potential, const DynamicsLaw& law, State state) {
  // Enough for neighbor lists to be made anew, few enough for a portable
  // program without optimization.
  constexpr std::int64_t kSteps = 100;
  state.law_step = 0;
  auto simulation = Simulation::Create(potential, law, std::move(state), {});
  EXPECT_OK(simulation);
  if (!simulation.ok()) return {};
  EXPECT_OK((*simulation)->Advance(kSteps, nullptr));
  return (*simulation)->state();
}

DynamicsLaw Nvt(double rate = 0) {
  DynamicsLaw law;
  law.temperature = TemperatureLaw{.start = 900, .rate = rate};
  return law;
}

DynamicsLaw Npt() {
  DynamicsLaw law = Nvt();
  for (AxisLaw& axis : law.axes) axis.mode = AxisMode::kStress;
  return law;
}

DynamicsLaw NptIso() {
  DynamicsLaw law = Npt();
  law.coupling = Coupling::kIso;
  return law;
}

DynamicsLaw Load(StressMeasure measure) {
  DynamicsLaw law = Npt();
  law.axes[0].stress_rate = 10000;
  law.axes[1].stress_start = -2000;
  law.barostat_drag = 0.5;
  law.stress_measure = measure;
  return law;
}

DynamicsLaw Deform(StrainMeasure measure) {
  DynamicsLaw law = Npt();
  law.axes[1] = {
      .mode = AxisMode::kRate, .strain_rate = 0.05, .strain_measure = measure};
  return law;
}

DynamicsLaw Shear() {
  DynamicsLaw law = Npt();
  law.shear = ShearLaw{0, 2, 0.05};
  return law;
}

DynamicsLaw Slab() {
  DynamicsLaw law = Npt();
  law.axes[0].mode = AxisMode::kFree;
  return law;
}

std::string HashOf(const State& state) {
  return ToHex(Sha256Of(EncodeState(state)));
}

std::string HashOfElastic(const Potential& potential) {
  // Of a crystal of copper, which nothing rearranges; its cell is 3.64 Å.
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const std::vector<double> masses = {63.546, 91.224};
  const std::vector<std::int64_t> counts = {500, 0};
  auto crystal =
      CreateLattice(Lattice::kFcc, {5, 5, 5}, 3.7, elements, masses, counts, 5);
  EXPECT_OK(crystal);
  const auto constants = MeasureElasticConstants(
      potential, {.force_tolerance = 1e-4}, *std::move(crystal));
  EXPECT_OK(constants);
  if (!constants.ok()) return "";
  std::string text;
  for (const auto& row : constants->c) {
    for (const double c : row) absl::StrAppendFormat(&text, "%a ", c);
  }
  return ToHex(Sha256Of(text));
}

State Minimized(const Potential& potential, bool relax_box, State state) {
  const auto result = Minimize(
      potential, {.force_tolerance = 0.05, .relax_box = relax_box}, &state);
  EXPECT_OK(result);
  return state;
}

// What laws of every kind lead to, by name.
std::map<std::string, std::string> EndStates(const Potential& potential) {
  std::map<std::string, std::string> ends;
  State warm = Alloy256();
  ends["create"] = HashOf(warm);
  DrawVelocities(1800, 6, &warm);
  ends["velocities"] = HashOf(warm);
  ends["nve"] = HashOf(After(potential, {}, warm));
  warm = After(potential, Nvt(), std::move(warm));
  ends["nvt"] = HashOf(warm);
  ends["ramp"] = HashOf(After(potential, Nvt(-1000), warm));
  ends["npt_aniso"] = HashOf(After(potential, Npt(), warm));
  ends["npt_iso"] = HashOf(After(potential, NptIso(), warm));
  ends["load_cauchy"] =
      HashOf(After(potential, Load(StressMeasure::kCauchy), warm));
  ends["load_reference"] =
      HashOf(After(potential, Load(StressMeasure::kReference), warm));
  ends["deform_engineering"] =
      HashOf(After(potential, Deform(StrainMeasure::kEngineering), warm));
  ends["deform_true"] =
      HashOf(After(potential, Deform(StrainMeasure::kTrue), warm));
  ends["shear"] = HashOf(After(potential, Shear(), warm));
  ends["minimize"] = HashOf(Minimized(potential, false, warm));
  ends["minimize_box"] = HashOf(Minimized(potential, true, warm));
  ends["elastic"] = HashOfElastic(potential);
  const auto copies = Replicate(warm, {1, 2, 1});
  EXPECT_OK(copies);
  ends["replicate"] = HashOf(*copies);
  EXPECT_OK(OpenSurface(0, &warm));
  ends["surface"] = HashOf(warm);
  ends["slab"] = HashOf(After(potential, Slab(), warm));
  return ends;
}

// The table as it stands in the file.
std::string TableOf(const std::map<std::string, std::string>& ends) {
  std::string table =
      absl::StrFormat("numerics_version %d\n", kNumericsVersion);
  for (const auto& [name, hash] : ends) {
    absl::StrAppendFormat(&table, "%s %s\n", name, hash);
  }
  return table;
}

TEST(NumericsVersionTest, BitsChangeOnlyWithTheVersion) {
  const auto content = ReadFile(kPotentialFile);
  if (!content.ok()) GTEST_SKIP() << kPotentialFile << " is not installed";
  const auto setfl = ReadSetfl(*content, kPotentialFile);
  ASSERT_OK(setfl);
  std::ifstream file(LEHR_TEST_DATA_DIR "/end_states.txt");
  std::map<std::string, std::string> committed;
  for (std::string name, value; file >> name >> value;) committed[name] = value;
  const std::string version = committed["numerics_version"];
  committed.erase("numerics_version");
  for (const EamKernels* kernels : UsableEamKernels()) {
    SCOPED_TRACE(kernels->name);
    const auto ends = EndStates(PotentialOn(*setfl, *kernels));
    ASSERT_EQ(version, std::to_string(kNumericsVersion))
        << "the numerics version was raised: replace "
           "tests/numerics/data/end_states.txt by\n"
        << TableOf(ends);
    ASSERT_EQ(TableOf(ends), TableOf(committed))
        << "the engine gives other bits than before under the same numerics "
           "version, so servers would mix them. If that is meant, raise "
           "kNumericsVersion in engine/include/lehr/md/state.h and "
           "proto/support/version.h, and replace "
           "tests/numerics/data/end_states.txt by what this test says then";
  }
}

}  // namespace
}  // namespace lehr::md
