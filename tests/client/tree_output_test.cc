#include "client/tree_output.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>

#include "tests/client/planned_segments.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TreeOptions Tree() {
  TreeOptions options;
  options.tree = true;
  return options;
}

TreeOptions Format(const std::string& format) {
  TreeOptions options;
  options.format = format;
  return options;
}

TreeOptions Out(const std::string& file) {
  TreeOptions options;
  options.file = file;
  return options;
}

class TreeOutputTest : public testing::Test {
 protected:
  std::string Written(const TreeOptions& options) {
    out_.str("");
    EXPECT_OK(WriteTree(PlanTree(plan_.plan()), options, {{"points", 4}},
                        "cost\n", session_));
    return out_.str();
  }

  PlanBuilder plan_ = GlassPlan();
  std::ostringstream out_;
  std::ostringstream err_;
  Session session_{out_, err_, Terminal(), "", ""};
};

TEST_F(TreeOutputTest, TheNameOfTheFileSaysTheFormat) {
  EXPECT_EQ(TreeFormat({}).value(), "text");
  TreeOptions options = Out("a/plan.svg");
  EXPECT_EQ(TreeFormat(options).value(), "svg");
  options.format = "dot";
  EXPECT_EQ(TreeFormat(options).value(), "dot");
  EXPECT_THAT(TreeFormat(Out("plan.png")).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("found \"plan.png\"")));
}

TEST_F(TreeOutputTest, EveryFormatIsWritten) {
  EXPECT_THAT(Written(Tree()), StartsWith("cost\n\nsegment "));
  EXPECT_THAT(Written(Format("svg")), StartsWith("<svg "));
  EXPECT_THAT(Written(Format("dot")), StartsWith("digraph "));
  const Json json = Json::parse(Written(Format("json")));
  EXPECT_EQ(json["points"], 4);
  EXPECT_EQ(json["tree"].size(), 10u);
}

TEST_F(TreeOutputTest, AFileHasThePictureAlone) {
  const std::filesystem::path folder = MakeTestFolder();
  const std::string path = folder / "plan.svg";
  EXPECT_EQ(Written(Out(path)), "");
  std::ifstream file(path);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  EXPECT_THAT(content, StartsWith("<svg "));
  EXPECT_THAT(WriteTree(PlanTree(plan_.plan()), Out(folder / "no" / "plan.svg"),
                        {}, "", session_),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("plan.svg")));
}

TEST_F(TreeOutputTest, ALargeSweepIsFoldedUnlessAllIsWanted) {
  EXPECT_THAT(Written(Tree()), Not(HasSubstr("--all")));
  for (int k = 0; k < 1000; ++k) {
    plan_.Add(1, absl::StrCat("t/load to ", k, " GPa"), 100 + k);
  }
  const std::string folded = Written(Tree());
  EXPECT_LT(std::count(folded.begin(), folded.end(), '\n'), 30);
  EXPECT_THAT(folded, HasSubstr("… 998 more like this"));
  EXPECT_THAT(folded, HasSubstr("1010 segments on 13 lines: --all has a line "
                                "for each"));
  TreeOptions options;
  options.all = true;
  const std::string all = Written(options);
  EXPECT_GT(std::count(all.begin(), all.end(), '\n'), 1000);
}

}  // namespace
}  // namespace lehr::client
