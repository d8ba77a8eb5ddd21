// What ran out of memory goes to a host that has more of it.

#include "server/coordinator/memory_fit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/version.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class MemoryFitTest : public CoordinatorTest {
 protected:
  std::string RegisterWith(const std::string& name, std::int64_t gib) {
    v1::RegisterWorkerRequest request;
    std::string session = name;
    session.resize(16, '.');
    request.set_session(session);
    request.set_name(name);
    request.set_threads(2);
    request.set_memory_bytes(gib << 30);
    request.set_numerics_version(kNumericsVersion);
    EXPECT_OK(coordinator_->RegisterWorker(request, now_));
    return session;
  }

  // The first segment fails there for lack of memory; returns it.
  std::int64_t RunOutOn(const std::string& session) {
    const auto lease = Lease(session);
    EXPECT_TRUE(lease.has_value());
    EXPECT_OK(FailAs(session, *lease, v1::FAILURE_CLASS_RESOURCE, "killed"));
    now_ += absl::Minutes(5);
    return lease->id().segment_id();
  }

  std::string WhyOf(std::int64_t segment_id) {
    v1::ExplainRequest request;
    request.set_segment_id(segment_id);
    const auto response = coordinator_->Explain(request, now_);
    EXPECT_OK(response);
    return response->ShortDebugString();
  }
};

TEST_F(MemoryFitTest, WhatRanOutGoesToAWorkerWithTwiceAsMuch) {
  Submit(kAnnealed, "a");
  const std::string small = RegisterWith("small", 8);
  const std::string medium = RegisterWith("medium", 12);
  const std::string large = RegisterWith("large", 64);
  const std::int64_t id = RunOutOn(small);
  EXPECT_FALSE(Lease(small).has_value());
  EXPECT_FALSE(Lease(medium).has_value());
  EXPECT_THAT(WhyOf(id), HasSubstr("16.0 GiB or more"));
  const auto again = Lease(large);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->id().segment_id(), id);
  ASSERT_OK(Complete(large, *again));
  EXPECT_TRUE(Lease(small).has_value()) << "others are for all";
}

TEST_F(MemoryFitTest, TheLargestWorkerMayAlwaysTryAgain) {
  Submit(kAnnealed, "a");
  const std::string one = RegisterWith("one", 8);
  const std::string other = RegisterWith("other", 6);
  const std::int64_t id = RunOutOn(one);
  EXPECT_FALSE(Lease(other).has_value());
  EXPECT_THAT(WhyOf(id), HasSubstr("8.0 GiB or more"));
  EXPECT_TRUE(Lease(one).has_value());
}

TEST_F(MemoryFitTest, WhenTheLargestIsToLeaveTheNextMayHaveIt) {
  Submit(kAnnealed, "a");
  const std::string small = RegisterWith("small", 8);
  RegisterWith("large", 64);
  RunOutOn(small);
  EXPECT_FALSE(Lease(small).has_value());
  v1::DrainWorkersRequest drain;
  drain.set_worker("large");
  ASSERT_OK(coordinator_->DrainWorkers(drain, now_));
  EXPECT_TRUE(Lease(small).has_value());
}

TEST_F(MemoryFitTest, WhereHostsHaveNotToldAllIsAsBefore) {
  Submit(kAnnealed, "a");
  const std::string w = RegisterWith("w", 0);
  const std::int64_t id = RunOutOn(w);
  EXPECT_THAT(WhyOf(id), Not(HasSubstr("GiB")));
  EXPECT_TRUE(Lease(w).has_value());
}

}  // namespace
}  // namespace lehr::server
