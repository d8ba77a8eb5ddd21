#include "client/recheck_options.h"

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

namespace lehr::client {
namespace {

TEST(RecheckOptionsTest, ARequestHasWhatWasAsked) {
  v1::SweepSpec spec;
  spec.set_name("glass");
  const auto request = SubmitRequest("id", spec, {true, 0.02});
  EXPECT_EQ(request.request_id(), "id");
  EXPECT_EQ(request.spec().name(), "glass");
  EXPECT_TRUE(request.recompute());
  EXPECT_DOUBLE_EQ(request.audit_fraction(), 0.02);
}

TEST(RecheckOptionsTest, OtherOptionsAreAnotherRequest) {
  EXPECT_EQ(RecheckWord({}), "");
  EXPECT_EQ(RecheckWord({true, 0}), "-recompute");
  EXPECT_EQ(RecheckWord({false, 0.02}), "-audit-0.02");
}

TEST(RecheckOptionsTest, AShareIsFromNoneToAll) {
  for (const char* wrong : {"-0.1", "1.5", "half"}) {
    CLI::App app;
    RecheckOptions options;
    AddRecheckOptions(app, options);
    EXPECT_THROW(app.parse(std::string("--audit ") + wrong), CLI::ParseError)
        << wrong;
  }
  CLI::App app;
  RecheckOptions options;
  AddRecheckOptions(app, options);
  app.parse("--recompute --audit 0.5");
  EXPECT_TRUE(options.recompute);
  EXPECT_DOUBLE_EQ(options.audit, 0.5);
}

}  // namespace
}  // namespace lehr::client
