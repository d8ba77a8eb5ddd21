#include "server/service/lease_waiters.h"

#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;

using Answer = std::optional<absl::StatusOr<v1::LeaseSegmentResponse>>;

class LeaseWaitersTest : public CoordinatorTest {
 protected:
  LeaseWaitersTest() : waiters_(coordinator_.get()) {}

  void Wait(const std::string& session, absl::Duration wait, Answer* answer,
            const bool* abandoned = nullptr) {
    LeaseWaiters::Waiter waiter;
    waiter.request.set_session(session);
    waiter.request.set_sequence(++sequences_[session]);
    waiter.deadline = now_ + wait;
    waiter.is_abandoned = [abandoned] {
      return abandoned != nullptr && *abandoned;
    };
    waiter.answer =
        [answer](const absl::StatusOr<v1::LeaseSegmentResponse>& response) {
          *answer = response;
        };
    waiters_.Wait(std::move(waiter));
  }

  void Turn(const absl::Status& committed = absl::OkStatus()) {
    waiters_.InTransaction(now_);
    waiters_.AfterTransaction(committed);
  }

  static bool HasLease(const Answer& answer) {
    return answer.has_value() && answer->ok() && (*answer)->has_lease();
  }

  LeaseWaiters waiters_;
};

TEST_F(LeaseWaitersTest, AnswersWhenThereIsWork) {
  Answer answer;
  Wait(Register("w"), absl::Minutes(1), &answer);
  Turn();
  EXPECT_FALSE(answer.has_value());
  Submit(kAnnealed, "a");
  Turn();
  EXPECT_TRUE(HasLease(answer));
}

TEST_F(LeaseWaitersTest, AnAuditIsForWhoeverHasNotExecutedTheSegment) {
  audit_fraction_ = 1;
  Submit(kAnnealed, "a");
  const std::string w = Register("w");
  const std::string v = Register("v");
  WorkThrough(w);
  Answer first;
  Answer second;
  Wait(w, absl::Minutes(1), &first);
  Wait(v, absl::Minutes(1), &second);
  Turn();
  EXPECT_FALSE(first.has_value());
  EXPECT_TRUE(HasLease(second));
}

TEST_F(LeaseWaitersTest, AnswersWithoutALeaseAtTheDeadline) {
  Answer answer;
  Wait(Register("w"), absl::Seconds(5), &answer);
  now_ += absl::Seconds(4);
  Turn();
  EXPECT_FALSE(answer.has_value());
  now_ += absl::Seconds(1);
  Turn();
  ASSERT_TRUE(answer.has_value());
  ASSERT_OK(*answer);
  EXPECT_FALSE((*answer)->has_lease());
}

TEST_F(LeaseWaitersTest, WhoeverHasWaitedLongestComesFirst) {
  Answer first;
  Answer second;
  Wait(Register("w"), absl::Minutes(1), &first);
  Wait(Register("v"), absl::Minutes(1), &second);
  Submit(kAnnealed, "a");  // one segment is ready
  Turn();
  EXPECT_TRUE(HasLease(first));
  EXPECT_FALSE(second.has_value());
}

TEST_F(LeaseWaitersTest, ASecondQuestionOfASessionEndsTheFirst) {
  const std::string w = Register("w");
  Answer first;
  Answer second;
  Wait(w, absl::Minutes(1), &first);
  Wait(w, absl::Minutes(1), &second);
  Submit(kAnnealed, "a");
  Turn();
  EXPECT_THAT(*first, StatusIs(absl::StatusCode::kAborted, _));
  EXPECT_TRUE(HasLease(second));
}

TEST_F(LeaseWaitersTest, AnAbandonedCallGetsNoLease) {
  Answer gone;
  Answer other;
  bool abandoned = false;
  Wait(Register("w"), absl::Minutes(1), &gone, &abandoned);
  Wait(Register("v"), absl::Minutes(1), &other);
  abandoned = true;
  Submit(kAnnealed, "a");
  Turn();
  EXPECT_THAT(*gone, StatusIs(absl::StatusCode::kCancelled, _));
  EXPECT_TRUE(HasLease(other));
}

TEST_F(LeaseWaitersTest, ALostSessionIsToldSo) {
  Answer answer;
  Wait(Register("w"), absl::Minutes(10), &answer);
  now_ += 2 * kTimeToLive;
  ASSERT_OK(coordinator_->ExpireLeases(now_));
  Turn();
  EXPECT_THAT(*answer, StatusIs(absl::StatusCode::kNotFound, _));
}

TEST_F(LeaseWaitersTest, AnAnswerThatWasRolledBackIsAnError) {
  Answer answer;
  Wait(Register("w"), absl::ZeroDuration(), &answer);
  Turn(absl::ResourceExhaustedError("disk"));
  EXPECT_THAT(*answer, StatusIs(absl::StatusCode::kResourceExhausted, _));
}

TEST_F(LeaseWaitersTest, ClosingAnswersAllAndWhoeverComesAfter) {
  Answer early;
  Answer late;
  const std::string w = Register("w");
  Wait(w, absl::Minutes(1), &early);
  waiters_.Close();
  Wait(w, absl::Minutes(1), &late);
  Turn();
  EXPECT_THAT(*early, StatusIs(absl::StatusCode::kUnavailable, _));
  EXPECT_THAT(*late, StatusIs(absl::StatusCode::kUnavailable, _));
}

}  // namespace
}  // namespace lehr::server
