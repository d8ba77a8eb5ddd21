// Coordinator: how fast workers are, and the times that follow from it.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/plan/settings.h"
#include "proto/support/version.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/proto_time.h"
#include "tests/proto/plan/sweeps.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr double kSpeed = 1e5;  // atom-steps/s

class SpeedEventsTest : public CoordinatorTest {
 protected:
  v1::PlanSweepResponse PlanOf(const std::string& text,
                               const std::vector<int>& cores = {}) {
    const auto response = TryPlan(text, cores);
    EXPECT_OK(response);
    return *response;
  }

  absl::StatusOr<v1::PlanSweepResponse> TryPlan(const std::string& text,
                                                const std::vector<int>& cores) {
    v1::PlanSweepRequest request;
    *request.mutable_spec() = plan::ParseSweep(plan::kSample + text);
    request.mutable_cores()->Assign(cores.begin(), cores.end());
    const auto plan = plan::MakePlan(request.spec());
    EXPECT_OK(plan);
    return coordinator_->PlanSweep(request, *plan);
  }

  // What a worker is asked for when it begins.
  std::vector<v1::CalibrationWanted> Begin(const std::string& name,
                                           const std::string& processor) {
    v1::RegisterWorkerRequest request;
    std::string session = name;
    session.resize(16, '.');
    request.set_session(session);
    request.set_name(name);
    request.set_threads(2);
    request.set_processor(processor);
    request.set_numerics_version(kNumericsVersion);
    const auto response = coordinator_->RegisterWorker(request, now_);
    EXPECT_OK(response);
    return {response->calibrations().begin(), response->calibrations().end()};
  }

  std::vector<v1::CalibrationWanted> Asked(const std::string& session) {
    v1::HeartbeatRequest request;
    request.set_session(session);
    const auto response = coordinator_->Heartbeat(request, now_);
    EXPECT_OK(response);
    return {response->calibrations().begin(), response->calibrations().end()};
  }

  absl::Status Tell(const std::string& session, double speed,
                    std::int64_t atoms = 864) {
    v1::ReportSpeedsRequest request;
    request.set_session(session);
    v1::Speed* told = request.add_speeds();
    told->set_potential_sha256(TestPotentialSha256());
    told->set_atoms(atoms);
    told->set_precision(plan::kDefaultPrecision);
    told->set_atom_steps_per_second(speed);
    told->mutable_measured_for()->set_nanos(300'000'000);
    return coordinator_->ReportSpeeds(request, now_).status();
  }

  static double SecondsOf(const google::protobuf::Duration& duration) {
    return absl::ToDoubleSeconds(FromProto(duration));
  }

  // Lets the workers do everything, each segment in the time that `plan` tells
  // for it; returns when the last one is done [s].
  double TimeOfWork(const v1::PlanSweepResponse& plan,
                    const std::vector<std::string>& sessions) {
    std::map<std::string, double> seconds;
    for (const v1::PlannedSegment& segment : plan.segments()) {
      seconds[segment.label()] = SecondsOf(segment.estimated_time());
    }
    struct Busy {
      std::string session;
      v1::Lease lease;
    };
    std::multimap<double, Busy> busy;  // by end
    std::vector<std::string> idle = sessions;
    double time = 0;
    while (true) {
      std::erase_if(idle, [&](const std::string& session) {
        auto lease = Lease(session);
        if (!lease.has_value()) return false;
        const double end = time + seconds.at(lease->label());
        busy.emplace(end, Busy{session, *std::move(lease)});
        return true;
      });
      if (busy.empty()) return time;
      const auto first = busy.begin();
      time = first->first;
      EXPECT_OK(Complete(first->second.session, first->second.lease));
      idle.push_back(first->second.session);
      busy.erase(first);
    }
  }
};

TEST_F(SpeedEventsTest, APlanHasNoTimeUntilAWorkerWasMeasured) {
  EXPECT_FALSE(PlanOf(kAnnealed).summary().has_estimated_time());
  const std::string w = Register("w");
  const v1::PlanSweepResponse unknown = PlanOf(kAnnealed);
  EXPECT_FALSE(unknown.summary().has_estimated_time());
  EXPECT_FALSE(unknown.segments(1).has_estimated_time());
  ASSERT_OK(Tell(w, kSpeed));
  const v1::PlanSweepResponse known = PlanOf(kAnnealed);
  EXPECT_TRUE(known.summary().has_estimated_time());
  for (const v1::PlannedSegment& segment : known.segments()) {
    EXPECT_TRUE(segment.has_estimated_time());
    EXPECT_GE(SecondsOf(segment.estimated_time()),
              static_cast<double>(segment.atoms() * segment.steps()) *
                  (segment.label().ends_with("hold 2000 K") ? 1 / kSpeed : 0));
  }
  // Nobody is there any more.
  now_ += 2 * kTimeToLive;
  ASSERT_OK(coordinator_->ExpireLeases(now_));
  EXPECT_FALSE(PlanOf(kAnnealed).summary().has_estimated_time());
}

TEST_F(SpeedEventsTest, APlansTimeIsThatWhichThePoolThenTakes) {
  const std::string text = std::string(kAnnealed) + R"(
    replicas: 3
    treatments { name: "longer" stages { hold { time_ps { number: 20 } } } })";
  std::vector<std::string> sessions;
  for (const char* name : {"u", "v", "w"}) {
    sessions.push_back(Register(name));
    ASSERT_OK(Tell(sessions.back(), kSpeed));
  }
  const v1::PlanSweepResponse plan = PlanOf(text);
  Submit(text, "a");
  // Labels of equal work in other replicas are equal, and so are their times.
  EXPECT_NEAR(TimeOfWork(plan, sessions),
              SecondsOf(plan.summary().estimated_time()), 1e-6);
}

TEST_F(SpeedEventsTest, APlanTellsTheTimeOfPoolsOfOtherSizes) {
  const std::string text = std::string(kAnnealed) + " replicas: 3";
  EXPECT_THAT(PlanOf(text, {2}).summary().pools(), IsEmpty());
  ASSERT_OK(Tell(Register("w"), kSpeed));  // it has two threads
  const v1::PlanSummary cost = PlanOf(text, {1, 2, 5, 64, 1024}).summary();
  ASSERT_EQ(cost.pools_size(), 5);
  const double one_worker = SecondsOf(cost.estimated_time());
  EXPECT_NEAR(SecondsOf(cost.pools(0).time()), 2 * one_worker,
              1e-6 * one_worker);
  // Three replicas at a time, or fewer with several threads each.
  EXPECT_LE(SecondsOf(cost.pools(1).time()), 1.01 * one_worker);
  for (int i = 1; i < cost.pools_size(); ++i) {
    const v1::PoolTime& pool = cost.pools(i);
    EXPECT_LE(SecondsOf(pool.time()), SecondsOf(cost.pools(i - 1).time()));
    EXPECT_LE(pool.workers() * pool.threads(), pool.cores());
    // No division beats all cores at work all the time.
    EXPECT_GE(SecondsOf(pool.time()), 0.999 * 2 * one_worker / pool.cores());
  }
  EXPECT_GT(cost.pools(4).threads(), 1);  // there are 1024 cores for 9 points
}

TEST_F(SpeedEventsTest, APoolHasAtLeastOneCore) {
  const auto none = TryPlan(kAnnealed, {4, 0});
  EXPECT_EQ(none.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(none.status().message(), "cores: expected 1 to 100000, found 0");
}

TEST_F(SpeedEventsTest, WhatIsDoneIsNotInThePlansTime) {
  const std::string w = Register("w");
  ASSERT_OK(Tell(w, kSpeed));
  Submit(kAnnealed, "a");
  WorkThrough(w);
  EXPECT_EQ(SecondsOf(PlanOf(kAnnealed).summary().estimated_time()), 0);
}

TEST_F(SpeedEventsTest, TimesFollowWhatAttemptsTook) {
  const std::string w = Register("w");
  ASSERT_OK(Tell(w, kSpeed));
  const char* longer =
      "test { hold { temperature_kelvin { number: 500 } "
      "time_ps { number: 100 } } }";
  const double before = SecondsOf(PlanOf(longer).summary().estimated_time());
  Submit(kAnnealed, "a");
  WorkThrough(w);
  // ResultOf says 864 atoms, 100 steps, 2 s of all dynamics: slower than told.
  const double speed = 864 * 100 / 2.0;
  const v1::PlanSummary after = PlanOf(longer).summary();
  EXPECT_GT(SecondsOf(after.estimated_time()), before);
  EXPECT_NEAR(SecondsOf(after.estimated_time()),
              static_cast<double>(after.atom_steps().to_do()) / speed,
              0.1 * SecondsOf(after.estimated_time()));
}

TEST_F(SpeedEventsTest, TheTimeLeftShrinksToNothing) {
  const std::string w = Register("w");
  ASSERT_OK(Tell(w, kSpeed));
  const std::int64_t id = Submit(kAnnealed, "a");
  v1::WatchSweepRequest request;
  request.set_sweep_id(id);
  const auto left = [&]() -> std::optional<double> {
    const auto picture = coordinator_->WatchSweep(request);
    EXPECT_OK(picture);
    if (!picture->has_time_left()) return std::nullopt;
    return SecondsOf(picture->time_left());
  };
  const auto at_first = left();
  ASSERT_TRUE(at_first.has_value());
  EXPECT_NEAR(*at_first,
              SecondsOf(TrySubmit(kAnnealed, "a")->summary().estimated_time()),
              1e-6);
  // Half of a segment that runs is left to do.
  const v1::Lease lease = WorkUpTo(w, "sample/hold 2000 K");
  const double whole = *left();
  v1::HeartbeatRequest heartbeat;
  heartbeat.set_session(w);
  *heartbeat.add_progress()->mutable_id() = lease.id();
  heartbeat.mutable_progress(0)->set_steps_done(500);
  heartbeat.mutable_progress(0)->set_steps_total(1000);
  ASSERT_OK(coordinator_->Heartbeat(heartbeat, now_));
  EXPECT_NEAR(whole - *left(), 0.5 * 864 * 1000 / kSpeed, 0.1);
  ASSERT_OK(Complete(w, lease));
  WorkThrough(w);
  EXPECT_EQ(left(), std::nullopt);
}

TEST_F(SpeedEventsTest, AWorkerMeasuresWhatItsKindHasNot) {
  EXPECT_THAT(Begin("u", "fast one"), IsEmpty());  // there are no sweeps
  Submit(kAnnealed, "a");
  const auto asked = Begin("v", "fast one");
  ASSERT_THAT(asked, SizeIs(1));
  EXPECT_EQ(asked[0].potential_sha256(), TestPotentialSha256());
  EXPECT_THAT(asked[0].atoms(), ElementsAre(500, 2000));
  std::string session = "v";
  session.resize(16, '.');
  ASSERT_OK(Tell(session, kSpeed, 500));
  EXPECT_THAT(Begin("w", "fast one")[0].atoms(), ElementsAre(2000));
  ASSERT_OK(Tell(session, kSpeed, 2000));
  EXPECT_THAT(Begin("x", "fast one"), IsEmpty());
  EXPECT_THAT(Begin("y", "slow one"), SizeIs(1));
  // A restarted server has not forgotten what it knows, nor what it wants.
  Restart();
  EXPECT_THAT(Begin("z", "fast one"), IsEmpty());
  EXPECT_THAT(Begin("q", "slow one"), SizeIs(1));
  // What was measured long ago is measured again.
  now_ += absl::Hours(24 * 40);
  EXPECT_THAT(Begin("r", "fast one")[0].atoms(), ElementsAre(500, 2000));
}

TEST_F(SpeedEventsTest, AWorkerThatIsThereIsAskedOnceForWhatAPlanNeeds) {
  const std::string w = Register("w");
  EXPECT_THAT(Asked(w), IsEmpty());
  PlanOf(kAnnealed);
  EXPECT_THAT(Asked(w), SizeIs(1));
  EXPECT_THAT(Asked(w), IsEmpty());
  PlanOf(kPulled);  // the same material and sizes
  EXPECT_THAT(Asked(w), IsEmpty());
}

TEST_F(SpeedEventsTest, ASpeedThatIsNoneIsRefused) {
  const std::string w = Register("w");
  EXPECT_THAT(Tell(w, 0), StatusIs(absl::StatusCode::kInvalidArgument, _));
  EXPECT_THAT(Tell(w, kSpeed, 0),
              StatusIs(absl::StatusCode::kInvalidArgument, _));
  EXPECT_THAT(Tell("nobody", kSpeed), StatusIs(absl::StatusCode::kNotFound, _));
}

}  // namespace
}  // namespace lehr::server
