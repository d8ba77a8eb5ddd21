#include "tests/bench/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::bench {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(ProfileTest, SortsFunctionsIntoParts) {
  constexpr char kReport[] = R"(
 43.00%|compare_lammps |[.] lehr::md::(anonymous namespace)::AddForces<false>
 33.00%|compare_lammps |[.] lehr::md::(anonymous namespace)::AddDensities<true>
  3.00%|libgomp.so.1   |[.] 0x000000000001f7da
  2.00%|compare_lammps |[.] lehr::md::NeighborList::FindCandidates
  1.00%|compare_lammps |[.] lehr::md::(anonymous namespace)::EamForceField::Embed
  3.00%|compare_lammps |[.] lehr::md::VelocityVerlet::FirstHalf(double)
  1.00%|compare_lammps |[.] lehr::md::(anonymous namespace)::MoveNumbers
  1.00%|libc.so.6      |[.] malloc
)";
  EXPECT_THAT(
      SharesOfReport(kReport),
      ElementsAre(Pair("density pass", DoubleEq(34)),
                  Pair("force pass", DoubleEq(43)),
                  Pair("neighbor", DoubleEq(2)), Pair("integrate", DoubleEq(4)),
                  Pair("wait", DoubleEq(3)), Pair("rest", DoubleEq(1))));
}

TEST(ProfileTest, LeavesOutWhatIsNoLineOfTheReport) {
  EXPECT_THAT(SharesOfReport("no samples\n\n# a | remark | of perf\n"),
              IsEmpty());
}

}  // namespace
}  // namespace lehr::bench
