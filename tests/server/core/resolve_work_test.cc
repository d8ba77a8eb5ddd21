#include "server/core/resolve_work.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "proto/plan/segment_key.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::HasSubstr;

v1::Work Parse(const std::string& text) {
  v1::Work work;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &work));
  return work;
}

constexpr char kWaiting[] = R"(
  advance { steps: 10 law { dynamics {
    x { stress { start_gpa { value: 0.5 reference { observable: "yield" } }
                 rate_gpa_per_ps { value: 2 reference { observable: "rate" } } } }
    y { fixed {} } } } })";
constexpr char kKnown[] = R"(
  advance { steps: 10 law { dynamics {
    x { stress { start_gpa { value: 1.5 } rate_gpa_per_ps { value: 8 } } }
    y { fixed {} } } } })";

std::optional<double> Measured(const v1::MeasuredReference& reference) {
  if (reference.observable() == "yield") return 3;
  if (reference.observable() == "rate") return 4;
  return std::nullopt;
}

TEST(ResolveWorkTest, PutsFactorTimesMeasuredInPlaceOfReferences) {
  const auto resolved = ResolveWork(Parse(kWaiting), Measured);
  ASSERT_OK(resolved);
  EXPECT_TRUE(MessageDifferencer::Equals(*resolved, Parse(kKnown)))
      << resolved->DebugString();
}

TEST(ResolveWorkTest, ResolvedWorkHasTheKeyOfTheSameWorkWrittenWithNumbers) {
  EXPECT_EQ(plan::SegmentKey("parent", "potential",
                             *ResolveWork(Parse(kWaiting), Measured)),
            plan::SegmentKey("parent", "potential", Parse(kKnown)));
}

TEST(ResolveWorkTest, LeavesWorkWithoutReferencesAsItIs) {
  for (const char* text :
       {kKnown, "advance { law { minimize {} } }",
        "measurement { elastic { strain: 0.001 } }",
        "measurement { energy { dynamics { z { free {} } } } }"}) {
    const v1::Work work = Parse(text);
    const auto resolved = ResolveWork(work, Measured);
    ASSERT_OK(resolved);
    EXPECT_TRUE(MessageDifferencer::Equals(*resolved, work)) << text;
  }
}

TEST(ResolveWorkTest, ResolvesTheHoldOfAnEnergyMeasurement) {
  const auto resolved = ResolveWork(Parse(R"(
      measurement { energy { dynamics { z { stress {
        start_gpa { value: 2 reference { observable: "yield" } } } } } } })"),
                                    Measured);
  ASSERT_OK(resolved);
  EXPECT_EQ(resolved->measurement()
                .energy()
                .dynamics()
                .z()
                .stress()
                .start_gpa()
                .value(),
            6);
}

TEST(ResolveWorkTest, NamesWhatWasNotMeasured) {
  const auto resolved = ResolveWork(
      Parse(kWaiting),
      [](const v1::MeasuredReference&) { return std::optional<double>(); });
  EXPECT_THAT(resolved, StatusIs(absl::StatusCode::kFailedPrecondition,
                                 HasSubstr("\"yield\"")));
}

TEST(ResolveWorkTest, RefusesWhatIsNotFinite) {
  for (const double value :
       {std::nan(""), std::numeric_limits<double>::infinity()}) {
    const auto resolved =
        ResolveWork(Parse(kWaiting), [value](const v1::MeasuredReference&) {
          return std::optional<double>(value);
        });
    EXPECT_THAT(resolved, StatusIs(absl::StatusCode::kFailedPrecondition,
                                   HasSubstr("finite")));
  }
}

}  // namespace
}  // namespace lehr::server
