#include "lehr/md/instruction_set.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/src/chosen_kernels.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

TEST(InstructionSetTest, TheFastestIsUsedUnlessAnotherIsAskedFor) {
  EXPECT_EQ(InstructionSetInUse(), InstructionSets().front());
}

TEST(InstructionSetTest, BothPathsUseTheOneThatIsAskedFor) {
  const std::vector<std::string> sets = InstructionSets();
  for (const std::string& name : sets) {
    ASSERT_OK(UseInstructionSet(name));
    EXPECT_EQ(InstructionSetInUse(), name);
    EXPECT_EQ(ChosenEamKernels().name, name);
    EXPECT_EQ(ChosenFastKernels().name, name);
  }
  ASSERT_OK(UseInstructionSet(sets.front()));
}

TEST(InstructionSetTest, AnUnknownNameChangesNothing) {
  EXPECT_THAT(UseInstructionSet("sse9"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       testing::HasSubstr("portable, found \"sse9\"")));
  EXPECT_EQ(InstructionSetInUse(), InstructionSets().front());
}

}  // namespace
}  // namespace lehr::md
