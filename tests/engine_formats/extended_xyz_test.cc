#include "lehr/md/formats/extended_xyz.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::md::formats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kFile[] =
    "2\n"
    "Time=1.0 pbc=\"T T F\" Lattice=\"10 0 0 0 20 0 0 0 30\" energy=-4 "
    "Properties=species:S:1:pos:R:3:forces:R:3:velo:R:3\n"
    "Zr 1.5 2 3 9 9 9 0.1 0.2 0.3\n"
    "Cu -0.5 2 -3 9 9 9 0 0 0\n";

TEST(ExtendedXyzTest, ReadsTheColumnsByTheirNames) {
  const auto state = ReadExtendedXyz(kFile, "a.xyz");
  ASSERT_OK(state);
  EXPECT_THAT(state->elements, ElementsAre("Cu", "Zr"));
  EXPECT_THAT(state->atoms.species, ElementsAre(1, 0));
  EXPECT_THAT(state->box.periodic, ElementsAre(true, true, false));
  EXPECT_THAT(state->atoms.positions[0], ElementsAre(1.5, 2, 3));
  EXPECT_THAT(state->atoms.velocities[0], ElementsAre(0.1, 0.2, 0.3));
  // Wrapped along x, left alone along the free axis z.
  EXPECT_THAT(state->atoms.positions[1], ElementsAre(9.5, 2, -3));
}

TEST(ExtendedXyzTest, MassesAreThoseOfTheElements) {
  std::string text = kFile;
  text.replace(text.find("velo:R:3"), 8, "velo:R:3:mass:R:1");
  text.replace(text.find("0.3\n"), 3, "0.3 91.224");
  text.replace(text.find("0 0 0\n"), 5, "0 0 0 63.546");
  const auto state = ReadExtendedXyz(text, "a.xyz");
  ASSERT_OK(state);
  EXPECT_THAT(state->masses, ElementsAre(63.546, 91.224));
  text.replace(text.find("Zr 1.5"), 2, "Cu");
  EXPECT_THAT(ReadExtendedXyz(text, "a.xyz"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("a.xyz:4: expected one mass of all Cu")));
}

TEST(ExtendedXyzTest, WhatIsWrittenReadsBackBitForBit) {
  auto state = ReadExtendedXyz(kFile, "a.xyz");
  ASSERT_OK(state);
  state->atoms.positions[0] = {1.0 / 3, 2.0 / 7, 1e-17};
  state->atoms.images[1] = {-2, 0, 0};
  state->masses = {63.546, 91.224};
  state->box.tilts = {0.25, 0, -1.0 / 3};
  const AtomColumn energies = {"energies", 1, {-3.5, -6.25}};
  const std::string text =
      WriteExtendedXyz(*state, {&energies, 1}, "energy=-9.75");
  EXPECT_THAT(text, HasSubstr(":energies:R:1"));
  EXPECT_THAT(text, HasSubstr(" energy=-9.75\n"));
  const auto back = ReadExtendedXyz(text, "back");
  ASSERT_OK(back);
  EXPECT_EQ(back->atoms.positions, state->atoms.positions);
  EXPECT_EQ(back->atoms.velocities, state->atoms.velocities);
  EXPECT_EQ(back->atoms.images, state->atoms.images);
  EXPECT_EQ(back->masses, state->masses);
  EXPECT_EQ(back->box.periodic, state->box.periodic);
  EXPECT_EQ(back->box.tilts, state->box.tilts);
}

TEST(ExtendedXyzTest, NamesFileAndLineOfWhatIsWrong) {
  struct Case {
    std::string from, to, message;
  };
  const Case cases[] = {
      {"2\n", "two\n", "a.xyz:1: expected the number of atoms"},
      {"10 0 0", "10 1 0", "a.xyz:2: expected Lattice="},
      {"species:S:1", "kind:S:1", "expected Properties with species"},
      {"Zr 1.5 2 3", "Zr 1.5 2 x", "a.xyz:3: expected 10 columns"},
      {"Cu -0.5 2 -3 9 9 9 0 0 0\n", "", "expected 2 atoms, found 1"},
      // What cannot be counted in edges of the box.
      {"Zr 1.5", "Zr 4e12", "expected a position within 1e+06 edges"},
  };
  for (const Case& c : cases) {
    std::string text = kFile;
    text.replace(text.find(c.from), c.from.size(), c.to);
    EXPECT_THAT(
        ReadExtendedXyz(text, "a.xyz"),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(c.message)));
  }
}

}  // namespace
}  // namespace lehr::md::formats
