// What people read in SQL is what ListResults answers.

#include "server/store/sql_results_view.h"

#include <cmath>
#include <deque>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>

#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class SqlResultsViewTest : public CoordinatorTest {
 protected:
  std::int64_t SubmitAndWork(const std::string& text) {
    const std::int64_t sweep_id = Submit(text, absl::StrCat("s", ++sweeps_));
    const std::string session = Register("w");
    WorkThrough(session);
    return sweep_id;
  }

  std::vector<std::string> Column(const std::string& sql) {
    std::vector<std::string> values;
    {
      Statement row = database_->Query(kept_.emplace_back(sql));
      while (row.Step()) values.push_back(row.Text(0));
    }
    EXPECT_OK(database_->TakeStatus());
    return values;
  }
  double Number(const std::string& sql) {
    double number = 0;
    {
      Statement row = database_->Query(kept_.emplace_back(sql));
      EXPECT_TRUE(row.Step()) << sql;
      number = row.IsNull(0) ? -1e300 : row.Real(0);
    }
    EXPECT_OK(database_->TakeStatus());
    return number;
  }

  // Compares every number of every point with what `expression(point, name)`
  // reads.
  template <typename Expression>
  void ExpectResults(std::int64_t sweep_id, Expression expression) {
    int compared = 0;
    for (const v1::PointResult& point : ResultsOf(sweep_id)) {
      for (const v1::Observable& observable : point.observables()) {
        const std::string sql = expression(point.point(), observable.name());
        EXPECT_NEAR(Number(sql), observable.value(),
                    1e-9 * std::abs(observable.value()))
            << sql;
        ++compared;
      }
    }
    EXPECT_GT(compared, 0);
  }

  int sweeps_ = 0;
  std::deque<std::string> kept_;  // the database's cache refers to them
};

TEST_F(SqlResultsViewTest, EveryObservableIsAColumn) {
  for (const char* text : {kAnnealed, kPulled, kMeasured, kCompared}) {
    const std::int64_t id = SubmitAndWork(text);
    MakeResultsViews(*database_, absl::StrCat("FROM results_", id));
    ExpectResults(id, [id](int point, const std::string& name) {
      return absl::StrCat("SELECT \"", name, "\" FROM results_", id,
                          " WHERE point = ", point);
    });
  }
}

TEST_F(SqlResultsViewTest, EveryObservableIsARowAndInTheJsonOfItsPoint) {
  for (const char* text : {kAnnealed, kPulled, kMeasured, kCompared}) {
    const std::int64_t id = SubmitAndWork(text);
    ExpectResults(id, [id](int point, const std::string& name) {
      return absl::StrCat(
          "SELECT value FROM v_observables WHERE sweep_id = ", id,
          " AND point = ", point, " AND name = '", name, "' AND is_result");
    });
    ExpectResults(id, [id](int point, const std::string& name) {
      return absl::StrCat("SELECT observables->>'", name,
                          "' FROM v_results WHERE sweep_id = ", id,
                          " AND point = ", point);
    });
  }
}

TEST_F(SqlResultsViewTest, ColumnsAreDescribed) {
  SubmitAndWork(kAnnealed);
  MakeResultsViews(*database_, "SELECT * FROM columns_1");
  EXPECT_THAT(Column("SELECT name FROM columns_1 WHERE role = 'parameter'"),
              ElementsAre("kelvin"));
  EXPECT_THAT(
      Column("SELECT unit FROM columns_1 WHERE name = 'potential_energy'"),
      ElementsAre("eV/atom"));
  EXPECT_THAT(
      Column(
          "SELECT role FROM columns_1 WHERE name = 'potential_energy_error'"),
      ElementsAre("error"));
  EXPECT_THAT(Column("SELECT DISTINCT state FROM results_1"),
              ElementsAre("DONE"));
}

TEST_F(SqlResultsViewTest, ASweepThatHasNoResultsYetHasPoints) {
  Submit(kAnnealed, "a");
  MakeResultsViews(*database_, "SELECT * FROM results_1");
  EXPECT_THAT(Column("SELECT state FROM results_1"),
              ElementsAre("RUNNING", "RUNNING", "RUNNING"));
  EXPECT_THAT(Column("SELECT name FROM columns_1 WHERE role = 'observable'"),
              IsEmpty());
}

TEST_F(SqlResultsViewTest, ANameMeansTheNewestSweepThatHasIt) {
  SubmitAndWork(kAnnealed);
  const std::int64_t newest = SubmitAndWork(kPulled);
  database_->RunScript("UPDATE sweeps SET name = 'a-b.c'");
  MakeResultsViews(
      *database_,
      "SELECT * FROM \"results_a_b_c\", results_none, my_results_1");
  EXPECT_OK(database_->TakeStatus());
  EXPECT_EQ(Number("SELECT COUNT(*) FROM results_a_b_c"),
            static_cast<double>(ResultsOf(newest).size()));
  EXPECT_THAT(
      Column("SELECT name FROM sqlite_temp_schema WHERE name LIKE '%\\_1' "
             "ESCAPE '\\'"),
      IsEmpty());
}

TEST_F(SqlResultsViewTest, NamesWithQuotesAreNames) {
  SubmitAndWork(kAnnealed);
  database_->RunScript(
      "UPDATE observables SET name = 'a\"b''c' WHERE name = 'temperature'");
  MakeResultsViews(*database_, "SELECT * FROM results_1");
  EXPECT_OK(database_->TakeStatus());
  EXPECT_THAT(Column("SELECT \"a\"\"b'c\" FROM results_1"), Not(IsEmpty()));
}

TEST_F(SqlResultsViewTest, AFailedPointSaysWhy) {
  Submit(kAnnealed, "a");
  const std::string session = Register("w");
  const auto lease = Lease(session);
  ASSERT_TRUE(lease.has_value());
  ASSERT_OK(Fail(session, *lease, absl::StatusCode::kOutOfRange, "atom lost"));
  MakeResultsViews(*database_, "SELECT * FROM results_1");
  EXPECT_THAT(Column("SELECT DISTINCT state || ': ' || error FROM results_1"),
              ElementsAre("FAILED: atom lost"));
  EXPECT_THAT(Column("SELECT DISTINCT state FROM v_results"),
              ElementsAre("FAILED"));
}

TEST_F(SqlResultsViewTest, TheViewsForPeopleTellTheWayToANumber) {
  SubmitAndWork(kAnnealed);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM v_provenance WHERE worker = 'w'"),
            Number("SELECT COUNT(*) FROM point_segments"));
  EXPECT_THAT(Column("SELECT DISTINCT state FROM v_attempts"),
              ElementsAre("SUCCEEDED"));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM v_curves"),
            Number("SELECT COUNT(*) FROM point_segments JOIN segments USING "
                   "(segment_id) WHERE curve_sha256 IS NOT NULL"));
}

}  // namespace
}  // namespace lehr::server
