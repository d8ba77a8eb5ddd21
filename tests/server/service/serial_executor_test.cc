#include "server/service/serial_executor.h"

#include <thread>
#include <vector>

#include <absl/synchronization/notification.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/version.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;

class SerialExecutorTest : public testing::Test {
 protected:
  SerialExecutorTest()
      : database_(*Database::OpenInMemory()),
        coordinator_(database_.get(), {}),
        executor_(database_.get(), &coordinator_) {}

  // Runs `run` and waits for its answer.
  absl::Status Call(std::function<void()> run) {
    absl::Notification answered;
    absl::Status result;
    executor_.Post({.run = [&](absl::Time) { run(); },
                    .done =
                        [&](const absl::Status& committed) {
                          result = committed;
                          answered.Notify();
                        }});
    answered.WaitForNotification();
    return result;
  }

  void AddRow(char digit) {
    database_->Run(
        "INSERT INTO artifacts (sha256, size_bytes, created_us) "
        "VALUES (?1, 1, 0)",
        Blob{std::string(32, digit)});
  }

  std::int64_t Rows() {
    Statement row = database_->Query("SELECT COUNT(*) FROM artifacts");
    return row.Step() ? row.Int(0) : -1;
  }

  std::unique_ptr<Database> database_;
  Coordinator coordinator_;
  SerialExecutor executor_;
};

TEST_F(SerialExecutorTest, AnswersAfterTheCommit) {
  bool was_open = false;
  bool is_open_at_answer = true;
  absl::Notification answered;
  executor_.Post({.run =
                      [&](absl::Time) {
                        was_open = database_->in_transaction();
                        AddRow('a');
                      },
                  .done =
                      [&](const absl::Status& committed) {
                        EXPECT_OK(committed);
                        is_open_at_answer = database_->in_transaction();
                        answered.Notify();
                      }});
  executor_.Start();
  answered.WaitForNotification();
  EXPECT_TRUE(was_open);
  EXPECT_FALSE(is_open_at_answer);
}

TEST_F(SerialExecutorTest, WhatWaitsIsCommittedTogetherInItsOrder) {
  std::vector<int> order;
  std::vector<absl::Time> times;
  for (int i = 0; i < 5; ++i) {
    executor_.Post({.run =
                        [&, i](absl::Time now) {
                          order.push_back(i);
                          times.push_back(now);
                        },
                    .done = [](const absl::Status&) {}});
  }
  executor_.Start();
  executor_.Stop();
  EXPECT_THAT(order, testing::ElementsAre(0, 1, 2, 3, 4));
  for (const absl::Time time : times) EXPECT_EQ(time, times[0]);
}

TEST_F(SerialExecutorTest, WhatIsUrgentComesFirstAndLargeDecisionsOneByOne) {
  std::vector<std::string> order;
  std::vector<absl::Time> times;
  const auto post = [&](const std::string& name, Urgency urgency) {
    executor_.Post({.run =
                        [&, name](absl::Time now) {
                          order.push_back(name);
                          times.push_back(now);
                        },
                    .done = [](const absl::Status&) {},
                    .urgency = urgency});
  };
  post("submit", Urgency::kBulk);
  post("submit", Urgency::kBulk);
  post("list", Urgency::kControl);
  post("complete", Urgency::kReport);
  post("heartbeat", Urgency::kLiveness);
  executor_.Start();
  executor_.Stop();
  EXPECT_THAT(order, testing::ElementsAre("heartbeat", "complete", "list",
                                          "submit", "submit"));
  EXPECT_EQ(times[0], times[3]);
  EXPECT_LT(times[3], times[4]);  // in a transaction of its own
}

TEST_F(SerialExecutorTest, WhatIsTooMuchIsRefusedAndWhatIsUrgentIsNot) {
  const std::size_t most = SerialExecutor::MostWaiting(Urgency::kBulk);
  std::size_t executed = 0;
  std::vector<absl::Status> refused;
  const auto post = [&](Urgency urgency) {
    return executor_.Post({.run = [&](absl::Time) { ++executed; },
                           .done =
                               [&](const absl::Status& status) {
                                 if (!status.ok()) refused.push_back(status);
                               },
                           .urgency = urgency});
  };
  for (std::size_t i = 0; i < most + 1; ++i) {
    EXPECT_TRUE(post(Urgency::kBulk));
  }
  EXPECT_TRUE(post(Urgency::kLiveness));
  executor_.Start();
  executor_.Stop();
  EXPECT_EQ(executed, most + 1);
  ASSERT_EQ(refused.size(), 1u);
  EXPECT_THAT(refused[0], StatusIs(absl::StatusCode::kResourceExhausted,
                                   testing::HasSubstr("overloaded")));
}

TEST_F(SerialExecutorTest, ATransactionThatFailsIsAnErrorForAllInIt) {
  std::vector<absl::Status> answers;
  absl::Notification answered;
  for (const char digit : {'a', 'a', 'b'}) {  // the second is refused
    executor_.Post({.run = [this, digit](absl::Time) { AddRow(digit); },
                    .done =
                        [&](const absl::Status& status) {
                          answers.push_back(status);
                          if (answers.size() == 3) answered.Notify();
                        }});
  }
  executor_.Start();
  // What comes now is in a later transaction.
  answered.WaitForNotification();
  EXPECT_OK(Call([] {}));
  executor_.Stop();
  ASSERT_EQ(answers.size(), 3u);
  for (const absl::Status& answer : answers) {
    EXPECT_THAT(answer, StatusIs(absl::StatusCode::kInternal, _));
  }
  EXPECT_EQ(Rows(), 0);
}

TEST_F(SerialExecutorTest, StoppingExecutesWhatWasPostedAndNothingMore) {
  executor_.Start();
  int executed = 0;
  for (int i = 0; i < 100; ++i) {
    executor_.Post({.run = [&](absl::Time) { ++executed; },
                    .done = [](const absl::Status&) {}});
  }
  executor_.Stop();
  EXPECT_EQ(executed, 100);
  EXPECT_FALSE(executor_.Post({.run = [&](absl::Time) { ++executed; },
                               .done = [](const absl::Status&) {}}));
  EXPECT_EQ(executed, 100);
}

class CountingParticipant : public Participant {
 public:
  void InTransaction(absl::Time) override {
    if (++count == 3) third.Notify();
  }
  void AfterTransaction(const absl::Status& committed) override {
    EXPECT_OK(committed);
  }
  int count = 0;
  absl::Notification third;
};

TEST_F(SerialExecutorTest, ParticipantsHaveATurnAlsoWhenNothingIsPosted) {
  CountingParticipant participant;
  executor_.Add(&participant);
  executor_.Start();
  EXPECT_TRUE(
      participant.third.WaitForNotificationWithTimeout(absl::Seconds(10)));
  executor_.Stop();
}

TEST_F(SerialExecutorTest, WhatARolledBackTransactionSaidIsForgotten) {
  v1::RegisterWorkerRequest registration;
  registration.set_session(std::string(16, 's'));
  registration.set_name("w");
  registration.set_numerics_version(kNumericsVersion);
  v1::HeartbeatRequest heartbeat;
  heartbeat.set_session(registration.session());
  executor_.Start();
  ASSERT_OK(Call([&] {
    EXPECT_OK(coordinator_.RegisterWorker(registration, absl::Now()));
  }));
  EXPECT_FALSE(Call([&] {
                 v1::DrainWorkersRequest drain;
                 drain.set_worker("w");
                 EXPECT_OK(coordinator_.DrainWorkers(drain, absl::Now()));
                 database_->KeepError(absl::UnavailableError("disk"));
               }).ok());
  ASSERT_OK(Call([&] {
    const auto told = coordinator_.Heartbeat(heartbeat, absl::Now());
    ASSERT_OK(told);
    EXPECT_FALSE(told->drain());
  }));
}

}  // namespace
}  // namespace lehr::server
