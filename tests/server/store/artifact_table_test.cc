#include "server/store/artifact_table.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::google::protobuf::util::MessageDifferencer;

v1::PotentialRef MakePotential(char digit, const std::string& name) {
  v1::PotentialRef potential;
  potential.set_sha256(std::string(32, digit));
  potential.set_name(name);
  potential.add_elements("Cu");
  potential.add_elements("Zr");
  potential.set_format(v1::POTENTIAL_FORMAT_EAM_FS);
  potential.set_cutoff_angstrom(7.6);
  return potential;
}

class ArtifactTableTest : public testing::Test {
 protected:
  ArtifactTableTest() : database_(*Database::OpenInMemory()) {}

  std::unique_ptr<Database> database_;
  absl::Time now_ = absl::FromUnixSeconds(1000);
};

TEST_F(ArtifactTableTest, HasWhatWasInsertedHoweverOften) {
  const std::string sha256(32, 'a');
  EXPECT_FALSE(HasArtifact(*database_, sha256));
  InsertArtifact(*database_, sha256, 5, now_);
  InsertArtifact(*database_, sha256, 5, now_);
  EXPECT_TRUE(HasArtifact(*database_, sha256));
  EXPECT_OK(database_->status());
}

TEST_F(ArtifactTableTest, ListsPotentialsByNameAsTheyWereRegistered) {
  for (const char digit : {'a', 'b'}) {
    InsertArtifact(*database_, std::string(32, digit), 5, now_);
  }
  UpsertPotential(*database_, MakePotential('a', "old name"), now_);
  UpsertPotential(*database_, MakePotential('b', "first"), now_);
  UpsertPotential(*database_, MakePotential('a', "second"), now_);
  const auto potentials = ListPotentials(*database_);
  ASSERT_EQ(potentials.size(), 2u);
  EXPECT_TRUE(
      MessageDifferencer::Equals(potentials[0], MakePotential('b', "first")));
  EXPECT_TRUE(
      MessageDifferencer::Equals(potentials[1], MakePotential('a', "second")));
}

TEST_F(ArtifactTableTest, APotentialNeedsItsFile) {
  UpsertPotential(*database_, MakePotential('a', "x"), now_);
  EXPECT_FALSE(database_->TakeStatus().ok());
}

}  // namespace
}  // namespace lehr::server
