#include "tests/bench/lammps_log.h"

#include <string>

#include <absl/strings/str_replace.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::bench {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

// Of LAMMPS 29 Sep 2021, two runs on two ranks.
constexpr char kLog[] = R"(Setting up Verlet run ...
Step PotEng 
       0 -2091.58226429392 
       5 -2093.08163519311 
Loop time of 0.0130432 on 2 procs for 5 steps with 500 atoms

85.3% CPU use with 2 MPI tasks x 1 OpenMP threads

Section |  min time  |  avg time  |  max time  |%varavg| %total
---------------------------------------------------------------
Pair    | 0.012471   | 0.012472   | 0.012472   |   0.0 | 95.62
Step PotEng 
       5 -2093.08163519311 
      25 -2108.75899951104 
Loop time of 0.04 on 2 procs for 20 steps with 500 atoms

Performance: 95.076 ns/day, 0.252 hours/ns, 550.208 timesteps/s
75% CPU use with 2 MPI tasks x 1 OpenMP threads

MPI task timing breakdown:
Section |  min time  |  avg time  |  max time  |%varavg| %total
---------------------------------------------------------------
Pair    | 0.034904   | 0.034945   | 0.034987   |   0.0 | 96.14
Neigh   | 0          | 0          | 0          |   0.0 |  0.00
Other   |            | 8.1e-05    |            |       |  3.86

Nlocal:        250.000 ave         250 max         250 min
)";

TEST(LammpsLogTest, TakesTimesFromTheLastRunAndTheEnergyFromTheFirstStep) {
  const auto result = ParseLammpsLog(kLog, 2);
  ASSERT_OK(result);
  EXPECT_EQ(result->wall_seconds, 0.04);
  // Three quarters of the loop time on each of two ranks.
  EXPECT_DOUBLE_EQ(result->cpu_seconds, 0.06);
  EXPECT_EQ(result->first_energy, -2091.58226429392);
  EXPECT_THAT(result->shares, ElementsAre(Pair("Pair", 96.14), Pair("Neigh", 0),
                                          Pair("Other", 3.86)));
}

TEST(LammpsLogTest, RefusesARunOnOtherCoresThanAsked) {
  EXPECT_THAT(ParseLammpsLog(kLog, 4),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected it to run on 4 cores, found 2")));
}

TEST(LammpsLogTest, CountsRanksWhereThereIsNoOpenMp) {
  const std::string log = absl::StrReplaceAll(
      kLog,
      {{"2 MPI tasks x 1 OpenMP threads", "2 MPI tasks x no OpenMP threads"}});
  EXPECT_OK(ParseLammpsLog(log, 2));
}

TEST(LammpsLogTest, NamesWhatIsMissing) {
  EXPECT_THAT(ParseLammpsLog("ERROR: Unknown pair style", 1),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected a line of numbers")));
  EXPECT_THAT(ParseLammpsLog("Step PotEng\n0 -1.5\n", 1),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("expected \"Loop time of\"")));
}

}  // namespace
}  // namespace lehr::bench
