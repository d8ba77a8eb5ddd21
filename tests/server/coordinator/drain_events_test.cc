// Coordinator: workers are to leave.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/version.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/proto_time.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DrainEventsTest : public CoordinatorTest {
 protected:
  std::string RegisterOn(const std::string& host, const std::string& name,
                         absl::Duration time_left) {
    v1::RegisterWorkerRequest request;
    std::string session = name;
    session.resize(16, '.');
    request.set_session(session);
    request.set_name(name);
    request.set_host(host);
    request.set_numerics_version(kNumericsVersion);
    if (time_left < absl::InfiniteDuration()) {
      *request.mutable_time_left() = ToProto(time_left);
    }
    EXPECT_OK(coordinator_->RegisterWorker(request, now_));
    return session;
  }

  absl::StatusOr<v1::DrainWorkersResponse> Drain(const std::string& worker,
                                                 bool undo = false) {
    v1::DrainWorkersRequest request;
    request.set_worker(worker);
    request.set_undo(undo);
    return coordinator_->DrainWorkers(request, now_);
  }

  bool IsToldToLeave(const std::string& session) {
    v1::HeartbeatRequest request;
    request.set_session(session);
    const auto response = coordinator_->Heartbeat(request, now_);
    EXPECT_OK(response);
    return response.ok() && response->drain();
  }
};

TEST_F(DrainEventsTest, ADrainedWorkerIsToldToLeaveAndGetsNothingNew) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  EXPECT_FALSE(IsToldToLeave(w));
  ASSERT_OK(Drain("w"));
  EXPECT_TRUE(IsToldToLeave(w));
  EXPECT_FALSE(Lease(w).has_value());
  EXPECT_TRUE(Lease(Register("other")).has_value());
}

TEST_F(DrainEventsTest, WhatADrainedWorkerHasIsStillItsOwn) {
  const std::int64_t id = Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const auto lease = Lease(w);
  ASSERT_TRUE(lease.has_value());
  ASSERT_OK(Drain("w"));
  // The answer to a question from before, which was lost.
  const auto repeat = TryLease(w, 1);
  ASSERT_OK(repeat);
  EXPECT_TRUE(repeat->has_lease());
  ASSERT_OK(Complete(w, *lease));
  EXPECT_EQ(SweepOf(id).segments().done(), 1);
}

TEST_F(DrainEventsTest, DrainingMayBeRepeatedAndTakenBack) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  ASSERT_OK(Drain("w"));
  ASSERT_OK(Drain("w"));
  ASSERT_OK(Drain("w", /*undo=*/true));
  ASSERT_OK(Drain("w", /*undo=*/true));
  EXPECT_FALSE(IsToldToLeave(w));
  EXPECT_TRUE(Lease(w).has_value());
}

TEST_F(DrainEventsTest, ADrainOutlivesTheServer) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  ASSERT_OK(Drain("w"));
  Restart();
  EXPECT_TRUE(IsToldToLeave(w));
  EXPECT_FALSE(Lease(w).has_value());
  EXPECT_TRUE(coordinator_->ListWorkers(now_)->workers(0).draining());
}

TEST_F(DrainEventsTest, AHostStandsForAllWorkersOnIt) {
  RegisterOn("node1", "node1:1", absl::InfiniteDuration());
  RegisterOn("node1", "node1:2", absl::InfiniteDuration());
  const std::string other =
      RegisterOn("node10", "node10:1", absl::InfiniteDuration());
  const auto drained = Drain("node1");
  ASSERT_OK(drained);
  EXPECT_THAT(drained->workers(), ElementsAre("node1:1", "node1:2"));
  EXPECT_FALSE(IsToldToLeave(other));
}

TEST_F(DrainEventsTest, AWorkerThatIsNotThereIsNotFound) {
  Register("gone");
  now_ += 2 * kTimeToLive;
  ASSERT_OK(coordinator_->ExpireLeases(now_));
  EXPECT_THAT(Drain("gone"), StatusIs(absl::StatusCode::kNotFound,
                                      HasSubstr("called \"gone\"")));
  EXPECT_THAT(Drain(""), StatusIs(absl::StatusCode::kInvalidArgument, _));
}

TEST_F(DrainEventsTest, AWorkerGetsNothingThatItCouldNotSaveInTime) {
  Submit(kAnnealed, "a");
  const std::string w = RegisterOn("node1", "node1:1", absl::Minutes(10));
  const auto lease = Lease(w);
  ASSERT_TRUE(lease.has_value());
  ASSERT_OK(Complete(w, *lease));
  now_ += absl::Seconds(590);
  ASSERT_TRUE(Heartbeat(w, {}).empty());
  EXPECT_FALSE(Lease(w).has_value());
  EXPECT_TRUE(coordinator_->IsLeaving(w));
  EXPECT_TRUE(Lease(Register("other")).has_value());
}

TEST_F(DrainEventsTest, WorkersAreListedWithTheTimeThatTheyHave) {
  RegisterOn("node1", "node1:1", absl::Hours(2));
  RegisterOn("node1", "node1:2", absl::InfiniteDuration());
  now_ += absl::Seconds(20);
  const auto workers = coordinator_->ListWorkers(now_);
  ASSERT_OK(workers);
  ASSERT_EQ(workers->workers_size(), 2);
  EXPECT_FALSE(workers->workers(0).has_time_left());
  EXPECT_EQ(FromProto(workers->workers(1).time_left()),
            absl::Hours(2) - absl::Seconds(20));
}

}  // namespace
}  // namespace lehr::server
