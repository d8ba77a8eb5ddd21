#include "client/proto_json.h"

#include <gmock/gmock.h>

#include "lehr/v1/artifact_service.pb.h"
#include "lehr/v1/law.pb.h"
#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {
namespace {

TEST(ProtoJsonTest, WritesEachKindInItsForm) {
  v1::Segment segment;
  segment.set_segment_id(std::int64_t{1} << 60);
  segment.set_label("melt");
  segment.set_state(v1::SEGMENT_STATE_DONE);
  segment.set_key(std::string("\x00\xff", 2));
  segment.mutable_run_time()->set_seconds(2);
  segment.mutable_run_time()->set_nanos(250'000'000);
  const Json json = ToJson(segment);
  EXPECT_EQ(json["segment_id"].dump(), "1152921504606846976");
  EXPECT_EQ(json["state"], "done");
  EXPECT_EQ(json["key"], "00ff");
  EXPECT_EQ(json["run_time_seconds"], 2.25);
  EXPECT_FALSE(json.contains("run_time"));
  EXPECT_EQ(json["attempts"], 0);
}

TEST(ProtoJsonTest, TimesAreIso8601) {
  v1::Sweep sweep;
  sweep.mutable_created()->set_seconds(86400);
  EXPECT_EQ(ToJson(sweep)["created"], "1970-01-02T00:00:00Z");
}

TEST(ProtoJsonTest, UnsetFieldsAreLeftOutAndListsAreNot) {
  const Json json = ToJson(v1::GetSweepResponse());
  EXPECT_FALSE(json.contains("sweep"));
  EXPECT_TRUE(json["segments"].is_array());
  EXPECT_FALSE(ToJson(v1::Sweep()).contains("state"));
  EXPECT_FALSE(ToJson(v1::Observable()).contains("standard_error"));
}

TEST(ProtoJsonTest, RepeatedValuesAndMessagesAreLists) {
  v1::Curve curve;
  curve.add_columns()->add_values(0.5);
  EXPECT_EQ(ToJson(curve)["columns"][0]["values"].dump(), "[0.5]");
  v1::FindMissingArtifactsRequest hashes;
  hashes.add_sha256("\x01");
  EXPECT_EQ(ToJson(hashes)["sha256"].dump(), "[\"01\"]");
  v1::CreateLaw law;
  law.add_counts(3);
  law.set_seed(~std::uint64_t{0});
  EXPECT_EQ(ToJson(law)["counts"].dump(), "[3]");
  EXPECT_EQ(ToJson(law)["seed"].dump(), "18446744073709551615");
}

TEST(ProtoJsonTest, ShortNamesDropTheNameOfTheEnum) {
  EXPECT_EQ(Word(v1::SWEEP_STATE_CANCELLED), "cancelled");
  EXPECT_EQ(Word(v1::POTENTIAL_FORMAT_EAM_FS), "eam_fs");
  EXPECT_EQ(Word(static_cast<v1::SweepState>(77)), "?");
}

TEST(ProtoJsonTest, BytesThatAreNotUtf8DoNotStopTheOutput) {
  EXPECT_THAT(Dump(Json{{"a", "\xff"}}), testing::HasSubstr("\"a\""));
}

}  // namespace
}  // namespace lehr::client
