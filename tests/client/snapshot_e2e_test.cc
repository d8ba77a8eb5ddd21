// `lehr snapshot` with the real programs: states of a sweep become a picture.

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "proto/support/file.h"
#include "tests/client/tiny_sweep.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class SnapshotE2eTest : public TinySweepTest {
 protected:
  ProgramResult Snapshot(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"snapshot", "tiny"});
    arguments.insert(arguments.end(),
                     {"--server", Address(), "--out", Path("a.png")});
    return Lehr(std::move(arguments));
  }
  nlohmann::json SnapshotJson(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    const ProgramResult result = Snapshot(std::move(arguments));
    EXPECT_EQ(result.code, 0) << result.errors;
    return nlohmann::json::parse(result.output, nullptr, false);
  }
  bool ScratchIsLeft() const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (entry.path().filename().string().starts_with(".lehr")) return true;
    }
    return false;
  }
};

TEST_F(SnapshotE2eTest, StatesAreAStripInTheOrderTheyAreNamed) {
  const auto liquid =
      SnapshotJson({"--state", "liquid", "--color", "element"})["states"][0];
  const std::string id = std::to_string(liquid["segment_id"].get<int>());
  const auto strip =
      SnapshotJson({"--state", "cooled", "--segment", id, "--state", "cooled",
                    "--point", "1", "--reference", "liquid", "--cutoff", "3.5",
                    "--columns", Path("a.xyz")});
  EXPECT_THAT(*ReadFile(Path("a.png")), StartsWith("\x89PNG"));
  EXPECT_EQ(strip["reference"]["segment_id"], liquid["segment_id"]);
  EXPECT_EQ(strip["cutoff_A"], 3.5);
  ASSERT_EQ(strip["states"].size(), 3u);
  EXPECT_EQ(strip["states"][0]["label"], "cooled");
  EXPECT_EQ(strip["states"][1]["label"], "sample/hold 1000 K");
  EXPECT_EQ(strip["states"][1]["segment_id"], liquid["segment_id"]);
  // Of the reference itself: rounding.
  EXPECT_LT(strip["states"][1]["maximum"], 1e-12);
  EXPECT_GT(strip["states"][0]["mean"], 0.01);
  EXPECT_EQ(strip["states"][0]["mean"], strip["states"][2]["mean"]);
  EXPECT_THAT(*ReadFile(Path("a.xyz")), HasSubstr("eta_Mises:R:1"));
  // A reference is also named by its number, and people read a line.
  const ProgramResult text =
      Snapshot({"--point", "0", "--reference", id, "--label", "end"});
  EXPECT_EQ(text.code, 0) << text.errors;
  const auto bare =
      SnapshotJson({"--point", "0", "--color", "none", "--label", ""});
  EXPECT_EQ(bare["states"][0]["label"], "");
  EXPECT_THAT(text.output, HasSubstr("a.png: segment "));
  EXPECT_FALSE(ScratchIsLeft());
}

TEST_F(SnapshotE2eTest, EnergiesAreOfTheSweepsPotential) {
  const auto json = SnapshotJson({"--state", "liquid", "--color", "energy"});
  EXPECT_EQ(json["quantity"]["unit"], "eV/atom");
  // Cu-Zr is bound by 3 to 7 eV an atom.
  EXPECT_LT(json["states"][0]["mean"], -3);
  EXPECT_GT(json["states"][0]["mean"], -7);
}

TEST_F(SnapshotE2eTest, SaysWhatIsWrong) {
  const auto refusal = [&](std::vector<std::string> arguments, int code,
                           const std::string& message) {
    const ProgramResult result = Snapshot(std::move(arguments));
    EXPECT_EQ(result.code, code);
    EXPECT_THAT(result.errors, HasSubstr(message));
    EXPECT_THAT(result.errors, Not(HasSubstr(".lehr-")));
  };
  refusal({}, 2, "expected --state, --segment or --point");
  refusal({"--state", "liquid"}, 2, "--reference: expected the state");
  refusal({"--state", "nope", "--color", "none"}, 4, "no state is saved as");
  refusal({"--state", "cooled", "--color", "none"}, 2,
          "2 segments have their end state saved as \"cooled\"");
  refusal({"--state", "liquid", "--reference", "cooled"}, 2, "--point N");
  refusal({"--state", "liquid", "--reference", "liqiud"}, 4,
          "did you mean \"liquid\"?");
  refusal({"--state", "liquid", "--reference", "77"}, 4, "no segment 77");
  // What lehr-worker finds is passed on.
  refusal({"--state", "liquid", "--reference", "liquid", "--cutoff", "9"}, 2,
          ".state: ");
  refusal({"--state", "liquid", "--color", "none", "--axis", "q"}, 2, "axis");
  refusal(
      {"--state", "liquid", "--color", "none", "--label", "a", "--label", "b"},
      2, "--label: expected one for each");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "a.png"));
  EXPECT_FALSE(ScratchIsLeft());
}

}  // namespace
}  // namespace lehr::client
