// What is leased next where not everybody may have everything.

#include "server/coordinator/lease_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

class LeaseQueueTest : public CoordinatorTest {
 protected:
  bool HasReady(const char* measured) {
    Statement row = database_->Query(R"sql(
        SELECT 1
        FROM segments
        WHERE state = 'READY' AND (kind <> 'ADVANCE') = (?1 = 'measured')
        LIMIT 1)sql",
                                     std::string_view(measured));
    return row.Step();
  }

  // Works until a measurement and a state can be computed.
  void WorkUntilBoth(const std::string& session) {
    while (!HasReady("measured") || !HasReady("state")) {
      const auto lease = Lease(session);
      ASSERT_TRUE(lease.has_value());
      ASSERT_OK(Complete(session, *lease));
    }
  }
};

TEST_F(LeaseQueueTest, WhatDoesNotFitIsPassedOverForThisWorkerOnly) {
  Submit(kAnnealed, "a", /*priority=*/1);
  Submit(std::string("seed: 2 ") + kAnnealed, "b");
  LeaseQueue queue(database_.get());
  WorkerRow worker;
  worker.id = 1;
  const auto all = [](const SegmentRow&) { return true; };
  const auto first = queue.First(worker, all, now_);
  ASSERT_TRUE(first.has_value());
  EXPECT_FALSE(queue.left_out());
  const auto other = queue.First(
      worker,
      [&](const SegmentRow& segment) {
        return segment.id != first->segment.id;
      },
      now_);
  ASSERT_TRUE(other.has_value());
  EXPECT_NE(other->sweep_id, first->sweep_id);
  EXPECT_TRUE(queue.left_out());
  const auto again = queue.First(worker, all, now_);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->segment.id, first->segment.id);
}

TEST_F(LeaseQueueTest, AFullDiskLeavesWhatWritesNoStates) {
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  WorkUntilBoth(w);
  coordinator_->HoldStates("the disk is full");
  while (HasReady("measured")) {
    const auto lease = Lease(w);
    ASSERT_TRUE(lease.has_value());
    EXPECT_TRUE(lease->work().has_measurement());
  }
  EXPECT_FALSE(Lease(w).has_value());
  coordinator_->HoldStates("");
  const auto lease = Lease(w);
  ASSERT_TRUE(lease.has_value());
  EXPECT_TRUE(lease->work().has_advance());
}

}  // namespace
}  // namespace lehr::server
