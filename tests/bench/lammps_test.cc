#include "tests/bench/lammps.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::bench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> Names(const std::vector<LammpsVariant>& variants) {
  std::vector<std::string> names;
  for (const LammpsVariant& variant : variants) names.push_back(variant.name);
  return names;
}

TEST(LammpsTest, OffersTheVariantsWhoseStylesTheBinaryLists) {
  EXPECT_THAT(Names(OfferedVariants("* Pair styles:\n\nadp eam/fs  eam/fs/opt\n"
                                    "eam/alloy/omp eam/fs/kk",
                                    LammpsGroups())),
              ElementsAre("plain", "opt", "kokkos"));
  EXPECT_THAT(
      Names(OfferedVariants("eam/fs eam/fs/intel", {"intel"})),
      ElementsAre("intel double", "intel mixed", "intel mixed, threads"));
  EXPECT_THAT(OfferedVariants("lj/cut lj/cut/opt", LammpsGroups()), IsEmpty());
}

TEST(LammpsTest, RanksNeedMpi) {
  Lammps serial;
  const LammpsVariant by_ranks = {.name = "opt"};
  const LammpsVariant by_threads = {.name = "omp", .ranks = false};
  EXPECT_TRUE(CanRun(serial, by_ranks, 1));
  EXPECT_FALSE(CanRun(serial, by_ranks, 2));
  EXPECT_TRUE(CanRun(serial, by_threads, 2));
}

TEST(LammpsTest, ScriptTakesThePairStyleFromTheFileName) {
  Job job;
  job.potential = "/p/CuZr_mm.eam.fs";
  EXPECT_THAT(LammpsScript(job), HasSubstr("pair_style eam/fs\n"));
  job.potential = "/p/ZrCu.lammps.eam.alloy";
  EXPECT_THAT(LammpsScript(job), HasSubstr("pair_style eam/alloy\n"));
}

}  // namespace
}  // namespace lehr::bench
