#include "worker/preparation.h"

#include <memory>

#include <gmock/gmock.h>

#include "lehr/md/state_file.h"
#include "tests/worker/structure_fixture.h"

namespace lehr::worker {
namespace {

using testing::HasSubstr;

class PreparationTest : public StructureFixture {
 protected:
  PreparationTest() : control_(v1::AttemptId()) {
    auto potential = md::EamPotential::FromSetfl(ToyMetal(), "toy.eam.alloy",
                                                 Fcc().elements);
    EXPECT_OK(potential);
    task_.interaction.potential = *std::move(potential);
    task_.control = &control_;
  }

  AttemptControl control_;
  Task task_;
};

TEST_F(PreparationTest, MinimizesAndTellsHowFarItIs) {
  Preparation preparation(v1::STRUCTURE_STATE_INHERENT, 1e-3, 2, task_);
  md::State state = Fcc(0.1);
  ASSERT_OK(preparation.Bring(&state));
  const std::int64_t first = preparation.evaluations();
  EXPECT_GT(first, 0);
  const md::State perfect = Fcc();
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    // The crystal as a whole may have moved with its atoms' mean displacement.
    EXPECT_NEAR(state.atoms.positions[i][0] - state.atoms.positions[0][0],
                perfect.atoms.positions[i][0] - perfect.atoms.positions[0][0],
                0.01);
  }
  EXPECT_EQ(control_.progress().steps_done(), first);
  EXPECT_GT(control_.progress().steps_total(), first)
      << "another state is to come";
  md::State other = Fcc(0.05);
  ASSERT_OK(preparation.Bring(&other));
  EXPECT_GT(preparation.evaluations(), first);
  EXPECT_EQ(control_.progress().steps_done(), preparation.evaluations());
  EXPECT_EQ(control_.progress().steps_total(), preparation.evaluations());
}

TEST_F(PreparationTest, LeavesInstantaneousPositionsAlone) {
  Preparation preparation(v1::STRUCTURE_STATE_INSTANTANEOUS, 0, 1, task_);
  md::State state = Fcc(0.1);
  ASSERT_OK(preparation.Bring(&state));
  EXPECT_EQ(md::EncodeState(state), md::EncodeState(Fcc(0.1)));
  EXPECT_EQ(preparation.evaluations(), 0);
}

TEST_F(PreparationTest, IsCancelledWithTheAttempt) {
  EXPECT_OK(StillWanted(task_));
  control_.Stop(StopReason::kCancelled);
  Preparation preparation(v1::STRUCTURE_STATE_INHERENT, 1e-3, 1, task_);
  md::State state = Fcc(0.1);
  EXPECT_TRUE(absl::IsCancelled(preparation.Bring(&state)));
  EXPECT_EQ(md::EncodeState(state), md::EncodeState(Fcc(0.1)));
  EXPECT_TRUE(absl::IsCancelled(StillWanted(task_)));
}

TEST_F(PreparationTest, RefusesAConfigurationThatIsUnspecified) {
  Preparation preparation(v1::STRUCTURE_STATE_UNSPECIFIED, 1e-3, 1, task_);
  md::State state = Fcc();
  EXPECT_THAT(preparation.Bring(&state),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected inherent or instantaneous")));
}

}  // namespace
}  // namespace lehr::worker
