#include "worker/persist.h"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::worker {
namespace {

// Calls with these results in turn; counts calls and waiting times.
struct Script {
  explicit Script(std::vector<absl::Status> answers)
      : results(std::move(answers)) {}

  std::vector<absl::Status> results;
  std::size_t calls = 0;
  std::vector<absl::Duration> waits;
  std::size_t last_call = 1000;  // go_on is false after it

  absl::Status Run() {
    return Persist([this] { return results[calls++]; },
                   [this] { return calls < last_call; },
                   [this](absl::Duration time) { waits.push_back(time); });
  }
};

TEST(PersistTest, TriesUntilThePeerIsBack) {
  Script script({absl::UnavailableError("a"), absl::DeadlineExceededError("b"),
                 absl::ResourceExhaustedError("c"), absl::OkStatus()});
  EXPECT_OK(script.Run());
  EXPECT_EQ(script.calls, 4U);
  EXPECT_EQ(script.waits.size(), 3U);
}

TEST(PersistTest, DoesNotRepeatWhatWouldNotChange) {
  for (const absl::Status& refusal :
       {absl::AbortedError(""), absl::InvalidArgumentError(""),
        absl::FailedPreconditionError(""), absl::NotFoundError("")}) {
    Script script({refusal, absl::OkStatus()});
    EXPECT_EQ(script.Run(), refusal);
    EXPECT_EQ(script.calls, 1U);
  }
}

TEST(PersistTest, DoubtsAnInternalErrorTwice) {
  Script script(std::vector<absl::Status>(9, absl::InternalError("x")));
  EXPECT_EQ(script.Run(), absl::InternalError("x"));
  EXPECT_EQ(script.calls, 3U);
}

TEST(PersistTest, EndsWhenItShallNotGoOn) {
  Script script(std::vector<absl::Status>(9, absl::UnavailableError("x")));
  script.last_call = 2;
  EXPECT_EQ(script.Run(), absl::UnavailableError("x"));
  EXPECT_EQ(script.calls, 2U);
}

TEST(PersistTest, WaitsLongerEachTimeUpToHalfAMinute) {
  Script script(std::vector<absl::Status>(20, absl::UnavailableError("x")));
  script.last_call = 20;
  script.Run().IgnoreError();
  EXPECT_LE(script.waits.front(), absl::Milliseconds(200));
  EXPECT_GE(script.waits.back(), absl::Seconds(15));
  EXPECT_LE(script.waits.back(), absl::Seconds(30));
}

}  // namespace
}  // namespace lehr::worker
