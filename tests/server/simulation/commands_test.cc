// The coordinator beside its model, in random order. What fails is shrunk.

#include "tests/server/simulation/commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/log.h"

namespace lehr::server {
namespace {

class CommandsTest : public testing::TestWithParam<int> {
 protected:
  // Thousands of events: only what is wrong is of interest.
  static void SetUpTestSuite() { SetLogThreshold(Severity::kError); }
  static void TearDownTestSuite() { SetLogThreshold(Severity::kInfo); }
};

TEST_P(CommandsTest, TheCoordinatorDoesWhatItsModelSays) {
  for (int i = 0; i < 5; ++i) {
    const std::uint64_t seed = static_cast<std::uint64_t>(GetParam() * 5 + i);
    const std::vector<Command> commands = RandomCommands(seed, 300);
    if (Play(commands).empty()) continue;
    const std::vector<Command> fewest = Shrink(
        commands,
        [](const std::vector<Command>& fewer) { return !Play(fewer).empty(); });
    FAIL() << "seed " << seed << ": " << Play(fewest) << "\nafter\n"
           << Describe(fewest);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, CommandsTest, testing::Range(0, 8));

TEST(ReachTest, RandomCommandsLeadToAllStates) {
  SetLogThreshold(Severity::kError);
  std::set<std::string> reached;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    EXPECT_EQ(Play(RandomCommands(seed, 300), &reached), "");
  }
  EXPECT_THAT(
      reached,
      testing::IsSupersetOf(
          {"attempt SUCCEEDED", "attempt FAILED", "attempt LOST",
           "attempt RETURNED", "attempt CANCELLED", "attempt RUNNING",
           "segment DONE", "segment FAILED", "segment CANCELLED", "sweep DONE",
           "sweep FAILED", "sweep CANCELLED", "sweep RUNNING"}));
}

TEST(ShrinkTest, FindsTheFewCommandsThatMatter) {
  const auto fails = [](const std::vector<Command>& commands) {
    bool cancelled = false;
    for (const Command& command : commands) {
      cancelled = cancelled || command.kind == Command::kCancel;
      if (cancelled && command.kind == Command::kRestart) return true;
    }
    return false;
  };
  std::vector<Command> commands = RandomCommands(1, 300);
  ASSERT_TRUE(fails(commands));
  commands = Shrink(commands, fails);
  ASSERT_EQ(commands.size(), 2u) << Describe(commands);
  EXPECT_EQ(commands[0].kind, Command::kCancel);
  EXPECT_EQ(commands[1].kind, Command::kRestart);
}

TEST(ShrinkTest, TheSameSeedGivesTheSameCommands) {
  EXPECT_EQ(Describe(RandomCommands(3, 100)), Describe(RandomCommands(3, 100)));
  EXPECT_NE(Describe(RandomCommands(3, 100)), Describe(RandomCommands(4, 100)));
}

}  // namespace
}  // namespace lehr::server
