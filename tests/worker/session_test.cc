#include "worker/session.h"

#include <algorithm>
#include <csignal>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

#include <absl/strings/str_format.h>
#include <absl/synchronization/notification.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lehr/md/state_file.h"
#include "proto/support/channel.h"
#include "proto/support/log.h"
#include "proto/support/version.h"
#include "tests/support/children.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"
#include "tests/worker/scripted_server.h"
#include "tests/worker/toy_metal.h"

namespace lehr::worker {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr absl::Duration kLimit = absl::Seconds(30);
constexpr std::int64_t kEndless = 1'000'000'000'000;

Options OptionsFor(const ScriptedServer& server,
                   const std::filesystem::path& cache,
                   double checkpoint_seconds) {
  Options options;
  options.server = server.address();
  options.cache = cache;
  options.cache_gib = 0.1;
  options.checkpoint_seconds = checkpoint_seconds;
  options.name = "test";
  options.program = LEHR_WORKER_PROGRAM;
  return options;
}

// A worker in a thread of the test.
class RunningWorker {
 public:
  RunningWorker(const ScriptedServer& server,
                const std::filesystem::path& cache, double checkpoint_seconds)
      : RunningWorker(OptionsFor(server, cache, checkpoint_seconds)) {}

  explicit RunningWorker(const Options& options) {
    session_ = std::make_unique<Session>(
        options, std::vector<int>(), absl::InfiniteFuture(),
        MakeChannel(options.server), [this](absl::Duration time) {
          return wish_.WaitForNotificationWithTimeout(time);
        });
    thread_ = std::thread([this] { result_ = session_->Run(); });
  }

  ~RunningWorker() {
    if (thread_.joinable()) Leave().IgnoreError();
  }

  // Asks it to leave and waits for that.
  absl::Status Leave() {
    wish_.Notify();
    return Join();
  }

  absl::Status Join() {
    thread_.join();
    return result_;
  }

 private:
  absl::Notification wish_;
  std::unique_ptr<Session> session_;
  absl::Status result_;
  std::thread thread_;
};

class SessionTest : public testing::Test {
 protected:
  void SetUp() override {
    SetLogThreshold(Severity::kError);
    // Made by a worker, as all states are.
    server_.Offer(LeaseOf(CreateWork()));
    RunningWorker worker(server_, cache_, 60);
    ASSERT_TRUE(
        WaitUntil([&] { return server_.completions().size() == 1; }, kLimit));
    crystal_ = server_.completions()[0].end_state_sha256();
    ASSERT_OK(worker.Leave());
    // Else the next lease could go to the worker that has just hung up.
    ASSERT_TRUE(WaitUntil([&] { return server_.waiting() == 0; }, kLimit));
  }
  void TearDown() override { SetLogThreshold(Severity::kInfo); }

  v1::Lease LeaseOf(const v1::Work& work) {
    v1::Lease lease;
    lease.mutable_id()->set_segment_id(next_segment_++);
    lease.mutable_id()->set_attempt(1);
    *lease.mutable_work() = work;
    lease.set_start_state_sha256(crystal_);
    lease.set_potential_sha256(server_.Keep(ToyMetal()));
    lease.set_potential_name("toy.eam.alloy");
    lease.set_record_steps(10);
    lease.set_label("test/hold");
    return lease;
  }

  // To be measured with the toy metal.
  v1::CalibrationWanted Calibration(const std::string& potential_sha256) {
    v1::CalibrationWanted wanted;
    wanted.set_potential_sha256(potential_sha256);
    wanted.set_potential_name("toy.eam.alloy");
    wanted.add_elements("Cu");
    wanted.add_fractions(1);
    wanted.set_lattice_constant_angstrom(kToyLatticeConstant);
    wanted.add_atoms(500);
    wanted.set_precision(v1::PRECISION_REFERENCE);
    return wanted;
  }

  // Offers work that does not end by itself, and waits until it runs.
  v1::Lease OfferEndless() {
    const v1::Lease lease = LeaseOf(DynamicsWork(HoldLaw(300), kEndless));
    server_.Offer(lease);
    EXPECT_TRUE(WaitUntil(
        [&] {
          const auto progress = server_.progress();
          return !progress.empty() &&
                 progress.back().id().segment_id() == lease.id().segment_id() &&
                 progress.back().steps_done() > 0;
        },
        kLimit));
    return lease;
  }

  const std::filesystem::path folder_ = MakeTestFolder();
  const std::filesystem::path cache_ = folder_ / "cache";
  ScriptedServer server_{folder_};
  std::string crystal_;
  std::int64_t next_segment_ = 1;
};

TEST_F(SessionTest, TellsTheServerWhatItIs) {
  const auto registrations = server_.registrations();
  ASSERT_THAT(registrations, SizeIs(1));
  EXPECT_EQ(registrations[0].session().size(), 16U);
  EXPECT_EQ(registrations[0].threads(), 1);
  EXPECT_EQ(registrations[0].numerics_version(), kNumericsVersion);
  EXPECT_EQ(registrations[0].software_version(), kSoftwareVersion);
  EXPECT_EQ(registrations[0].name(), "test");
}

TEST_F(SessionTest, MeasuresItsSpeedBeforeItsFirstLease) {
  server_.WantCalibration(Calibration(server_.Keep(ToyMetal())));
  server_.Offer(LeaseOf(DynamicsWork(HoldLaw(300), 10)));
  RunningWorker worker(server_, cache_, 60);
  ASSERT_TRUE(
      WaitUntil([&] { return server_.completions().size() == 2; }, kLimit));
  ASSERT_THAT(server_.speeds(), SizeIs(1));
  EXPECT_EQ(server_.speeds()[0].atoms(), 500);
  EXPECT_EQ(server_.speeds()[0].potential_sha256(), server_.Keep(ToyMetal()));
  EXPECT_GT(server_.speeds()[0].atom_steps_per_second(), 0);
}

TEST_F(SessionTest, MeasuresItsSpeedWhileItWaitsForWork) {
  RunningWorker worker(server_, cache_, 60);
  ASSERT_TRUE(WaitUntil([&] { return server_.waiting() == 1; }, kLimit));
  const absl::Time begin = absl::Now();
  server_.WantCalibration(Calibration(server_.Keep(ToyMetal())));
  ASSERT_TRUE(WaitUntil([&] { return server_.speeds().size() == 1; }, kLimit));
  // Not only when the server answers that there is no work, after 20 s.
  EXPECT_LT(absl::Now() - begin, absl::Seconds(15));
  server_.Offer(LeaseOf(DynamicsWork(HoldLaw(300), 10)));
  ASSERT_TRUE(
      WaitUntil([&] { return server_.completions().size() == 2; }, kLimit));
}

TEST_F(SessionTest, WorksOnWhenItsSpeedCannotBeMeasured) {
  server_.WantCalibration(Calibration(server_.Keep("this is not setfl")));
  server_.Offer(LeaseOf(DynamicsWork(HoldLaw(300), 10)));
  RunningWorker worker(server_, cache_, 60);
  ASSERT_TRUE(
      WaitUntil([&] { return server_.completions().size() == 2; }, kLimit));
  EXPECT_THAT(server_.speeds(), SizeIs(0));
}

TEST_F(SessionTest, DeliversStateAndCurve) {
  server_.Offer(LeaseOf(DynamicsWork(HoldLaw(300), 100)));
  RunningWorker worker(server_, cache_, 60);
  ASSERT_TRUE(
      WaitUntil([&] { return server_.completions().size() == 2; }, kLimit));
  const v1::CompleteAttemptRequest request = server_.completions()[1];
  EXPECT_EQ(request.steps_taken(), 100);
  EXPECT_EQ(request.atoms(), 108);
  EXPECT_GT(request.run_time().nanos() + request.run_time().seconds(), 0);
  const auto state =
      md::DecodeState(server_.artifact(request.end_state_sha256()));
  ASSERT_OK(state);
  EXPECT_EQ(state->law_step, 100);
  v1::Curve curve;
  EXPECT_TRUE(curve.ParseFromString(server_.artifact(request.curve_sha256())));
  EXPECT_EQ(curve.columns(0).values_size(), 10);
  EXPECT_OK(worker.Leave());
}

TEST_F(SessionTest, AsksAgainWhenTheAnswerWasLost) {
  server_.LoseNextLease();
  server_.Offer(LeaseOf(DynamicsWork(HoldLaw(300), 100)));
  RunningWorker worker(server_, cache_, 60);
  ASSERT_TRUE(
      WaitUntil([&] { return server_.completions().size() == 2; }, kLimit));
}

TEST_F(SessionTest, RegistersAgainUnderTheSameSession) {
  RunningWorker worker(server_, cache_, 60);
  const v1::Lease lease = OfferEndless();
  server_.Forget();
  ASSERT_TRUE(
      WaitUntil([&] { return server_.registrations().size() > 2; }, kLimit));
  const auto registrations = server_.registrations();
  EXPECT_EQ(registrations[1].session(), registrations[2].session());
  const std::size_t seen = server_.progress().size();
  ASSERT_TRUE(
      WaitUntil([&] { return server_.progress().size() > seen; }, kLimit));
  EXPECT_EQ(server_.progress().back().id().segment_id(),
            lease.id().segment_id());
  EXPECT_THAT(server_.ends(), SizeIs(0)) << "the work goes on";
}

TEST_F(SessionTest, KeepsComputingWhileTheServerIsAway) {
  RunningWorker worker(server_, cache_, 60);
  server_.Offer(LeaseOf(DynamicsWork(HoldLaw(300), 20'000)));
  ASSERT_TRUE(WaitUntil(
      [&] {
        const auto progress = server_.progress();
        return !progress.empty() && progress.back().steps_done() > 0;
      },
      kLimit));
  server_.Stop();
  server_.Forget();
  absl::SleepFor(absl::Seconds(1));  // the outage
  server_.Start();
  ASSERT_TRUE(
      WaitUntil([&] { return server_.completions().size() == 2; }, kLimit));
  EXPECT_EQ(server_.completions()[1].steps_taken(), 20'000);
  EXPECT_THAT(server_.ends(), SizeIs(0));
}

TEST_F(SessionTest, DropsACancelledAttemptWithinASecondAndGoesOn) {
  RunningWorker worker(server_, cache_, 60);
  const v1::Lease lease = OfferEndless();
  const absl::Time begin = absl::Now();
  server_.CancelAttempt(lease.id());
  ASSERT_TRUE(WaitUntil([&] { return server_.ends().size() == 1; }, kLimit));
  // Promised is about a second; the machine may be busy with other tests.
  EXPECT_LT(absl::Now() - begin, absl::Seconds(3));
  EXPECT_EQ(server_.ends()[0].end(), v1::ATTEMPT_END_CANCELLED);
  EXPECT_EQ(server_.ends()[0].id().segment_id(), lease.id().segment_id());
  server_.Offer(LeaseOf(DynamicsWork(HoldLaw(300), 10)));
  EXPECT_TRUE(
      WaitUntil([&] { return server_.completions().size() == 2; }, kLimit));
}

TEST_F(SessionTest, DropsAResultThatIsStale) {
  server_.AnswerCompletions(absl::AbortedError("attempt 2 runs"));
  RunningWorker worker(server_, cache_, 60);
  server_.Offer(LeaseOf(DynamicsWork(HoldLaw(300), 10)));
  server_.Offer(LeaseOf(DynamicsWork(HoldLaw(300), 20)));
  // It asks for more after the first.
  ASSERT_TRUE(
      WaitUntil([&] { return server_.completions().size() == 3; }, kLimit));
  EXPECT_THAT(server_.ends(), SizeIs(0));
}

TEST_F(SessionTest, ReportsAnErrorWithWhereAndWhat) {
  RunningWorker worker(server_, cache_, 60);
  v1::DynamicsLaw law = HoldLaw(300);
  law.set_time_step_fs(-1);
  const v1::Lease lease = LeaseOf(DynamicsWork(law, 10));
  server_.Offer(lease);
  ASSERT_TRUE(WaitUntil([&] { return server_.ends().size() == 1; }, kLimit));
  const v1::EndAttemptRequest end = server_.ends()[0];
  EXPECT_EQ(end.end(), v1::ATTEMPT_END_FAILED);
  EXPECT_EQ(end.code(), static_cast<int>(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(end.message(), HasSubstr(": attempt 1: test/hold: "));
  EXPECT_THAT(end.message(), HasSubstr("time_step"));
}

TEST_F(SessionTest, UploadsTheStateBeforeAFailure) {
  RunningWorker worker(server_, cache_, 60);
  // Two thousand percent a picosecond: atoms are pulled apart within steps.
  server_.Offer(LeaseOf(DynamicsWork(PullLaw(300, -20), 100)));
  ASSERT_TRUE(WaitUntil([&] { return server_.ends().size() == 1; }, kLimit));
  const v1::EndAttemptRequest end = server_.ends()[0];
  EXPECT_EQ(end.code(), static_cast<int>(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(end.message(), HasSubstr("step "));
  const auto state = md::DecodeState(server_.artifact(end.state_sha256()));
  ASSERT_OK(state);
  EXPECT_EQ(state->atoms.size(), 108u);
  EXPECT_THAT(end.message(),
              HasSubstr(absl::StrFormat("step %d:", state->law_step + 1)));
}

TEST_F(SessionTest, SavesAndReturnsWhatItDoesWhenItLeaves) {
  RunningWorker worker(server_, cache_, 3600);
  const v1::Lease lease = OfferEndless();
  const absl::Time begin = absl::Now();
  ASSERT_OK(worker.Leave());
  EXPECT_LT(absl::Now() - begin, absl::Seconds(5));
  ASSERT_THAT(server_.ends(), SizeIs(1));
  EXPECT_EQ(server_.ends()[0].end(), v1::ATTEMPT_END_RETURNED);
  EXPECT_EQ(server_.ends()[0].failure_class(), v1::FAILURE_CLASS_PREEMPTED);
  ASSERT_THAT(server_.checkpoints(), SizeIs(1));
  EXPECT_GT(server_.checkpoints()[0].step(), 0);
  EXPECT_EQ(server_.checkpoints()[0].step() % 10, 0);
}

TEST_F(SessionTest, ALeaseContinuesWhatAnotherWorkerReturned) {
  constexpr std::int64_t kSteps = 30'000;
  const v1::Lease lease = LeaseOf(DynamicsWork(HoldLaw(300), kSteps));
  server_.Offer(lease);
  {
    RunningWorker undisturbed(server_, cache_, 3600);
    ASSERT_TRUE(
        WaitUntil([&] { return server_.completions().size() == 2; }, kLimit));
  }
  v1::Lease again = LeaseOf(DynamicsWork(HoldLaw(300), kSteps));
  server_.Offer(again);
  {
    RunningWorker leaving(server_, cache_, 0.05);
    ASSERT_TRUE(
        WaitUntil([&] { return !server_.checkpoints().empty(); }, kLimit));
  }
  ASSERT_THAT(server_.completions(), SizeIs(2)) << "it left in time";
  again.mutable_id()->set_attempt(2);
  *again.mutable_checkpoint() = server_.checkpoints().back();
  server_.Offer(again);
  RunningWorker other(server_, folder_ / "cache of another host", 3600);
  ASSERT_TRUE(
      WaitUntil([&] { return server_.completions().size() == 3; }, kLimit));
  const auto completions = server_.completions();
  EXPECT_LT(completions[2].steps_taken(), kSteps);
  EXPECT_EQ(completions[2].end_state_sha256(),
            completions[1].end_state_sha256());
  EXPECT_EQ(completions[2].curve_sha256(), completions[1].curve_sha256());
}

TEST_F(SessionTest, HandsBackWhatTheServerWantsBackAndGoesOn) {
  RunningWorker worker(server_, cache_, 3600);
  const v1::Lease lease = OfferEndless();
  server_.WantBack(lease.id());
  ASSERT_TRUE(WaitUntil([&] { return server_.ends().size() == 1; }, kLimit));
  EXPECT_EQ(server_.ends()[0].end(), v1::ATTEMPT_END_RETURNED);
  EXPECT_EQ(server_.ends()[0].failure_class(), v1::FAILURE_CLASS_DRAINED);
  EXPECT_THAT(server_.checkpoints(), SizeIs(1));
  server_.Offer(LeaseOf(DynamicsWork(HoldLaw(300), 10)));
  EXPECT_TRUE(
      WaitUntil([&] { return server_.completions().size() == 2; }, kLimit));
}

TEST_F(SessionTest, LeavesWhenItIsDrained) {
  RunningWorker worker(server_, cache_, 3600);
  OfferEndless();
  server_.Drain();
  EXPECT_OK(worker.Join());
  ASSERT_THAT(server_.ends(), SizeIs(1));
  EXPECT_EQ(server_.ends()[0].end(), v1::ATTEMPT_END_RETURNED);
  EXPECT_EQ(server_.ends()[0].failure_class(), v1::FAILURE_CLASS_DRAINED);
  EXPECT_THAT(server_.checkpoints(), SizeIs(1));
}

TEST_F(SessionTest, ACrashOfTheRunnerIsReportedAndTheSessionGoesOn) {
  RunningWorker worker(server_, cache_, 3600);
  for (const auto& [number, name] :
       {std::pair(SIGSEGV, "SIGSEGV"), std::pair(SIGKILL, "SIGKILL"),
        std::pair(SIGABRT, "SIGABRT")}) {
    const std::size_t ends = server_.ends().size();
    const v1::Lease lease = OfferEndless();
    // Its neighbor list is tuned by then, which it tells.
    ASSERT_TRUE(WaitUntil(
        [&] {
          const v1::Progress progress = server_.progress().back();
          return progress.id().segment_id() == lease.id().segment_id() &&
                 progress.steps_done() > 2000;
        },
        kLimit));
    const absl::Time begin = absl::Now();
    for (const pid_t runner : ChildrenOf(getpid())) kill(runner, number);
    ASSERT_TRUE(
        WaitUntil([&] { return server_.ends().size() == ends + 1; }, kLimit));
    const v1::EndAttemptRequest end = server_.ends().back();
    EXPECT_EQ(end.end(), v1::ATTEMPT_END_FAILED);
    EXPECT_EQ(end.failure_class(), v1::FAILURE_CLASS_CRASH);
    EXPECT_THAT(end.message(), HasSubstr(name));
    EXPECT_THAT(end.log(), HasSubstr("tuned"));
    // Promised is a second; the machine may be busy with other tests.
    EXPECT_LT(absl::Now() - begin, absl::Seconds(5));
  }
  const std::size_t heartbeats = static_cast<std::size_t>(server_.heartbeats());
  server_.Offer(LeaseOf(DynamicsWork(HoldLaw(300), 10)));
  EXPECT_TRUE(
      WaitUntil([&] { return server_.completions().size() == 2; }, kLimit));
  EXPECT_GT(heartbeats, 0U);
  EXPECT_THAT(server_.registrations(), SizeIs(2)) << "one for each worker";
}

TEST_F(SessionTest, ARunnerThatMakesNoProgressIsReplaced) {
  Options options = OptionsFor(server_, cache_, 3600);
  options.stall_minutes = 1.0 / 60;
  RunningWorker worker(options);
  OfferEndless();
  for (const pid_t runner : ChildrenOf(getpid())) kill(runner, SIGSTOP);
  const int heartbeats = server_.heartbeats();
  ASSERT_TRUE(WaitUntil([&] { return server_.ends().size() == 1; }, kLimit));
  EXPECT_EQ(server_.ends()[0].failure_class(), v1::FAILURE_CLASS_CRASH);
  EXPECT_THAT(server_.ends()[0].message(), HasSubstr("made no progress"));
  EXPECT_GT(server_.heartbeats(), heartbeats + 5) << "the session lives";
  server_.Offer(LeaseOf(DynamicsWork(HoldLaw(300), 10)));
  EXPECT_TRUE(
      WaitUntil([&] { return server_.completions().size() == 2; }, kLimit));
}

TEST_F(SessionTest, TheNextLeaseComesBeforeTheEndOfAShortAttempt) {
  RunningWorker worker(server_, cache_, 3600);
  // Some tenths of a second each.
  for (int i = 0; i < 3; ++i) {
    server_.Offer(LeaseOf(DynamicsWork(HoldLaw(300), 3000 + i)));
  }
  bool both = false;
  ASSERT_TRUE(WaitUntil(
      [&] {
        std::set<std::int64_t> segments;
        const auto progress = server_.progress();
        for (std::size_t i =
                 progress.size() - std::min<std::size_t>(progress.size(), 2);
             i < progress.size(); ++i) {
          segments.insert(progress[i].id().segment_id());
        }
        both = both || segments.size() == 2;
        return server_.completions().size() == 4;
      },
      kLimit));
  EXPECT_TRUE(both) << "a heartbeat told of two";
}

TEST_F(SessionTest, AResultOutlivesItsWorker) {
  server_.Offer(LeaseOf(DynamicsWork(HoldLaw(300), 100)));
  {
    RunningWorker worker(server_, cache_, 3600);
    server_.AnswerCompletions(absl::UnavailableError("busy"));
    ASSERT_TRUE(
        WaitUntil([&] { return server_.completions().size() == 2; }, kLimit));
    // It leaves without having been heard.
  }
  const auto tried = server_.completions().back();
  server_.AnswerCompletions(absl::OkStatus());
  const std::size_t before = server_.completions().size();
  RunningWorker next(server_, cache_, 3600);
  ASSERT_TRUE(WaitUntil(
      [&] { return server_.completions().size() == before + 1; }, kLimit));
  EXPECT_EQ(server_.completions().back().SerializeAsString(),
            tried.SerializeAsString())
      << "also its session";
  ASSERT_OK(next.Leave());
  RunningWorker third(server_, cache_, 3600);
  ASSERT_TRUE(WaitUntil([&] { return server_.waiting() == 1; }, kLimit));
  EXPECT_THAT(server_.completions(), SizeIs(before + 1)) << "and only once";
}

TEST_F(SessionTest, GoesOnFromTheCheckpointOnItsDiskIfThatIsNewer) {
  v1::Lease lease = LeaseOf(DynamicsWork(HoldLaw(300), kEndless));
  server_.Offer(lease);
  {
    RunningWorker worker(server_, cache_, 3600);
    ASSERT_TRUE(WaitUntil(
        [&] {
          const auto progress = server_.progress();
          return !progress.empty() && progress.back().steps_done() > 10;
        },
        kLimit));
    server_.AnswerCheckpoints(absl::UnavailableError("busy"));
    // It leaves a checkpoint that the server does not have.
  }
  ASSERT_THAT(server_.checkpoints(), SizeIs(0));
  lease.mutable_id()->set_attempt(2);
  server_.Offer(lease);
  const std::size_t seen = server_.progress().size();
  RunningWorker next(server_, cache_, 3600);
  ASSERT_TRUE(
      WaitUntil([&] { return server_.progress().size() > seen; }, kLimit));
  ASSERT_TRUE(WaitUntil(
      [&] { return server_.progress().back().steps_total() > 0; }, kLimit));
  EXPECT_GT(server_.progress().back().steps_done(), 10);
}

TEST_F(SessionTest, ADamagedCheckpointFallsBackToTheOneBefore) {
  constexpr std::int64_t kSteps = 30'000;
  v1::Lease lease = LeaseOf(DynamicsWork(HoldLaw(300), kSteps));
  server_.Offer(lease);
  {
    RunningWorker leaving(server_, cache_, 0.05);
    ASSERT_TRUE(
        WaitUntil([&] { return server_.checkpoints().size() >= 2; }, kLimit));
  }
  ASSERT_THAT(server_.completions(), SizeIs(1)) << "it left in time";
  const auto checkpoints = server_.checkpoints();
  *lease.mutable_checkpoint() = checkpoints.back();
  *lease.mutable_earlier_checkpoint() = checkpoints.front();
  server_.Damage(checkpoints.back().state_sha256());
  lease.mutable_id()->set_attempt(2);
  server_.Offer(lease);
  RunningWorker other(server_, folder_ / "cache of another host", 3600);
  ASSERT_TRUE(
      WaitUntil([&] { return server_.completions().size() == 2; }, kLimit));
  EXPECT_EQ(server_.completions()[1].steps_taken(),
            kSteps - checkpoints.front().step());
}

TEST_F(SessionTest, LeavesAtOnceWhenIdle) {
  RunningWorker worker(server_, cache_, 60);
  const int seen = server_.heartbeats();
  ASSERT_TRUE(WaitUntil([&] { return server_.heartbeats() > seen; }, kLimit));
  const absl::Time begin = absl::Now();
  EXPECT_OK(worker.Leave());
  EXPECT_LT(absl::Now() - begin, absl::Seconds(3));
}

TEST_F(SessionTest, LeavesWithoutAServer) {
  server_.Stop();
  RunningWorker worker(server_, cache_, 60);
  const absl::Time begin = absl::Now();
  EXPECT_OK(worker.Leave());
  EXPECT_LT(absl::Now() - begin, absl::Seconds(3));
}

TEST_F(SessionTest, EndsIfTheServerRefusesIt) {
  server_.AnswerRegistrations(
      absl::FailedPreconditionError("numerics version 1, expected 2"));
  RunningWorker worker(server_, cache_, 60);
  EXPECT_THAT(worker.Join(), StatusIs(absl::StatusCode::kFailedPrecondition,
                                      HasSubstr("numerics")));
}

}  // namespace
}  // namespace lehr::worker
