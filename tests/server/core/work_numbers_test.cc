#include "server/core/work_numbers.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace lehr::server {
namespace {

v1::Work Parse(const std::string& text) {
  v1::Work work;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &work));
  return work;
}

std::vector<std::string> FieldsOf(v1::Work work) {
  const std::string before = work.SerializeAsString();
  std::vector<std::string> fields;
  for (const NamedNumber& named : NumbersOf(&work)) {
    fields.push_back(named.field);
  }
  // To look is not to change: presence is part of the work.
  EXPECT_EQ(work.SerializeAsString(), before);
  return fields;
}

TEST(WorkNumbersTest, AreThoseOfAxesThatFollowAStress) {
  const v1::Work loaded = Parse(R"(
    advance { law { dynamics {
      x { stress { start_gpa { value: 1 } } }
      y { fixed {} }
      z { stress { start_gpa { value: 1 } rate_gpa_per_ps { value: 2 } } } } } }
  )");
  EXPECT_THAT(FieldsOf(loaded),
              testing::ElementsAre("stress of x [GPa]", "stress of z [GPa]",
                                   "stress rate of z [GPa/ps]"));
  const v1::Work measured = Parse(R"(
    measurement { energy { dynamics {
      y { stress { start_gpa { value: 1 } } } } } })");
  EXPECT_THAT(FieldsOf(measured), testing::ElementsAre("stress of y [GPa]"));
}

TEST(WorkNumbersTest, WorkWithoutDynamicsHasNone) {
  for (const char* work :
       {"", "advance { law { minimize {} } }", "measurement { elastic {} }"}) {
    EXPECT_THAT(FieldsOf(Parse(work)), testing::IsEmpty()) << work;
    EXPECT_EQ(PhysicalTimePs(Parse(work), 100), 0) << work;
  }
}

TEST(WorkNumbersTest, TimePassesInDynamicsAlsoWhereItMeasures) {
  EXPECT_EQ(PhysicalTimePs(
                Parse("advance { law { dynamics { time_step_fs: 2 } } }"), 500),
            1);
  EXPECT_EQ(
      PhysicalTimePs(
          Parse("measurement { energy { dynamics { time_step_fs: 2 } } }"),
          1000),
      2);
}

}  // namespace
}  // namespace lehr::server
