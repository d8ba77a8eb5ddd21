// What the fast path promises (lehr/md/precision.h) against the reference path,
// with the potentials of real metals.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "lehr/md/build.h"
#include "lehr/md/formats/lammps_data.h"
#include "lehr/md/simulation.h"
#include "lehr/md/units.h"
#include "tests/physics/static_fixture.h"

namespace lehr::md {
namespace {

// eV/Å³ in GPa.
constexpr double kGigapascal = kEvPerCubicAngstromToBar / kBarPerGpa;

// The bounds of precision.h.
void ExpectNear(const Potential& potential, const State& state) {
  const StaticResult expected = EvaluateStatic(potential, state);
  const StaticResult found = EvaluateStatic(potential, state, Precision::kFast);
  EXPECT_NE(found.forces, expected.forces) << "not by the fast path";
  EXPECT_NEAR(found.interaction.energy, expected.interaction.energy,
              1e-7 * std::abs(expected.interaction.energy));
  EXPECT_EQ(found.interaction.density_overflows,
            expected.interaction.density_overflows);
  for (std::size_t c = 0; c < 6; ++c) {
    EXPECT_NEAR(
        found.interaction.virial[c] / state.box.volume() * kGigapascal,
        expected.interaction.virial[c] / state.box.volume() * kGigapascal, 1e-3)
        << c;
  }
  Vec3 sum = {};
  double largest = 0;
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    for (std::size_t a = 0; a < 3; ++a) {
      const double force = expected.forces[i][a];
      largest = std::max(largest, std::abs(found.forces[i][a] - force) /
                                      std::max(1.0, std::abs(force)));
      sum[a] += found.forces[i][a];
    }
    EXPECT_NEAR(found.atom_energies[i], expected.atom_energies[i], 1e-5);
  }
  EXPECT_LT(largest, 1e-5);
  EXPECT_EQ(sum, Vec3{});
  testing::Test::RecordProperty("largest", std::to_string(largest));
}

class FastPathTest : public testing::TestWithParam<
                         std::pair<const char*, std::filesystem::path>> {
 protected:
  void SetUp() override {
    const std::filesystem::path& file = GetParam().second;
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
    potential_ = ReadPotential(file);
  }

  // 500 atoms melted at 2000 K and, if that is less, cooled to `kelvin` within
  // 3 ps.
  State Sample(double kelvin) const {
    const std::vector<std::string> elements = {"Cu", "Zr"};
    const std::vector<double> masses = {63.546, 91.224};
    const std::vector<std::int64_t> counts = {320, 180};
    auto state = CreateLattice(Lattice::kFcc, {5, 5, 5}, 4.03, elements, masses,
                               counts, 5);
    EXPECT_OK(state);
    DrawVelocities(4000, 6, &*state);
    State sample = *std::move(state);
    for (const double target : {2000.0, kelvin}) {
      DynamicsLaw law;
      law.temperature = TemperatureLaw{
          .start = 2000, .rate = (target - 2000) / 3, .relaxation_time = 0.1};
      law.precision = Precision::kFast;
      sample.law_step = 0;
      auto simulation =
          Simulation::Create(*potential_, law, std::move(sample), {});
      EXPECT_OK(simulation);
      EXPECT_OK((*simulation)->Advance(1500, nullptr));
      sample = (*simulation)->state();
    }
    return sample;
  }

  std::unique_ptr<EamPotential> potential_;
};

INSTANTIATE_TEST_SUITE_P(Potentials, FastPathTest,
                         testing::Values(std::pair("Cheng", ZrCuFile()),
                                         std::pair("Mendelev", CuZrFile())),
                         [](const auto& test) { return test.param.first; });

TEST_P(FastPathTest, IsNearInAMeltOf2000Kelvin) {
  ExpectNear(*potential_, Sample(2000));
}

TEST_P(FastPathTest, IsNearInGlassesHoweverStrained) {
  const State glass = Sample(300);
  {
    SCOPED_TRACE("at rest");
    ExpectNear(*potential_, glass);
  }
  const auto scaled = [&](const Vec3& factors) {
    State state = glass;
    for (std::size_t a = 0; a < 3; ++a) {
      state.box.lengths[a] *= factors[a];
      for (Vec3& r : state.atoms.positions) r[a] *= factors[a];
    }
    return state;
  };
  {
    SCOPED_TRACE("stretched");
    ExpectNear(*potential_, scaled({1.08, 0.97, 1.01}));
  }
  {
    SCOPED_TRACE("compressed");
    ExpectNear(*potential_, scaled({0.95, 0.95, 0.95}));
  }
  {
    SCOPED_TRACE("tilted");
    State tilted = glass;
    tilted.box.tilts = {1, -1.5, 2};
    for (Vec3& r : tilted.atoms.positions) {
      const double z = r[2] / glass.box.lengths[2];
      r[0] += 2 * r[1] / glass.box.lengths[1] - 1.5 * z;
      r[1] += z;
    }
    ExpectNear(*potential_, tilted);
  }
  {
    SCOPED_TRACE("slab");
    State slab = glass;
    slab.box.periodic[1] = false;
    ExpectNear(*potential_, slab);
  }
}

// As many cells as a study has: single precision must not suffer from the size.
TEST_P(FastPathTest, IsNearInABoxOfFourHundredAngstroms) {
  State state = Sample(300);
  const std::size_t atoms = state.atoms.size();
  const double edge = state.box.lengths[0];
  constexpr int kCopies = 20;
  state.box.lengths[0] *= kCopies;
  for (int copy = 1; copy < kCopies; ++copy) {
    for (std::size_t i = 0; i < atoms; ++i) {
      const auto [x, y, z] = state.atoms.positions[i];
      state.atoms.positions.push_back({x + copy * edge, y, z});
      state.atoms.species.push_back(state.atoms.species[i]);
    }
  }
  ExpectNear(*potential_, state);
}

struct Stored {
  const char* name;
  std::filesystem::path potential;
};

class FastPathStoredTest : public testing::TestWithParam<Stored> {};

INSTANTIATE_TEST_SUITE_P(Glasses, FastPathStoredTest,
                         testing::Values(Stored{"glass864_zrcu", ZrCuFile()},
                                         Stored{"strained864_zrcu", ZrCuFile()},
                                         Stored{"glass864_mm", CuZrFile()},
                                         Stored{"hot864_mm", CuZrFile()}),
                         [](const auto& test) { return test.param.name; });

TEST_P(FastPathStoredTest, IsNear) {
  const std::string stem =
      std::string("reference/static/") + GetParam().name + ".data";
  if (!std::filesystem::exists(SharedFile(stem)) ||
      !std::filesystem::exists(GetParam().potential)) {
    GTEST_SKIP() << "no " << SharedFile(stem) << " or " << GetParam().potential;
  }
  const std::vector<std::string> elements = {"Cu", "Zr"};
  const absl::StatusOr<State> state =
      formats::ReadLammpsData(ReadText(SharedFile(stem)), stem, elements);
  ASSERT_OK(state);
  ExpectNear(*ReadPotential(GetParam().potential), *state);
}

}  // namespace
}  // namespace lehr::md
