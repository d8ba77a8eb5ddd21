#include "proto/support/sha256.h"

#include <string>

#include <gtest/gtest.h>

namespace lehr {
namespace {

TEST(Sha256Test, GivesThePublishedExamples) {
  // FIPS 180-4, examples "abc" and the empty message.
  EXPECT_EQ(ToHex(Sha256Of("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(ToHex(Sha256Of("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256Test, PiecesHashAsTheWhole) {
  Sha256 hash;
  for (const char* piece : {"a", "", "b", "c"}) hash.Update(piece);
  EXPECT_EQ(hash.Finish(), Sha256Of("abc"));
}

TEST(Sha256Test, HexKeepsZerosAndHighBytes) {
  EXPECT_EQ(ToHex(std::string("\x00\x0f\xff", 3)), "000fff");
}

}  // namespace
}  // namespace lehr
