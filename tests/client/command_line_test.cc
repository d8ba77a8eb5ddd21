#include "client/command_line.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/program.h"

namespace lehr::client {
namespace {

using ::testing::HasSubstr;

class CommandLineTest : public testing::Test {
 protected:
  int Lehr(std::vector<std::string> arguments) {
    Session session{out_, err_, Terminal(), "", "/nowhere"};
    return RunCommandLine(std::move(arguments), session);
  }

  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(CommandLineTest, HelpNamesVerbsAndExitCodes) {
  EXPECT_EQ(Lehr({"--help"}), 0);
  for (const char* part :
       {"run", "validate", "plan", "submit", "list", "show", "watch", "results",
        "cancel", "workers", "potentials", "Exit codes:", "130"}) {
    EXPECT_THAT(out_.str(), HasSubstr(part));
  }
}

TEST_F(CommandLineTest, EveryVerbHasHelpWithAnExample) {
  for (const char* verb :
       {"run", "validate", "plan", "submit", "list", "show", "watch", "results",
        "cancel", "workers", "potentials"}) {
    out_.str("");
    EXPECT_EQ(Lehr({verb, "--help"}), 0);
    EXPECT_THAT(out_.str(), HasSubstr("Example:\n  lehr ")) << verb;
    EXPECT_THAT(out_.str(), HasSubstr("--json")) << verb;
  }
}

TEST_F(CommandLineTest, AnUnknownVerbGetsASuggestion) {
  EXPECT_EQ(Lehr({"reslts", "1"}), 2);
  EXPECT_THAT(err_.str(),
              HasSubstr("no verb \"reslts\": did you mean \"results\"?"));
}

TEST_F(CommandLineTest, BadUsageIsTwoAndSaysWhereToLook) {
  EXPECT_EQ(Lehr({}), 2);
  EXPECT_EQ(Lehr({"plan"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("FILE is required"));
  EXPECT_THAT(err_.str(), HasSubstr("`lehr plan --help`"));
  EXPECT_EQ(Lehr({"results", "1", "--format", "xml"}), 2);
  EXPECT_EQ(Lehr({"run", "a.yaml", "--workers", "0"}), 2);
  EXPECT_EQ(Lehr({"list", "--nonsense"}), 2);
}

TEST_F(CommandLineTest, AMissingSweepFileIsBadInput) {
  EXPECT_EQ(Lehr({"run", "/nowhere/s.yaml"}), 2);
  EXPECT_THAT(err_.str(), HasSubstr("/nowhere/s.yaml"));
}

TEST_F(CommandLineTest, ProblemsOfAFileBeginWithItsName) {
  const auto path = MakeTestFolder() / "bad.yaml";
  std::ofstream(path) << "nam: s\n";
  EXPECT_EQ(Lehr({"plan", path.string()}), 2);
  EXPECT_THAT(err_.str(), HasSubstr(path.string() + ":1:1: unknown key"));
  out_.str("");
  EXPECT_EQ(Lehr({"validate", path.string(), "--json"}), 2);
  EXPECT_THAT(out_.str(), HasSubstr("\"valid\": false"));
  EXPECT_THAT(out_.str(), HasSubstr("\"line\": 1"));
}

TEST_F(CommandLineTest, WordsThatAreNotUtf8AreNamed) {
  EXPECT_EQ(Lehr({"set", "1", "--tag", "liqu\xefg"}), 2);
  EXPECT_EQ(err_.str(),
            "argument 4 \"liqu\\357g\": expected UTF-8, found the byte "
            "0xef\n");
}

TEST_F(CommandLineTest, AServerThatIsAwayIsThree) {
  // A socket that nobody listens at.
  EXPECT_EQ(Lehr({"list", "--server", "unix:/nowhere/lehrd.sock"}), 3);
  EXPECT_THAT(err_.str(),
              HasSubstr("no server answers at unix:/nowhere/lehrd.sock"));
  EXPECT_THAT(err_.str(), HasSubstr("lehrd --data DIR"));
}

}  // namespace
}  // namespace lehr::client
