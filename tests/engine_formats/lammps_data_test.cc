#include "lehr/md/formats/lammps_data.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::md::formats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kFile[] = R"(title

2 atoms
2 atom types

-1.0 9.0 xlo xhi
0 20 ylo yhi
0 30 zlo zhi

Masses

1 63.546 # Cu
2 91.224 # Zr

Atoms # atomic

2 2 -1.5 1 2 0 0 1
1 1 8.0 19.5 29 0 0 0

Velocities

1 0.5 0 -1
2 1e-3 2 3
)";

TEST(LammpsDataTest, ReadsAtomsInTheOrderOfTheirIdsIntoABoxFromZero) {
  const auto state = ReadLammpsData(kFile, "glass.data", {});
  ASSERT_OK(state);
  EXPECT_THAT(state->elements, ElementsAre("Cu", "Zr"));
  EXPECT_THAT(state->masses, ElementsAre(63.546, 91.224));
  EXPECT_THAT(state->box.lengths, ElementsAre(10, 20, 30));
  EXPECT_THAT(state->atoms.species, ElementsAre(0, 1));
  EXPECT_THAT(state->atoms.positions[0], ElementsAre(9, 19.5, 29));
  // 0.5 below the lower face: wrapped to the upper side, one image down.
  EXPECT_THAT(state->atoms.positions[1], ElementsAre(9.5, 1, 2));
  EXPECT_THAT(state->atoms.images[1], ElementsAre(-1, 0, 1));
  EXPECT_THAT(state->atoms.velocities[0], ElementsAre(0.5, 0, -1));
}

TEST(LammpsDataTest, AnImageAlongATiltedEdgeShiftsTheOtherAxes) {
  std::string text = kFile;
  const std::string z = "0 30 zlo zhi\n";
  text.replace(text.find(z), z.size(), z + "1 2 4 xy xz yz\n");
  const std::string atom = "1 1 8.0 19.5 29 0 0 0";
  text.replace(text.find(atom), atom.size(), "1 1 4.0 10 31 0 0 0");
  const auto state = ReadLammpsData(text, "glass.data", {});
  ASSERT_OK(state);
  // One edge (xz, yz, Lz) = (2, 4, 30) less than (5, 10, 31).
  EXPECT_THAT(state->atoms.positions[0], ElementsAre(3, 6, 1));
  EXPECT_THAT(state->atoms.images[0], ElementsAre(0, 0, 1));
}

TEST(LammpsDataTest, WhatIsWrittenReadsBackBitForBit) {
  auto state = ReadLammpsData(kFile, "glass.data", {});
  ASSERT_OK(state);
  state->atoms.positions[0] = {1.0 / 3, 1e-300, 29.999999999999996};
  state->box.tilts = {0.125, -1.0 / 7, 0.5};
  const auto back = ReadLammpsData(WriteLammpsData(*state), "back", {});
  ASSERT_OK(back);
  EXPECT_EQ(back->atoms.positions, state->atoms.positions);
  EXPECT_EQ(back->atoms.velocities, state->atoms.velocities);
  EXPECT_EQ(back->atoms.images, state->atoms.images);
  EXPECT_EQ(back->box.lengths, state->box.lengths);
  EXPECT_EQ(back->box.tilts, state->box.tilts);
  EXPECT_EQ(back->elements, state->elements);
}

TEST(LammpsDataTest, KeepsFreeSurfacesAndEnclosesTheAtomsThere) {
  auto state = ReadLammpsData(kFile, "glass.data", {});
  ASSERT_OK(state);
  state->box.periodic = {true, false, true};
  state->atoms.positions[0][1] = -3;
  state->atoms.positions[1][1] = 25;
  const std::string text = WriteLammpsData(*state);
  EXPECT_THAT(text, HasSubstr("boundary p s p\n"));
  EXPECT_THAT(text, HasSubstr("\n-3.5 25.5 ylo yhi\n"));
  const auto back = ReadLammpsData(text, "back", {});
  ASSERT_OK(back);
  EXPECT_EQ(back->box.periodic, state->box.periodic);
  EXPECT_EQ(back->atoms.positions, state->atoms.positions);
}

TEST(LammpsDataTest, NamedElementsReplaceTheComments) {
  const std::vector<std::string> elements = {"Ni", "Nb"};
  const auto state = ReadLammpsData(kFile, "glass.data", elements);
  ASSERT_OK(state);
  EXPECT_EQ(state->elements, elements);
}

TEST(LammpsDataTest, ElementsWithoutACommentAreFoundByTheirMass) {
  std::string text = kFile;
  text.replace(text.find(" # Cu"), 5, "");
  text.replace(text.find(" # Zr"), 5, "");
  const std::vector<KnownElement> known = {
      {"Zr", 91.22}, {"Ni", 58.69}, {"Cu", 63.55}};
  const auto state = ReadLammpsData(text, "glass.data", {}, known);
  ASSERT_OK(state);
  EXPECT_THAT(state->elements, ElementsAre("Cu", "Zr"));
  const std::vector<KnownElement> too_far = {{"Zr", 91.224}, {"Cu", 63.65}};
  EXPECT_THAT(
      ReadLammpsData(text, "glass.data", {}, too_far),
      StatusIs(absl::StatusCode::kInvalidArgument,
               HasSubstr("glass.data:12: the element of atom type 1 is not "
                         "known (its mass is 63.546 amu; known are Zr")));
}

TEST(LammpsDataTest, NamesFileAndLineOfWhatIsWrong) {
  struct Case {
    std::string from, to, message;
  };
  const Case cases[] = {
      {"1 1 8.0 19.5", "1 1 8.0 oops",
       "glass.data:18: expected id, type, x, y, z"},
      {"1 1 8.0", "1 7 8.0", "expected an atom type from 1 to 2"},
      {"2 atoms", "3 atoms", "expected 3 atoms, found 2"},
      {"2 atoms", "no atoms", "expected"},
      {"-1.0 9.0", "9.0 -1.0", "glass.data:6: expected a lower and a higher"},
      {"# atomic", "# charge", "expected atom style \"atomic\""},
      {"# Zr", "", "the element of atom type 2 is not known"},
      {"2 1e-3 2 3\n", "", "atom 2 has no velocity"},
  };
  for (const Case& c : cases) {
    std::string text = kFile;
    text.replace(text.find(c.from), c.from.size(), c.to);
    EXPECT_THAT(
        ReadLammpsData(text, "glass.data", {}),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(c.message)));
  }
}

}  // namespace
}  // namespace lehr::md::formats
