// Large sweeps are stored in slices by the program lehrd, which is killed
// meanwhile.

#include <set>
#include <string>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/coordinator/invariants.h"
#include "server/store/database.h"
#include "tests/server/service/real_server.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

// 4,900 points; 9,874 segments.
constexpr char kGrid[] = R"pb(
  parameters {
    name: "T"
    range { from: 301 to: 1300 count: 70 }
  }
  parameters {
    name: "S"
    range { from: 301 to: 1300 count: 70 }
  }
  test {
    hold {
      temperature_kelvin { parameter: "T" }
      time_ps { number: 1 }
    }
  }
  test {
    hold {
      temperature_kelvin { parameter: "S" }
      time_ps { number: 1 }
    }
  }
  test { measure { measures { energy { time_ps { number: 1 } } } } }
)pb";
constexpr int kPoints = 4'900;
constexpr int kSegments = 9'874;

class SubmitterTest : public RealServerTest {
 protected:
  v1::Sweep Look(std::int64_t sweep_id) {
    const auto sweep = client_->SweepOf(sweep_id);
    EXPECT_OK(sweep);
    return sweep.ok() ? *sweep : v1::Sweep();
  }

  // Waits until more than `points` are stored, or all; returns how many are.
  int WaitForMore(std::int64_t sweep_id, int points) {
    v1::Sweep sweep;
    EXPECT_TRUE(WaitUntil(
        [&] {
          sweep = Look(sweep_id);
          return !sweep.has_points_stored() || sweep.points_stored() > points;
        },
        absl::Seconds(60)))
        << sweep.DebugString();
    return sweep.has_points_stored() ? sweep.points_stored() : kPoints;
  }

  static std::int64_t Ask(Database& database, std::string_view sql) {
    Statement row = database.Query(sql);
    return row.Step() ? row.Int(0) : -1;
  }
};

TEST_F(SubmitterTest, ItsFirstSegmentsAreLeasedWhileTheRestIsStored) {
  Start();
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  const auto submitted = client_->Submit(kGrid, "grid");
  ASSERT_OK(submitted);
  EXPECT_EQ(submitted->summary().points(), kPoints);
  EXPECT_EQ(submitted->summary().segments(), kSegments);
  EXPECT_EQ(submitted->summary().segments_done(), 0);
  const auto lease = worker.Lease(absl::Seconds(5));
  ASSERT_OK(lease);
  ASSERT_TRUE(lease->has_lease());
  EXPECT_TRUE(Look(submitted->sweep_id()).has_points_stored());
  ASSERT_OK(worker.Complete(lease->lease()));
  EXPECT_EQ(WaitForMore(submitted->sweep_id(), kPoints - 1), kPoints);
  EXPECT_EQ(Look(submitted->sweep_id()).segments().done(), 1);
}

TEST_F(SubmitterTest, KillsLeaveEverythingThereOnce) {
  Start();
  const auto submitted = client_->Submit(kGrid, "grid");
  ASSERT_OK(submitted);
  const std::int64_t id = submitted->sweep_id();
  int stored = 0;
  int kills = 0;
  for (; stored < kPoints && kills < 5; ++kills) {
    Kill();
    Start();
    ASSERT_GE(WaitForMore(id, stored - 1), stored) << "what was stored is gone";
    stored = WaitForMore(id, stored + kPoints / 10);
  }
  EXPECT_GE(kills, 2);
  EXPECT_EQ(WaitForMore(id, kPoints - 1), kPoints);
  Kill();
  const auto database = Database::Open(data_ / "lehr.db");
  ASSERT_OK(database);
  EXPECT_OK(CheckInvariants(**database));
  EXPECT_EQ(Ask(**database, "SELECT COUNT(*) FROM points"), kPoints);
  EXPECT_EQ(Ask(**database, "SELECT COUNT(*) FROM segments"), kSegments);
  EXPECT_EQ(Ask(**database, "SELECT COUNT(*) FROM sweep_segments"), kSegments);
  // Of each point: four of the sample, its two holds, and the energy.
  EXPECT_EQ(Ask(**database, "SELECT COUNT(*) FROM point_segments"),
            7 * kPoints);
  EXPECT_EQ(Ask(**database, "SELECT COUNT(*) FROM submissions"), 0);
  EXPECT_EQ(Ask(**database,
                "SELECT segments FROM sweep_counts WHERE state = 'READY'"),
            1);
}

}  // namespace
}  // namespace lehr::server
