#include "engine/src/eam_force_field.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/src/fast_force_field.h"
#include "engine/src/fast_tables.h"
#include "tests/support/reference_eam.h"
#include "tests/support/status_matchers.h"
#include "tests/support/synthetic_alloy.h"

namespace lehr::md {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// All that an evaluation gives.
struct Evaluated {
  Interaction interaction;
  std::vector<Vec3> forces;
  std::vector<double> atom_energies;
};

// The synthetic alloy with species 0 Cu, 1 Zr.
class ForceFieldFixture {
 protected:
  explicit ForceFieldFixture(Precision precision) : precision_(precision) {
    Use(SyntheticAlloy());
  }

  void Use(const SyntheticAlloy& alloy) {
    Use(*ReadSetfl(alloy.Setfl(), "synthetic"));
  }

  void Use(SetflTable table) {
    table_ = std::move(table);
    const std::vector<std::size_t> elements = {1, 0};
    tables_ = std::make_unique<EamTables>(table_, elements);
    fast_tables_ =
        std::make_unique<FastTables>(table_, elements, tables_->closest());
  }

  bool fast() const { return precision_ == Precision::kFast; }

  std::size_t KernelSets() const {
    return fast() ? UsableFastKernels().size() : UsableEamKernels().size();
  }

  std::unique_ptr<ForceField> Make(const std::vector<std::int32_t>& species,
                                   int threads = 1, double skin = 1.0,
                                   std::size_t set = 0) const {
    if (fast()) {
      return MakeFastForceField(
          *tables_, *fast_tables_, *UsableEamKernels().front(),
          *UsableFastKernels()[set], species, threads, skin);
    }
    return MakeEamForceField(*tables_, *UsableEamKernels()[set], species,
                             threads, skin);
  }

  static Evaluated Evaluate(ForceField* field, const State& state) {
    Evaluated result;
    result.forces.resize(state.atoms.size());
    const absl::StatusOr<Interaction> interaction =
        field->Compute(state.box, state.atoms.positions, result.forces);
    EXPECT_OK(interaction);
    if (interaction.ok()) result.interaction = *interaction;
    result.atom_energies = field->AtomEnergies();
    return result;
  }

  Evaluated Evaluate(const State& state) const {
    return Evaluate(Make(state.atoms.species).get(), state);
  }

  absl::Status ErrorFor(const State& state) const {
    std::vector<Vec3> forces(state.atoms.size());
    return Make(state.atoms.species)
        ->Compute(state.box, state.atoms.positions, forces)
        .status();
  }

  // Sums of 1e2 rounded terms, each to half a quantum of 2^-40, and tables in
  // double precision: 1e-10 leaves room for both. The fast path promises 1e-5
  // of a force, and 1e-7 of an energy, which is 5 eV here; it rounds virials
  // of 40 pairs of an atom to 2^-14 eV.
  void ExpectReference(const State& state) const {
    const double tolerance = fast() ? 1e-5 : 1e-10;
    const double energy_tolerance = fast() ? 5e-7 : 1e-10;
    std::vector<std::int32_t> in_file = state.atoms.species;
    for (std::int32_t& species : in_file) species = 1 - species;
    const ReferenceResult expected =
        ReferenceEam(table_, state.box, in_file, state.atoms.positions);
    const Evaluated found = Evaluate(state);
    const double n = static_cast<double>(state.atoms.size());
    EXPECT_NEAR(found.interaction.energy, expected.energy,
                energy_tolerance * n);
    for (std::size_t c = 0; c < 6; ++c) {
      EXPECT_NEAR(found.interaction.virial[c], expected.virial[c],
                  (fast() ? 5e-5 : 1e-10) * n);
    }
    ASSERT_EQ(found.atom_energies.size(), state.atoms.size());
    for (std::size_t i = 0; i < state.atoms.size(); ++i) {
      EXPECT_NEAR(found.atom_energies[i], expected.atom_energies[i],
                  10 * energy_tolerance);
      for (std::size_t a = 0; a < 3; ++a) {
        EXPECT_NEAR(found.forces[i][a], expected.forces[i][a],
                    tolerance * std::max(1.0, std::abs(expected.forces[i][a])));
      }
    }
  }

  static void ExpectSameBits(const Evaluated& a, const Evaluated& b) {
    EXPECT_EQ(a.interaction.energy, b.interaction.energy);
    EXPECT_EQ(a.interaction.virial, b.interaction.virial);
    EXPECT_EQ(a.interaction.density_overflows, b.interaction.density_overflows);
    EXPECT_EQ(a.forces, b.forces);
    EXPECT_EQ(a.atom_energies, b.atom_energies);
  }

  const Precision precision_;
  SetflTable table_;
  std::unique_ptr<EamTables> tables_;
  std::unique_ptr<FastTables> fast_tables_;
};

// Claims of both paths.
class EamForceFieldTest : public ForceFieldFixture,
                          public testing::TestWithParam<Precision> {
 protected:
  EamForceFieldTest() : ForceFieldFixture(GetParam()) {}
};

INSTANTIATE_TEST_SUITE_P(Paths, EamForceFieldTest,
                         testing::Values(Precision::kReference,
                                         Precision::kFast),
                         [](const auto& test) {
                           return test.param == Precision::kFast ? "Fast"
                                                                 : "Reference";
                         });

// Claims of the reference path alone.
class ReferenceForceFieldTest : public ForceFieldFixture, public testing::Test {
 protected:
  ReferenceForceFieldTest() : ForceFieldFixture(Precision::kReference) {}
};

TEST_P(EamForceFieldTest, AgreesWithThePlainPairSum) {
  ExpectReference(DisorderedAlloy({3, 3, 3}, 4.0, 0.3, 1));
  // Edges of exactly twice the cutoff, with other density tables.
  SyntheticAlloy alloy;
  alloy.finnis_sinclair = false;
  Use(alloy);
  ExpectReference(DisorderedAlloy({2, 2, 3}, 5.0, 0.4, 2));
}

TEST_P(EamForceFieldTest, AgreesWithThePlainPairSumAtSurfaces) {
  State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.3, 3);
  state.box.periodic = {false, true, true};
  // Atoms may leave an open box.
  for (Vec3& r : state.atoms.positions) r[0] -= 4.0;
  ExpectReference(state);
  state.box.periodic = {false, false, false};
  state.box.lengths = {1, 1, 1};
  ExpectReference(state);
}

TEST_P(EamForceFieldTest, AgreesWithThePlainPairSumInATiltedBox) {
  State state = DisorderedAlloy({3, 3, 4}, 4.0, 0.3, 4);
  const auto shear = [&](const Vec3& tilts) {
    State sheared = state;
    sheared.box.tilts = tilts;
    for (Vec3& r : sheared.atoms.positions) {
      r[0] += r[1] * tilts[2] / 12 + r[2] * tilts[1] / 16;
      r[1] += r[2] * tilts[0] / 16;
    }
    return sheared;
  };
  ExpectReference(shear({0.05, 0, 0}));
  ExpectReference(shear({0, -0.7, 0.4}));
  ExpectReference(shear({2.5, -2.5, 3}));
}

TEST_P(EamForceFieldTest, CountsAtomsAboveTheDensityTable) {
  const State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.3, 1);
  EXPECT_EQ(Evaluate(state).interaction.density_overflows, 0);
  SyntheticAlloy alloy;
  alloy.densities = 20;
  Use(alloy);
  const Evaluated found = Evaluate(state);
  EXPECT_EQ(found.interaction.density_overflows,
            static_cast<std::int64_t>(state.atoms.size()));
  ExpectReference(state);
}

TEST_P(EamForceFieldTest, GivesTheSameBitsOnAnyThreadsSkinsAndKernels) {
  for (const bool tilted : {false, true}) {
    State state = DisorderedAlloy({4, 3, 5}, 4.0, 0.3, 5);
    if (tilted) state.box.tilts = {0.4, -0.3, 0.2};
    const Evaluated expected = Evaluate(state);
    for (std::size_t set = 0; set < KernelSets(); ++set) {
      for (const int threads : {1, 2, 3, 7}) {
        for (const double skin : {0.0, 0.3, 2.0}) {
          SCOPED_TRACE(testing::Message()
                       << "kernels " << set << ", " << threads
                       << " threads, skin " << skin);
          const auto field = Make(state.atoms.species, threads, skin, set);
          ExpectSameBits(Evaluate(field.get(), state), expected);
          // Again, on the list that is there.
          ExpectSameBits(Evaluate(field.get(), state), expected);
        }
      }
    }
  }
}

// A list made elsewhere on the path must not show.
TEST_P(EamForceFieldTest, GivesTheSameBitsWheneverTheListWasMade) {
  std::mt19937_64 engine(6);
  std::normal_distribution<double> normal;
  State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.3, 6);
  const auto field = Make(state.atoms.species, 2, 0.6);
  for (int step = 0; step < 25; ++step) {
    ExpectSameBits(Evaluate(field.get(), state), Evaluate(state));
    const double scale = 1 + 0.002 * normal(engine);
    state.box.lengths[1] *= scale;
    for (Vec3& r : state.atoms.positions) {
      r[1] *= scale;
      for (std::size_t a = 0; a < 3; ++a) {
        const double edge = state.box.lengths[a];
        r[a] += 0.03 * normal(engine);
        r[a] -= std::floor(r[a] / edge) * edge;
      }
    }
  }
  EXPECT_GT(field->rebuilds(), 2);
  EXPECT_LT(field->rebuilds(), 20);
}

TEST_P(EamForceFieldTest, OrderOfAtomsIsOnlyAName) {
  const State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.3, 7);
  const std::size_t n = state.atoms.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::mt19937_64 engine(7);
  std::shuffle(order.begin(), order.end(), engine);
  State shuffled = state;
  for (std::size_t k = 0; k < n; ++k) {
    shuffled.atoms.positions[k] = state.atoms.positions[order[k]];
    shuffled.atoms.species[k] = state.atoms.species[order[k]];
  }
  const Evaluated one = Evaluate(state);
  const Evaluated two = Evaluate(shuffled);
  EXPECT_EQ(one.interaction.energy, two.interaction.energy);
  EXPECT_EQ(one.interaction.virial, two.interaction.virial);
  for (std::size_t k = 0; k < n; ++k) {
    EXPECT_EQ(one.forces[order[k]], two.forces[k]);
    EXPECT_EQ(one.atom_energies[order[k]], two.atom_energies[k]);
  }
}

// Forces are multiples of 2^-40, so their sum in doubles is exact.
TEST_P(EamForceFieldTest, ForcesSumToExactlyZero) {
  for (const unsigned seed : {1u, 2u, 3u}) {
    const State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.5, seed);
    Vec3 sum = {0, 0, 0};
    for (const Vec3& f : Evaluate(state).forces) {
      for (std::size_t a = 0; a < 3; ++a) sum[a] += f[a];
    }
    EXPECT_EQ(sum, (Vec3{0, 0, 0}));
  }
}

// Rounding of the shifted positions, 1e-15 Å (of fractions of the box 3e-9),
// times a stiffness of 1e2 eV/Å², and in the fast path of single precision.
TEST_P(EamForceFieldTest, TranslationChangesNothing) {
  State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.3, 8);
  const Evaluated before = Evaluate(state);
  for (Vec3& r : state.atoms.positions) {
    for (std::size_t a = 0; a < 3; ++a) r[a] = std::fmod(r[a] + 5.3, 12.0);
  }
  const Evaluated after = Evaluate(state);
  EXPECT_NEAR(after.interaction.energy, before.interaction.energy,
              fast() ? 1e-4 : 1e-10);
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    for (std::size_t a = 0; a < 3; ++a) {
      EXPECT_NEAR(after.forces[i][a], before.forces[i][a],
                  fast() ? 5e-6 : 1e-11);
    }
  }
}

// Central differences with h = 1e-4 Å: the error of the difference is h² f'''/6
// ~ 1e-7, that of rounding 1e-11/h = 1e-7.
TEST_F(ReferenceForceFieldTest, ForceIsMinusTheGradient) {
  State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.3, 9);
  const Evaluated at = Evaluate(state);
  const auto field = Make(state.atoms.species);
  constexpr double kStep = 1e-4;
  for (const std::size_t i : {0u, 17u, 60u}) {
    for (std::size_t a = 0; a < 3; ++a) {
      double& x = state.atoms.positions[i][a];
      const double x0 = x;
      x = x0 + kStep;
      const double up = Evaluate(field.get(), state).interaction.energy;
      x = x0 - kStep;
      const double down = Evaluate(field.get(), state).interaction.energy;
      x = x0;
      EXPECT_NEAR(at.forces[i][a], -(up - down) / (2 * kStep), 1e-6);
    }
  }
}

// W_aa = −dE/dε_a for a strain ε_a of box and positions; W_ab likewise for
// shear strains. Tolerance as above, for the sum over 108 atoms.
TEST_F(ReferenceForceFieldTest, VirialIsMinusTheStrainDerivative) {
  const State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.3, 10);
  const SymmetricTensor virial = Evaluate(state).interaction.virial;
  constexpr double kStep = 1e-5;
  const auto energy = [&](std::size_t a, std::size_t b, double strain) {
    State strained = state;
    if (a == b) {
      strained.box.lengths[a] *= 1 + strain;
    } else {
      // Tilt of axis b along a: yz, xz, xy.
      strained.box.tilts[3 - a - b] = strain * state.box.lengths[b];
    }
    for (Vec3& r : strained.atoms.positions) r[a] += strain * r[b];
    return Evaluate(strained).interaction.energy;
  };
  constexpr std::size_t kAxes[6][2] = {{0, 0}, {1, 1}, {2, 2},
                                       {1, 2}, {0, 2}, {0, 1}};
  for (std::size_t c = 0; c < 6; ++c) {
    const auto [a, b] = kAxes[c];
    const double slope =
        (energy(a, b, kStep) - energy(a, b, -kStep)) / (2 * kStep);
    EXPECT_NEAR(virial[c], -slope, 2e-4) << c;
  }
}

TEST_P(EamForceFieldTest, AtomEnergiesSumToTheEnergy) {
  const State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.3, 11);
  const Evaluated found = Evaluate(state);
  double sum = 0;
  for (const double energy : found.atom_energies) sum += energy;
  EXPECT_NEAR(sum, found.interaction.energy, 1e-9);
}

TEST_P(EamForceFieldTest, PairBeyondTheCutoffIsAbsent) {
  State state;
  state.box = {.lengths = {20, 20, 20}};
  state.atoms.species = {0, 1};
  state.atoms.positions = {{1, 1, 1}, {std::nextafter(6.0, 7.0), 1, 1}};
  const Evaluated apart = Evaluate(state);
  EXPECT_EQ(apart.forces[0], (Vec3{0, 0, 0}));
  EXPECT_EQ(apart.interaction.virial, SymmetricTensor{});
  EXPECT_NEAR(
      apart.interaction.energy,
      SyntheticAlloy().EmbeddingAt(0, 0) + SyntheticAlloy().EmbeddingAt(1, 0),
      fast() ? 1e-6 : 1e-12);
  // Through the boundary as well.
  state.atoms.positions[1][0] = 17.5;
  EXPECT_NE(Evaluate(state).forces[0][0], 0);
  EXPECT_GT(Evaluate(state).interaction.virial[0] *
                Evaluate(state).forces[0][0] * 3.5,
            0);
}

TEST_P(EamForceFieldTest, WorksForFewAtomsOnManyThreads) {
  State state;
  state.box = {.lengths = {20, 20, 20}};
  std::vector<Vec3> none;
  EXPECT_OK(Make({}, 3)->Compute(state.box, none, none));
  state.atoms.species = {0};
  state.atoms.positions = {{1, 2, 3}};
  const auto field = Make(state.atoms.species, 5);
  const Evaluated one = Evaluate(field.get(), state);
  EXPECT_NEAR(one.interaction.energy, SyntheticAlloy().EmbeddingAt(1, 0),
              1e-12);
}

TEST_P(EamForceFieldTest, RefusesABoxThatWouldHideASecondImage) {
  State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.3, 1);
  state.box.lengths[1] = 9.9;
  EXPECT_THAT(ErrorFor(state),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("edge y"), HasSubstr("9.9000 Å"),
                             HasSubstr("10.0000 Å"))));
  state.box.periodic[1] = false;
  EXPECT_OK(ErrorFor(state));
  state.box.lengths[1] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(ErrorFor(state), StatusIs(absl::StatusCode::kInvalidArgument,
                                        HasSubstr("edge y")));
}

TEST_P(EamForceFieldTest, RefusesAnotherNumberOfAtoms) {
  const State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.3, 1);
  std::vector<Vec3> forces(107);
  EXPECT_THAT(Make(state.atoms.species)
                  ->Compute(state.box, state.atoms.positions, forces),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("108"), HasSubstr("107"))));
}

TEST_P(EamForceFieldTest, NamesAtomsThatAreTooClose) {
  State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.3, 1);
  state.atoms.positions[70] = state.atoms.positions[12];
  state.atoms.positions[70][2] += 0.015;
  // Nearer than 0.17 Å pair energies are beyond their range.
  EXPECT_THAT(ErrorFor(state),
              StatusIs(absl::StatusCode::kOutOfRange,
                       AllOf(HasSubstr("atoms 12 and 70"),
                             HasSubstr("0.015 Å apart"), HasSubstr("0.17 Å"))));
  state.atoms.positions[70] = state.atoms.positions[12];
  EXPECT_THAT(ErrorFor(state), StatusIs(absl::StatusCode::kOutOfRange,
                                        HasSubstr("atoms 12 and 70")));
}

TEST_P(EamForceFieldTest, NamesTheAtomOfAForceBeyondTheRange) {
  State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.1, 1);
  state.atoms.positions[70] = state.atoms.positions[12];
  // φ' = -z/r² is about -130/0.0625 eV/Å at 0.25 Å.
  state.atoms.positions[70][2] += 0.25;
  EXPECT_THAT(ErrorFor(state),
              StatusIs(absl::StatusCode::kOutOfRange,
                       AllOf(HasSubstr("2048 eV/Å"), HasSubstr("atom 12"),
                             HasSubstr("atom 70"), HasSubstr("0.25 Å"))));
}

TEST_P(EamForceFieldTest, NamesALostAtomAndRecovers) {
  State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.3, 1);
  const auto field = Make(state.atoms.species, 2);
  const Evaluated before = Evaluate(field.get(), state);
  State lost = state;
  lost.atoms.positions[41][1] = std::numeric_limits<double>::quiet_NaN();
  std::vector<Vec3> forces(state.atoms.size());
  EXPECT_THAT(field->Compute(lost.box, lost.atoms.positions, forces),
              StatusIs(absl::StatusCode::kOutOfRange,
                       AllOf(HasSubstr("atom 41"), HasSubstr("nan"))));
  EXPECT_THAT(ErrorFor(lost),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("atom 41")));
  lost.atoms.positions[41][1] = std::numeric_limits<double>::infinity();
  EXPECT_THAT(ErrorFor(lost),
              StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("atom 41")));
  ExpectSameBits(Evaluate(field.get(), state), before);
}

// Where the fast path ends, the reference path goes on.
class FastForceFieldTest : public ForceFieldFixture, public testing::Test {
 protected:
  FastForceFieldTest() : ForceFieldFixture(Precision::kFast) {}

  Evaluated ByReference(const State& state) const {
    const auto field = MakeEamForceField(*tables_, *UsableEamKernels().front(),
                                         state.atoms.species, 1, 1.0);
    return Evaluate(field.get(), state);
  }
};

TEST_F(FastForceFieldTest, LeavesPairsBelowItsTablesToTheReferencePath) {
  State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.1, 1);
  const auto field = Make(state.atoms.species);
  const Evaluated apart = Evaluate(field.get(), state);
  EXPECT_NE(apart.forces, ByReference(state).forces);
  // The tables begin at 1.6 Å.
  State close = state;
  close.atoms.positions[70] = close.atoms.positions[12];
  close.atoms.positions[70][2] += 1.5;
  ExpectSameBits(Evaluate(field.get(), close), ByReference(close));
  // And back.
  ExpectSameBits(Evaluate(field.get(), state), apart);
}

TEST_F(FastForceFieldTest, LeavesForcesBeyondItsSumsToTheReferencePath) {
  const State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.1, 1);
  EXPECT_NE(Evaluate(state).forces, ByReference(state).forces);
  // Pair forces F' f' beyond 1e2 eV/Å.
  SetflTable steep = table_;
  for (std::vector<double>& embedding : steep.embedding) {
    for (double& value : embedding) value *= 200;
  }
  Use(std::move(steep));
  ExpectSameBits(Evaluate(state), ByReference(state));
}

TEST_F(FastForceFieldTest, LeavesTiltedBoxesWithASecondImageToTheReference) {
  State state = DisorderedAlloy({3, 3, 3}, 4.0, 0.2, 4);
  // 12 Å high; tilted so far that opposite faces are 9.6 Å apart, which is less
  // than two cutoffs.
  state.box.tilts = {0, 0, 9};
  for (Vec3& r : state.atoms.positions) r[0] += r[1] * 9 / 12;
  ExpectSameBits(Evaluate(state), ByReference(state));
}

// Forces of 100 pairs are rounded to 2^-23 eV/Å each, and more than that is
// lost of a float's 24 bits of a force of 1 eV/Å.
TEST_F(FastForceFieldTest, IsTenTimesNearerThanItsBoundOnSmoothTables) {
  State state = DisorderedAlloy({4, 4, 4}, 4.0, 0.1, 2);
  const Evaluated expected = ByReference(state);
  const Evaluated found = Evaluate(state);
  double square = 0;
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    for (std::size_t a = 0; a < 3; ++a) {
      const double error = found.forces[i][a] - expected.forces[i][a];
      square += error * error;
    }
  }
  const double rms =
      std::sqrt(square / (3 * static_cast<double>(state.atoms.size())));
  EXPECT_LT(rms, 1e-6);
  EXPECT_GT(rms, 0);
}

}  // namespace
}  // namespace lehr::md
