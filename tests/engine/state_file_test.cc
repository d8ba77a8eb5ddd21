#include "lehr/md/state_file.h"

#include <cstddef>
#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/src/crc32c.h"
#include "tests/support/status_matchers.h"

namespace lehr::md {
namespace {

using ::testing::HasSubstr;

// A state in which every number is another.
State SmallState() {
  State state;
  state.elements = {"Cu", "Zr"};
  state.masses = {63.546, 91.224};
  state.box.lengths = {20, 21, 22.5};
  state.box.tilts = {0.1, -0.2, 0.3};
  state.box.periodic = {true, false, true};
  state.atoms.species = {0, 1, 0};
  state.atoms.positions = {{1, 2, 3}, {4, -5, 6}, {7.25, 8, 0.1}};
  state.atoms.velocities = {{-1, 0.5, 0}, {1e-300, 2, 3}, {4, 5, 6}};
  state.atoms.images = {{0, 1, -1}, {2, 0, 3}, {-4, 5, 6}};
  state.law_step = 123456789012;
  state.law_start_lengths = {19, 20, 21};
  state.thermostat = {{0.5, 0.25, 0.125}, {1, 2, 3}};
  state.barostat = {{1e-3, 2e-3, 3e-3}, {{7, 8}, {9, 10}}};
  state.bulk_lengths = {23, 24, 25};
  return state;
}

TEST(StateFileTest, KeepsTheTiltsOfALawThatBeganInATiltedBox) {
  State state = SmallState();
  const std::string without = EncodeState(state);
  state.law_start_tilts = {0.5, 0, -0.25};
  const std::string with = EncodeState(state);
  EXPECT_GT(with.size(), without.size());
  const absl::StatusOr<State> read = DecodeState(with);
  ASSERT_OK(read);
  EXPECT_EQ(read->law_start_tilts, state.law_start_tilts);
  ASSERT_OK(DecodeState(without));
  EXPECT_EQ(DecodeState(without)->law_start_tilts, (Vec3{0, 0, 0}));
}

TEST(StateFileTest, KeepsEveryBit) {
  State state = SmallState();
  state.atoms.positions[1][0] = -0.0;
  state.atoms.velocities[0][2] = std::numeric_limits<double>::denorm_min();
  const std::string bytes = EncodeState(state);
  const absl::StatusOr<State> read = DecodeState(bytes);
  ASSERT_OK(read);
  EXPECT_EQ(read->elements, state.elements);
  EXPECT_EQ(read->masses, state.masses);
  EXPECT_EQ(read->box.lengths, state.box.lengths);
  EXPECT_EQ(read->box.tilts, state.box.tilts);
  EXPECT_EQ(read->box.periodic, state.box.periodic);
  EXPECT_EQ(read->atoms.species, state.atoms.species);
  EXPECT_EQ(read->atoms.positions, state.atoms.positions);
  EXPECT_EQ(read->atoms.velocities, state.atoms.velocities);
  EXPECT_EQ(read->atoms.images, state.atoms.images);
  EXPECT_EQ(read->law_step, state.law_step);
  EXPECT_EQ(read->law_start_lengths, state.law_start_lengths);
  EXPECT_EQ(read->thermostat.positions, state.thermostat.positions);
  EXPECT_EQ(read->thermostat.velocities, state.thermostat.velocities);
  EXPECT_EQ(read->barostat.velocities, state.barostat.velocities);
  EXPECT_EQ(read->barostat.chain.positions, state.barostat.chain.positions);
  EXPECT_EQ(read->barostat.chain.velocities, state.barostat.chain.velocities);
  EXPECT_EQ(read->bulk_lengths, state.bulk_lengths);
  // Also what == does not see: the sign of zero.
  EXPECT_EQ(EncodeState(*read), bytes);
}

// Fixed once and for all: stored states must stay readable, and their hashes
// the same.
TEST(StateFileTest, FormatDoesNotChange) {
  const std::string bytes = EncodeState(SmallState());
  EXPECT_EQ(bytes.size(), 575u);
  EXPECT_EQ(Crc32c(bytes.substr(0, bytes.size() - 4)), 3480253380u);
  EXPECT_EQ(bytes.substr(0, 12), std::string("LEHRSTAT\1\0\0\0", 12));
}

TEST(StateFileTest, StateWithoutAtomsIsAState) {
  State state;
  state.box.lengths = {1, 1, 1};
  const absl::StatusOr<State> read = DecodeState(EncodeState(state));
  ASSERT_OK(read);
  EXPECT_EQ(read->atoms.size(), 0u);
}

TEST(StateFileTest, RefusesEveryChangedByte) {
  const std::string good = EncodeState(SmallState());
  for (std::size_t k = 0; k < good.size(); ++k) {
    for (const char flip : {'\x01', '\x80', '\xff'}) {
      std::string bad = good;
      bad[k] = static_cast<char>(bad[k] ^ flip);
      EXPECT_THAT(DecodeState(bad),
                  StatusIs(k < 8 ? absl::StatusCode::kInvalidArgument
                                 : absl::StatusCode::kDataLoss,
                           HasSubstr("state: ")))
          << "byte " << k;
    }
  }
}

TEST(StateFileTest, RefusesEveryTruncation) {
  const std::string good = EncodeState(SmallState());
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(DecodeState(good.substr(0, size)).ok()) << size;
  }
  EXPECT_THAT(DecodeState(good + "x"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("CRC-32C")));
}

TEST(StateFileTest, RefusesWhatIsNoState) {
  EXPECT_THAT(DecodeState(""), StatusIs(absl::StatusCode::kInvalidArgument,
                                        HasSubstr("LEHRSTAT")));
  EXPECT_THAT(DecodeState("ITEM: TIMESTEP"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("found 14 bytes")));
}

// With a check that fits, as a newer or a faulty program would write it.
std::string WithCheck(std::string bytes) {
  bytes.resize(bytes.size() - 4);
  const std::uint32_t check = Crc32c(bytes);
  for (int k = 0; k < 4; ++k) {
    bytes += static_cast<char>(check >> (8 * k) & 0xff);
  }
  return bytes;
}

TEST(StateFileTest, RefusesANewerFormat) {
  std::string bytes = EncodeState(SmallState());
  bytes[8] = 2;
  EXPECT_THAT(DecodeState(WithCheck(bytes)),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected format version 1, found 2")));
}

TEST(StateFileTest, RefusesASpeciesWithoutAnElement) {
  State state = SmallState();
  state.atoms.species[1] = 2;
  EXPECT_THAT(DecodeState(EncodeState(state)),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("atom 1")));
}

// Any change of any byte, with a check that fits: never a crash, and what is
// read is a state.
TEST(StateFileTest, SurvivesAnyContent) {
  const std::string good = EncodeState(SmallState());
  for (std::size_t k = 8; k + 4 < good.size(); ++k) {
    for (const char value : {'\x00', '\x01', '\x7f', '\xff'}) {
      std::string bad = good;
      bad[k] = value;
      const absl::StatusOr<State> read = DecodeState(WithCheck(bad));
      if (!read.ok()) continue;
      EXPECT_EQ(read->atoms.species.size(), read->atoms.size());
      EXPECT_EQ(read->masses.size(), read->elements.size());
    }
  }
}

}  // namespace
}  // namespace lehr::md
