#include "engine/src/relaxation.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "tests/support/small_solids.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

// A force field of two atoms whose energy is any function of the distance along
// x, to put the descent before curves that no potential has so purely.
class Curve final : public ForceField {
 public:
  using Function = std::function<std::pair<double, double>(double)>;

  // `function` gives energy and slope.
  explicit Curve(Function function) : function_(std::move(function)) {}

  absl::StatusOr<Interaction> Compute(const Box& /*box*/,
                                      std::span<const Vec3> positions,
                                      std::span<Vec3> forces) override {
    const auto [energy, slope] = function_(positions[1][0] - positions[0][0]);
    forces[0] = {slope, 0, 0};
    forces[1] = {-slope, 0, 0};
    Interaction interaction;
    interaction.energy = energy;
    return interaction;
  }
  std::vector<double> AtomEnergies() const override { return {0, 0}; }
  std::int64_t rebuilds() const override { return 0; }

 private:
  Function function_;
};

State Pair(double distance) {
  State state;
  state.elements = {"Cu"};
  state.masses = {63.546};
  state.box.lengths = {100, 100, 100};
  state.atoms = {{0, 0},
                 {{50, 50, 50}, {50 + distance, 50, 50}},
                 {{0, 0, 0}, {0, 0, 0}},
                 {{}, {}}};
  return state;
}

struct Outcome {
  absl::Status status;
  double distance = 0;
  Landscape::Value value;
  std::int64_t evaluations = 0;
};

Outcome Descend(Curve curve, double start, const RelaxationGoal& goal) {
  Landscape landscape(&curve, Pair(start), /*moves_box=*/false, 1);
  LbfgsMemory memory(kRelaxationMemory, 1);
  Landscape::Point point = landscape.Start();
  Outcome outcome;
  outcome.status = Relax(goal, 1, &landscape, &memory, &point, &outcome.value);
  outcome.distance = point[1][0] - point[0][0];
  outcome.evaluations = landscape.evaluations();
  return outcome;
}

TEST(RelaxTest, FindsTheBottomOfAWell) {
  const Outcome outcome =
      Descend(Curve([](double d) {
                return std::pair(5 * (d - 3) * (d - 3), 10 * (d - 3));
              }),
              3.4, {.force = 1e-8});
  ASSERT_OK(outcome.status);
  EXPECT_NEAR(outcome.distance, 3, 1e-9);
}

TEST(RelaxTest, FindsAMinimumOnAKink) {
  // Slopes +2 and −1 eV/Å on the two sides: no gradient is ever small.
  const Outcome outcome = Descend(Curve([](double d) {
                                    return d > 3 ? std::pair(2 * (d - 3), 2.0)
                                                 : std::pair(3 - d, -1.0);
                                  }),
                                  3.4, {.force = 1e-5});
  ASSERT_OK(outcome.status);
  // As near as the distance at which gradients count as met at one place.
  EXPECT_NEAR(outcome.distance, 3, 2e-4);
  EXPECT_LT(outcome.value.largest_force, 1e-5);
  EXPECT_LT(outcome.evaluations, 100);
}

TEST(RelaxTest, DoesNotTakeAStepOverAHillForAStepDown) {
  // A quartic with minima at 2 and 4 and a hill between, from 3.2.
  const Outcome outcome =
      Descend(Curve([](double d) {
                const double x = d - 3;
                return std::pair(std::pow(x * x - 1, 2), 4 * x * (x * x - 1));
              }),
              3.2, {.force = 1e-6});
  ASSERT_OK(outcome.status);
  EXPECT_NEAR(outcome.distance, 4, 1e-6);
}

TEST(RelaxTest, GivesUpAfterTheEvaluationsAllowed) {
  const Outcome outcome =
      Descend(Curve([](double d) { return std::pair(-d, -1.0); }), 3,
              {.force = 1e-3, .max_evaluations = 25});
  EXPECT_THAT(outcome.status, StatusIs(absl::StatusCode::kDeadlineExceeded,
                                       testing::HasSubstr("25 evaluations")));
}

TEST(RelaxTest, SaysSoWhereNoWayDownIsLeft) {
  // A gradient that lies: it points down where the energy is flat and higher.
  const Outcome outcome = Descend(
      Curve([](double d) { return std::pair(d == 3 ? 0.0 : 1.0, -1.0); }), 3,
      {.force = 1e-3});
  EXPECT_THAT(outcome.status, StatusIs(absl::StatusCode::kDeadlineExceeded,
                                       testing::HasSubstr("no way down")));
}

}  // namespace
}  // namespace lehr::md
