#include "lehr/md/analysis/local_strain.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/build.h"
#include "tests/engine_structure_strain/samples.h"
#include "tests/support/reference_neighbors.h"
#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md::analysis {
namespace {

using testing::Each;
using testing::HasSubstr;
using testing::SizeIs;

// A glass as far as neighbors go: a rattled crystal.
State Rattled(std::array<int, 3> cells = {5, 5, 5}, unsigned seed = 1) {
  State state = FccState(cells, 3.7);
  Rattle(0.3, seed, &state);
  return state;
}

LocalStrain Analyze(const State& reference, const State& state,
                    const LocalStrainOptions& options = {}) {
  auto strain = AnalyzeLocalStrain(reference, state, options);
  EXPECT_OK(strain);
  return strain.ok() ? *std::move(strain) : LocalStrain();
}

// η_Mises and trace of ½ (Fᵀ F − 1), with F a product that is written out.
struct Expected {
  double von_mises;
  double hydrostatic;
};
Expected ExpectedStrain(const Deformation& f) {
  double eta[3][3];
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      eta[a][b] = a == b ? -0.5 : 0.0;
      for (std::size_t k = 0; k < 3; ++k) eta[a][b] += 0.5 * f[k][a] * f[k][b];
    }
  }
  const double mean = (eta[0][0] + eta[1][1] + eta[2][2]) / 3;
  double squares = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      const double rest = eta[a][b] - (a == b ? mean : 0);
      squares += rest * rest;
    }
  }
  return {std::sqrt(0.5 * squares), mean};
}

// Positions are exact to 1e-14 Å, vectors between them are 3 Å.
constexpr double kRounding = 1e-12;

void ExpectHomogeneous(const LocalStrain& strain, const Expected& expected) {
  EXPECT_EQ(strain.unmeasured, 0);
  for (std::size_t i = 0; i < strain.von_mises.size(); ++i) {
    ASSERT_NEAR(strain.von_mises[i], expected.von_mises, kRounding) << i;
    ASSERT_NEAR(strain.hydrostatic[i], expected.hydrostatic, kRounding) << i;
    ASSERT_LT(strain.d2min[i], 1e-24) << i;
  }
  EXPECT_NEAR(strain.mean_von_mises, expected.von_mises, kRounding);
  EXPECT_NEAR(strain.mean_hydrostatic, expected.hydrostatic, kRounding);
}

TEST(LocalStrainTest, UniaxialStrainGivesTheAnalyticValue) {
  const State state = Rattled();
  for (const double e : {-0.1, 1e-6, 0.02, 0.2}) {
    const Deformation f = {Vec3{1, 0, 0}, Vec3{0, 1 + e, 0}, Vec3{0, 0, 1}};
    // η_yy = e + e²/2 is the only component: η_Mises = |η_yy| / √3.
    const double eta = e + e * e / 2;
    ExpectHomogeneous(Analyze(state, Deformed(f, state)),
                      {std::abs(eta) / std::sqrt(3.0), eta / 3});
  }
}

TEST(LocalStrainTest, SimpleShearGivesTheAnalyticValue) {
  const State state = Rattled();
  for (const double g : {-0.3, 0.05, 0.4}) {
    const Deformation f = {Vec3{1, g, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}};
    // η_xy = g/2, η_yy = g²/2: η_Mises² = g²/4 + g⁴/12.
    ExpectHomogeneous(Analyze(state, Deformed(f, state)),
                      {std::sqrt(g * g / 4 + g * g * g * g / 12), g * g / 6});
  }
}

TEST(LocalStrainTest, AnyDeformationOfATiltedBoxGivesTheAnalyticValue) {
  State state = Rattled();
  const Deformation tilt = {Vec3{1, 0.2, -0.3}, Vec3{0, 1, 0.25},
                            Vec3{0, 0, 1}};
  state = Deformed(tilt, state);
  const Deformation f = {Vec3{1.1, -0.15, 0.1}, Vec3{0, 0.95, -0.1},
                         Vec3{0, 0, 1.05}};
  ExpectHomogeneous(Analyze(state, Deformed(f, state)), ExpectedStrain(f));
}

TEST(LocalStrainTest, ASlabIsStrainedAsABulkIs) {
  State state = Rattled();
  ASSERT_OK(OpenSurface(0, &state));
  const Deformation f = {Vec3{0.96, 0, 0}, Vec3{0, 1.1, 0}, Vec3{0, 0, 1}};
  ExpectHomogeneous(Analyze(state, Deformed(f, state)), ExpectedStrain(f));
}

TEST(LocalStrainTest, ARotationIsNoStrain) {
  State state = Rattled();
  state.box.periodic = {false, false, false};
  const double c = std::cos(0.7);
  const double s = std::sin(0.7);
  State turned = state;
  for (Vec3& r : turned.atoms.positions) {
    r = {c * r[0] - s * r[1], c * (s * r[0] + c * r[1]) - s * r[2],
         s * (s * r[0] + c * r[1]) + c * r[2]};
  }
  ExpectHomogeneous(Analyze(state, turned), {0, 0});
}

TEST(LocalStrainTest, WrappingAnAtomChangesNothing) {
  const State state = Rattled();
  State moved = state;
  Rattle(0.2, 9, &moved);
  const LocalStrain before = Analyze(state, moved);
  for (std::size_t i = 0; i < moved.atoms.size(); i += 2) {
    moved.atoms.positions[i][1] -= moved.box.lengths[1];
  }
  const LocalStrain after = Analyze(state, moved);
  for (std::size_t i = 0; i < before.von_mises.size(); ++i) {
    ASSERT_NEAR(after.von_mises[i], before.von_mises[i], kRounding);
  }
}

// Σ over all pairs, J by Cramer's rule.
double PlainVonMises(const std::vector<ReferencePair>& pairs, std::size_t i,
                     const State& state, double* d2min) {
  double v[3][3] = {};
  double w[3][3] = {};
  std::vector<std::pair<Vec3, Vec3>> both;
  for (const ReferencePair& pair : pairs) {
    if (pair.i != i) continue;
    const Vec3 then = {-pair.r[0], -pair.r[1], -pair.r[2]};
    Vec3 now;
    for (std::size_t a = 0; a < 3; ++a) {
      now[a] = state.atoms.positions[pair.j][a] - state.atoms.positions[i][a];
      const double length = state.box.lengths[a];
      while (now[a] > length / 2) now[a] -= length;
      while (now[a] < -length / 2) now[a] += length;
    }
    both.emplace_back(then, now);
    for (std::size_t a = 0; a < 3; ++a) {
      for (std::size_t b = 0; b < 3; ++b) {
        v[a][b] += then[a] * then[b];
        w[a][b] += then[a] * now[b];
      }
    }
  }
  const auto det = [](double m[3][3]) {
    return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
           m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
           m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
  };
  Deformation f;  // Jᵀ
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = 0; b < 3; ++b) {
      double replaced[3][3];
      for (std::size_t c = 0; c < 3; ++c) {
        for (std::size_t d = 0; d < 3; ++d) {
          replaced[c][d] = d == a ? w[c][b] : v[c][d];
        }
      }
      f[b][a] = det(replaced) / det(v);
    }
  }
  *d2min = 0;
  for (const auto& [then, now] : both) {
    for (std::size_t a = 0; a < 3; ++a) {
      const double rest =
          now[a] - f[a][0] * then[0] - f[a][1] * then[1] - f[a][2] * then[2];
      *d2min += rest * rest;
    }
  }
  return ExpectedStrain(f).von_mises;
}

TEST(LocalStrainTest, AgreesWithASumOverAllPairs) {
  const State state = Rattled();
  State now =
      Deformed({Vec3{1.05, 0, 0}, Vec3{0, 0.97, 0}, Vec3{0, 0, 1}}, state);
  Rattle(0.4, 2, &now);
  const LocalStrain strain = Analyze(state, now, {.keep_gradients = true});
  const auto pairs = ReferencePairs(state.box, state.atoms.positions, 3.8);
  for (std::size_t i = 0; i < state.atoms.size(); i += 7) {
    double d2min = 0;
    EXPECT_NEAR(strain.von_mises[i], PlainVonMises(pairs, i, now, &d2min),
                kRounding);
    EXPECT_NEAR(strain.d2min[i], d2min, 1e-11);
    EXPECT_NEAR(strain.d2min_per_neighbor[i] * strain.neighbors[i],
                strain.d2min[i], 1e-14);
    EXPECT_EQ(strain.neighbors[i],
              std::count_if(pairs.begin(), pairs.end(),
                            [&](const auto& pair) { return pair.i == i; }));
  }
  EXPECT_THAT(strain.gradients, SizeIs(state.atoms.size()));
}

TEST(LocalStrainTest, HasTheSameBitsOnAnyNumberOfThreads) {
  // 32 blocks: enough for four threads.
  const State state = Rattled({13, 13, 13});
  State now = state;
  Rattle(0.4, 2, &now);
  const LocalStrain one = Analyze(state, now, {.keep_gradients = true});
  for (const int threads : {2, 3, 4}) {
    const LocalStrain many =
        Analyze(state, now, {.keep_gradients = true, .threads = threads});
    EXPECT_EQ(many.von_mises, one.von_mises);
    EXPECT_EQ(many.d2min, one.d2min);
    EXPECT_EQ(many.gradients, one.gradients);
    EXPECT_EQ(many.mean_von_mises, one.mean_von_mises);
    EXPECT_EQ(many.mean_d2min_per_neighbor, one.mean_d2min_per_neighbor);
  }
}

TEST(LocalStrainTest, AnAtomThatHasLeftIsCountedAndInNoMean) {
  State state = Rattled();
  ASSERT_OK(OpenSurface(0, &state));
  state.atoms.positions[17][0] = 200;
  const Deformation f = {Vec3{1, 0, 0}, Vec3{0, 1.1, 0}, Vec3{0, 0, 1}};
  const LocalStrain strain = Analyze(state, Deformed(f, state));
  EXPECT_EQ(strain.unmeasured, 1);
  EXPECT_EQ(strain.measured[17], 0);
  EXPECT_EQ(strain.von_mises[17], 0);
  EXPECT_NEAR(strain.mean_von_mises, ExpectedStrain(f).von_mises, kRounding);
}

TEST(LocalStrainTest, RefusesASampleWhoseAtomsHaveTooFewNeighbors) {
  const State state = Rattled();
  EXPECT_THAT(AnalyzeLocalStrain(state, state, {.cutoff = 2.0}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("expected at most 5 atoms with fewer than 4 "
                                 "neighbors within 2 Å")));
}

TEST(LocalStrainTest, RefusesAPlaneOfAtomsWhichHasNoStrainAcross) {
  State plane = FccState({1, 6, 6}, 3.7);
  State flat = plane;
  flat.atoms = {};
  for (std::size_t i = 0; i < plane.atoms.size(); ++i) {
    if (plane.atoms.positions[i][0] > 1.5) continue;
    flat.atoms.positions.push_back(plane.atoms.positions[i]);
    flat.atoms.species.push_back(0);
  }
  flat.box.periodic[0] = false;
  EXPECT_THAT(AnalyzeLocalStrain(flat, flat, {}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("found 72 of 72")));
}

TEST(LocalStrainTest, RefusesAReferenceWithOtherAtoms) {
  const State state = Rattled();
  State other = state;
  other.elements = {"Cu", "Zr"};
  other.atoms.species[40] = 1;
  EXPECT_THAT(AnalyzeLocalStrain(other, state, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("local strain: atom 40: expected Zr as in the "
                                 "reference, found Cu")));
  EXPECT_THAT(AnalyzeLocalStrain(Rattled({5, 5, 6}), state, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("same 500 atoms, found one with 600")));
  other = state;
  ASSERT_OK(OpenSurface(0, &other));
  EXPECT_THAT(AnalyzeLocalStrain(state, other, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected images along x as in the reference, "
                                 "found free surfaces")));
}

TEST(LocalStrainTest, ElementsMayBeNumberedInAnotherOrder) {
  State state = Rattled();
  state.elements = {"Cu", "Zr"};
  State other = state;
  other.elements = {"Zr", "Cu"};
  std::fill(other.atoms.species.begin(), other.atoms.species.end(), 1);
  EXPECT_OK(AnalyzeLocalStrain(other, state, {}));
}

TEST(LocalStrainTest, RefusesACutoffBeyondHalfOfEitherBox) {
  const State state = Rattled({3, 3, 3});
  EXPECT_THAT(
      AnalyzeLocalStrain(state, state, {.cutoff = 5.6}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("5.55 Å")));
  const State squeezed =
      Deformed({Vec3{1, 0, 0}, Vec3{0, 0.6, 0}, Vec3{0, 0, 1}}, state);
  EXPECT_THAT(
      AnalyzeLocalStrain(state, squeezed, {}),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("along y")));
}

TEST(LocalStrainTest, RefusesOptionsAndStatesThatMakeNoSense) {
  const State state = Rattled();
  for (const LocalStrainOptions& options :
       {LocalStrainOptions{.cutoff = std::nan("")},
        LocalStrainOptions{.fewest_neighbors = 2},
        LocalStrainOptions{.most_unmeasured = -1},
        LocalStrainOptions{.threads = 0}}) {
    EXPECT_THAT(
        AnalyzeLocalStrain(state, state, options),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("expected")));
  }
  State broken = state;
  for (const double z : {std::nan(""), 1e300}) {
    broken.atoms.positions[3][2] = z;
    EXPECT_THAT(AnalyzeLocalStrain(state, broken, {}),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr("atom 3: expected coordinates within")));
  }
}

}  // namespace
}  // namespace lehr::md::analysis
