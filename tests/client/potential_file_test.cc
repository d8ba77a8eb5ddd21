#include "client/potential_file.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>

#include "proto/support/sha256.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A setfl file with `elements` and Nrho = 2, Nr = 3, and as many numbers after
// the element lines as given.
std::string Setfl(const std::string& elements, int element_lines, int numbers) {
  std::string text = "c1\nc2\nc3\n" + elements + "\n2 0.1 3 0.2 6.5\n";
  for (int i = 0; i < element_lines; ++i) text += "29 63.5 3.6 fcc\n";
  for (int i = 0; i < numbers; ++i) text += i % 5 == 4 ? "0.0\n" : "0.0 ";
  return text;
}

TEST(PotentialFileTest, ReadsTheHeaderOfEamAlloy) {
  // 2 (Nrho + Nr) + 3 Nr = 19.
  const std::string text = Setfl("2 Cu Zr", 2, 19);
  const auto ref = ParsePotential("dir/x.alloy", text);
  ASSERT_OK(ref);
  EXPECT_EQ(ref->format(), v1::POTENTIAL_FORMAT_EAM_ALLOY);
  EXPECT_EQ(ref->name(), "x.alloy");
  EXPECT_THAT(ref->elements(), ElementsAre("Cu", "Zr"));
  EXPECT_EQ(ref->cutoff_angstrom(), 6.5);
  EXPECT_EQ(ref->sha256(), Sha256Of(text));
}

TEST(PotentialFileTest, ReadsTheHeaderOfEamFs) {
  // 2 (Nrho + 2 Nr) + 3 Nr = 25.
  const auto ref = ParsePotential("x", Setfl("2 Cu Zr", 2, 25));
  ASSERT_OK(ref);
  EXPECT_EQ(ref->format(), v1::POTENTIAL_FORMAT_EAM_FS);
}

TEST(PotentialFileTest, OneElementIsEamAlloy) {
  const auto ref = ParsePotential("x", Setfl("1 Cu", 1, 8));
  ASSERT_OK(ref);
  EXPECT_EQ(ref->format(), v1::POTENTIAL_FORMAT_EAM_ALLOY);
}

TEST(PotentialFileTest, WordsBehindTheNumbersSayWhatTheyAre) {
  // As in the file of the reference study.
  std::string text = Setfl("2 Cu Zr", 2, 19);
  text.replace(text.find("6.5\n"), 4, "6.5 # nrho drho nr dr cutoff\n");
  text.replace(text.find("fcc\n"), 4, "fcc #Atomic_number atomic_mass a\n");
  const auto ref = ParsePotential("x", text);
  ASSERT_OK(ref);
  EXPECT_EQ(ref->format(), v1::POTENTIAL_FORMAT_EAM_ALLOY);
  EXPECT_EQ(ref->cutoff_angstrom(), 6.5);
}

TEST(PotentialFileTest, NamesTheLineThatIsWrong) {
  const auto expect = [](const std::string& text, const char* message) {
    EXPECT_THAT(
        ParsePotential("x", text),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)))
        << text;
  };
  expect("", "x:1: expected a setfl file with a header of 5 lines");
  expect("a\nb\nc\n1 Cu\n", "x:5: expected a setfl file");
  expect(Setfl("2 Cu", 2, 19), "x:4: expected the number of elements");
  expect(Setfl("Cu Zr", 2, 19), "x:4: expected the number of elements");
  expect("a\nb\nc\n1 Cu\n2 0.1 3 0.2\n",
         "x:5: expected 5 positive numbers (Nrho drho Nr dr cutoff), found 4 "
         "words: \"2 0.1 3 0.2\"");
  expect("a\nb\nc\n1 Cu\n2 0.1 -3 0.2 6\n", "x:5: ");
  expect("a\nb\nc\n1 Cu\n2 0.1 3 0.2 nan\n", "x:5: ");
  expect("a\nb\nc\n1 Cu\n999999999999999999 0.1 3 0.2 6\n", "x:5: ");
  expect(Setfl("2 Cu Zr", 2, 20),
         "x:6: expected 27 numbers (eam/alloy) or 33 (eam/fs) from here to the "
         "end of the file, found 28");
}

TEST(PotentialFileTest, ReadsTheDefaultPotential) {
  const auto path = std::filesystem::path(kSystemPotentials) / "CuZr_mm.eam.fs";
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << path << " is not there: install lammps-data";
  }
  const auto potential = ReadPotentialFile(path);
  ASSERT_OK(potential);
  EXPECT_EQ(potential->ref.format(), v1::POTENTIAL_FORMAT_EAM_FS);
  EXPECT_THAT(potential->ref.elements(), ElementsAre("Cu", "Zr"));
  EXPECT_NEAR(potential->ref.cutoff_angstrom(), 7.6, 0.01);
}

TEST(PotentialFileTest, LooksBesideTheSweepFile) {
  const std::filesystem::path folder = MakeTestFolder();
  std::ofstream(folder / "mine.alloy") << "x";
  EXPECT_EQ(FindPotentialFile("mine.alloy", folder), folder / "mine.alloy");
  EXPECT_EQ(FindPotentialFile((folder / "mine.alloy").string(), "/"),
            folder / "mine.alloy");
  EXPECT_EQ(FindPotentialFile("other.alloy", folder), std::nullopt);
}

}  // namespace
}  // namespace lehr::client
