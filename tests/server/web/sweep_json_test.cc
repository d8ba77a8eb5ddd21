#include "server/web/sweep_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/store/submission_table.h"
#include "server/store/tree_table.h"
#include "server/web/overview_json.h"
#include "server/web/segment_json.h"
#include "tests/server/coordinator/simulated_pool.h"

namespace lehr::server {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::SizeIs;

class SweepJsonTest : public CoordinatorTest {
 protected:
  const Roster& roster() { return coordinator_->roster(); }
};

TEST_F(SweepJsonTest, TheTreeNamesParentsByTheirPositions) {
  const std::int64_t sweep = Submit(kAnnealed, "a");
  const auto tree = TreeJson(*database_, sweep);
  ASSERT_TRUE(tree.ok()) << tree.status();
  const Json& parents = (*tree)["parent"];
  const std::size_t size = parents.size();
  for (const auto& [name, column] : tree->items()) {
    if (name != "labels") {
      EXPECT_THAT(column, SizeIs(size)) << name;
    }
  }
  EXPECT_EQ(parents[0], -1);
  for (std::size_t i = 1; i < size; ++i) EXPECT_LT(parents[i], i);
  // create, velocities, a hold of 2 ps, a ramp by 1700 K at 100 K/ps.
  EXPECT_EQ((*tree)["ps"][0], 0);
  EXPECT_DOUBLE_EQ((*tree)["ps"][2].get<double>(), 2);
  EXPECT_DOUBLE_EQ((*tree)["ps"][3].get<double>(), 17);
}

TEST_F(SweepJsonTest, StatesAreLettersInTheOrderOfTheTree) {
  const std::int64_t sweep = Submit(kAnnealed, "a");
  const std::string worker = Register("w");
  const std::size_t size = TreeJson(*database_, sweep)->at("id").size();
  const auto first = StatesJson(*database_, roster(), sweep);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->at("states"), "r" + std::string(size - 1, 'w'));
  WorkThrough(worker);
  const auto last = StatesJson(*database_, roster(), sweep);
  EXPECT_EQ(last->at("states"), std::string(size, 'd'));
  EXPECT_TRUE(last->at("running").empty());
}

TEST_F(SweepJsonTest, ARunningSegmentHasAShare) {
  const std::int64_t sweep = Submit(kAnnealed, "a");
  const std::string worker = Register("w");
  const v1::Lease lease = WorkUpTo(worker, "sample/ramp to 300 K");
  const auto states = StatesJson(*database_, roster(), sweep);
  ASSERT_TRUE(states.ok());
  ASSERT_EQ(states->at("running").size(), 1U);
  EXPECT_EQ(states->at("running")[0]["position"], 3);
  EXPECT_EQ(states->at("states").get<std::string>()[3], 'l');
}

TEST_F(SweepJsonTest, ResultsHaveTheNamesOnce) {
  const std::int64_t sweep = Submit(kAnnealed, "a");
  WorkThrough(Register("w"));
  const auto results = ResultsJson(*database_, sweep, "");
  ASSERT_TRUE(results.ok()) << results.status();
  EXPECT_THAT(results->at("parameters"), ElementsAre("kelvin"));
  ASSERT_EQ(results->at("rows").size(), 3U);
  const Json& annealed = results->at("rows")[2];
  EXPECT_EQ(annealed[0], 2);
  EXPECT_EQ(annealed[3], "done");
  EXPECT_EQ(annealed[4][0][1], 900);
  const std::size_t named = results->at("observables").size();
  EXPECT_GT(named, 0U);
  for (const Json& found : annealed[5]) {
    EXPECT_LT(found[0].get<std::size_t>(), named);
  }
  EXPECT_EQ(results->at("next_page_token"), "");
}

TEST_F(SweepJsonTest, FailuresTellWhatEachAttemptSaid) {
  const std::int64_t sweep = Submit(kAnnealed, "a");
  const std::string worker = Register("w");
  const v1::Lease lease = WorkUpTo(worker, "sample/hold 2000 K");
  ASSERT_TRUE(
      Fail(worker, lease, absl::StatusCode::kOutOfRange, "atom lost").ok());
  const auto failures = FailuresJson(*database_, sweep);
  ASSERT_TRUE(failures.ok()) << failures.status();
  EXPECT_EQ(failures->at("total"), 1);
  const Json& failure = failures->at("failures").at(0);
  EXPECT_EQ(failure["label"], "sample/hold 2000 K");
  EXPECT_EQ(failure["attempts"].at(0)["state"], "FAILED");
  EXPECT_EQ(failure["attempts"].at(0)["message"], "atom lost");
  EXPECT_EQ(failure["attempts"].at(0)["class"], "numeric");
  const Json& group = failures->at("groups").at(0);
  EXPECT_EQ(group["class"], "numeric");
  EXPECT_EQ(group["count"], 1);
  EXPECT_EQ(group["points"], 3);
  EXPECT_EQ(group["places"], Json({"w: 1 of 1"}));
}

TEST_F(SweepJsonTest, ASegmentOfAnotherSweepIsNotFound) {
  const std::int64_t sweep = Submit(kAnnealed, "a");
  EXPECT_EQ(SegmentJson(*database_, roster(), sweep, 12345).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(TreeJson(*database_, 9).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(SpecJson(*database_, 9).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(SweepJsonTest, TheOverviewCountsSegmentsOfRunningSweeps) {
  Submit(kAnnealed, "a");
  const std::string worker = Register("w");
  WorkUpTo(worker, "sample/ramp to 300 K");
  const auto overview = OverviewJson(*database_, roster(), now_);
  ASSERT_TRUE(overview.ok()) << overview.status();
  EXPECT_EQ(overview->at("queue").at("leased"), 1);
  EXPECT_EQ(overview->at("queue").at("done"), 3);
  const Json& sweep = overview->at("sweeps").at(0);
  EXPECT_EQ(sweep["state"], "running");
  EXPECT_EQ(sweep["segments"]["leased"], 1);
  EXPECT_EQ(overview->at("workers").at(0)["name"], "w");
  EXPECT_EQ(overview->at("workers").at(0)["aside"], "");
}

TEST_F(SweepJsonTest, APausedSweepSaysWhyAndHasItsTags) {
  v1::PauseSweepRequest pause;
  pause.set_sweep_id(Submit(kAnnealed, "a"));
  pause.set_reason("lunch");
  ASSERT_TRUE(coordinator_->PauseSweep(pause, now_).ok());
  v1::UpdateSweepRequest update;
  update.set_sweep_id(pause.sweep_id());
  update.add_add_tags("paper");
  ASSERT_TRUE(coordinator_->UpdateSweep(update).ok());
  const auto overview = OverviewJson(*database_, roster(), now_);
  ASSERT_TRUE(overview.ok()) << overview.status();
  const Json& sweep = overview->at("sweeps").at(0);
  EXPECT_EQ(sweep["state"], "paused");
  EXPECT_EQ(sweep["reason"], "lunch");
  EXPECT_EQ(sweep["tags"], Json({"paper"}));
}

TEST_F(SweepJsonTest, ASweepThatIsBeingSubmittedSaysHowMuchIsThere) {
  const std::int64_t id = Submit(kAnnealed, "a");
  EXPECT_FALSE(OverviewJson(*database_, roster(), now_)
                   ->at("sweeps")
                   .at(0)
                   .contains("points_stored"));
  StoreSubmission(*database_, id, {.segments_stored = 4, .points_stored = 2});
  const auto overview = OverviewJson(*database_, roster(), now_);
  DropSubmission(*database_, id);
  ASSERT_TRUE(overview.ok()) << overview.status();
  EXPECT_EQ(overview->at("sweeps").at(0)["points_stored"], 2);
}

TEST(ThinnedTest, KeepsTheEndsAndTheLimit) {
  std::vector<int> values(1001);
  for (int i = 0; i < 1001; ++i) values[static_cast<std::size_t>(i)] = i;
  const Json thinned = Thinned(values, 100);
  EXPECT_LE(thinned.size(), 100U);
  EXPECT_EQ(thinned.front(), 0);
  EXPECT_EQ(thinned.back(), 1000);
  EXPECT_EQ(Thinned(std::vector<int>{1, 2, 3}, 3), Json({1, 2, 3}));
  EXPECT_EQ(Thinned(std::vector<int>{}, 3), Json::array());
}

// Measured at every 5 %, so the pull is done in four parts.
TEST_F(SweepJsonTest, APullThatRunsHasTheCurveOfTheLongestPartThatIsDone) {
  const std::int64_t sweep = Submit(R"(
    treatments { name: "as_cast" }
    test { deform { rate_per_second { number: 2e10 } to_strain { number: 0.2 }
                    measure_every_strain { number: 0.05 }
                    measures { energy {} } } }
    test { measure { measures { stress_strain {} } } })",
                                    "a");
  const std::string worker = Register("w");
  std::vector<std::string> curves;
  while (const auto lease = Lease(worker)) {
    ASSERT_TRUE(Complete(worker, *lease).ok());
    const std::vector<TensionRow> tensions = TensionsOf(*database_, sweep, 9);
    if (tensions.empty()) continue;
    ASSERT_THAT(tensions, SizeIs(1));
    if (curves.empty() || curves.back() != tensions[0].curve_sha256) {
      EXPECT_EQ(tensions[0].done, curves.size() == 3);
      curves.push_back(tensions[0].curve_sha256);
    }
  }
  EXPECT_THAT(curves, SizeIs(4));
}

}  // namespace
}  // namespace lehr::server
