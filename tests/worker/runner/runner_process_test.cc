#include "worker/runner/runner_process.h"

#include <csignal>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/state_file.h"
#include "proto/support/sha256.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"
#include "tests/worker/toy_metal.h"
#include "worker/runner/artifact_exchange.h"

namespace lehr::worker {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kRoomy = 1 << 24;

class RunnerProcessTest : public testing::Test {
 protected:
  // Of one thread, with a cache of this size.
  RunnerOptions With(std::int64_t cache_bytes) const {
    return {.threads = 1,
            .cores = {},
            .cache = folder_ / "cache",
            .cache_bytes = cache_bytes};
  }

  static wire::Command MakeACrystal() {
    wire::Command command;
    v1::Lease& lease = *command.mutable_execute();
    *lease.mutable_work() = CreateWork();
    lease.set_potential_sha256(Sha256Of(ToyMetal()));
    lease.set_potential_name("toy.eam.alloy");
    return command;
  }

  // The next event but progress; none at the end of the runner.
  static std::optional<wire::Event> Next(RunnerProcess* runner) {
    while (true) {
      const auto event = runner->Next(absl::Seconds(30));
      if (!event.ok()) return std::nullopt;
      if (event->has_value() && !(*event)->has_progress()) return **event;
    }
  }

  const std::filesystem::path folder_ = MakeTestFolder();
};

TEST_F(RunnerProcessTest, ExecutesOneAfterTheOtherWithFilesOfTheCache) {
  ArtifactCache cache(folder_ / "cache", kRoomy);
  ASSERT_TRUE(cache.Put(Sha256Of(ToyMetal()), ToyMetal()));
  RunnerProcess runner(LEHR_WORKER_PROGRAM, With(kRoomy));
  ASSERT_OK(runner.Start());
  const pid_t pid = runner.pid();
  for (int i = 0; i < 3; ++i) {
    runner.Send(MakeACrystal());
    const auto event = Next(&runner);
    ASSERT_TRUE(event.has_value() && event->has_result());
    EXPECT_EQ(event->result().code(), 0) << event->result().message();
    EXPECT_FALSE(event->result().end_state().has_content());
    const auto content = FromWire(event->result().end_state(), &cache);
    ASSERT_OK(content);
    EXPECT_OK(md::DecodeState(*content));
  }
  EXPECT_EQ(runner.pid(), pid);
}

TEST_F(RunnerProcessTest, WithoutACacheContentsGoThroughTheSocket) {
  ArtifactCache none({}, 0);
  RunnerProcess runner(LEHR_WORKER_PROGRAM, With(0));
  ASSERT_OK(runner.Start());
  runner.Send(MakeACrystal());
  auto event = Next(&runner);
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->fetch(), Sha256Of(ToyMetal()));
  wire::Command fetched;
  *fetched.mutable_fetched()->mutable_artifact() = ToWire(ToyMetal(), &none);
  runner.Send(fetched);
  event = Next(&runner);
  ASSERT_TRUE(event.has_value() && event->has_result());
  EXPECT_EQ(event->result().code(), 0) << event->result().message();
  EXPECT_EQ(Sha256Of(event->result().end_state().content()),
            event->result().end_state().sha256());
}

TEST_F(RunnerProcessTest, WhatCannotBeFetchedEndsTheAttemptAlone) {
  RunnerProcess runner(LEHR_WORKER_PROGRAM, With(0));
  ASSERT_OK(runner.Start());
  runner.Send(MakeACrystal());
  ASSERT_TRUE(Next(&runner).has_value());
  wire::Command fetched;
  fetched.mutable_fetched()->set_code(
      static_cast<int>(absl::StatusCode::kNotFound));
  fetched.mutable_fetched()->set_message("no such artifact");
  runner.Send(fetched);
  const auto event = Next(&runner);
  ASSERT_TRUE(event.has_value() && event->has_result());
  EXPECT_EQ(event->result().code(),
            static_cast<int>(absl::StatusCode::kNotFound));
  EXPECT_THAT(event->result().message(), HasSubstr("toy.eam.alloy"));
}

TEST_F(RunnerProcessTest, TellsHowItEndedAndCanBeStartedAgain) {
  RunnerProcess runner(LEHR_WORKER_PROGRAM, With(0));
  ASSERT_OK(runner.Start());
  const pid_t pid = runner.pid();
  kill(pid, SIGSEGV);
  EXPECT_FALSE(Next(&runner).has_value());
  const RunnerEnd crash = runner.TakeEnd();
  EXPECT_THAT(crash.status,
              StatusIs(absl::StatusCode::kInternal, HasSubstr("SIGSEGV")));
  EXPECT_EQ(crash.failure_class, v1::FAILURE_CLASS_CRASH);

  ASSERT_OK(runner.Start());
  EXPECT_NE(runner.pid(), pid);
  runner.Kill("was in the way");
  EXPECT_FALSE(Next(&runner).has_value());
  EXPECT_THAT(runner.TakeEnd().status,
              StatusIs(absl::StatusCode::kInternal, HasSubstr("in the way")));
}

TEST_F(RunnerProcessTest, SignalsForTheWorkerAreNotForIt) {
  RunnerProcess runner(LEHR_WORKER_PROGRAM, With(0));
  ASSERT_OK(runner.Start());
  runner.Send(MakeACrystal());
  ASSERT_TRUE(Next(&runner).has_value()) << "it has begun";
  for (const int number : {SIGINT, SIGTERM}) kill(runner.pid(), number);
  EXPECT_FALSE(runner.Next(absl::Milliseconds(200)).value().has_value());
}

TEST_F(RunnerProcessTest, SaysSoIfItCannotBeStarted) {
  RunnerProcess runner("/nothing/here", With(0));
  EXPECT_THAT(runner.Start(), StatusIs(absl::StatusCode::kResourceExhausted,
                                       HasSubstr("/nothing/here")));
}

}  // namespace
}  // namespace lehr::worker
