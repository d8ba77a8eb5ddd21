// The program lehrd under load, killed again and again, and on a full disk:
// what workers and people were told is compared with the file.

#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/coordinator/invariants.h"
#include "server/store/database.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/server/service/test_client.h"
#include "tests/server/simulation/history.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;

class LehrdCrashTest : public testing::Test {
 protected:
  LehrdCrashTest()
      : folder_(MakeTestFolder()),
        data_(folder_ / "data"),
        address_(absl::StrCat("unix:", (folder_ / "s").string())) {}
  ~LehrdCrashTest() override {
    stopping_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

  std::vector<std::string> Command() const {
    return {LEHRD, "--data", data_.string(), "--listen", address_};
  }

  void Start(std::vector<std::string> command) {
    program_ = std::make_unique<Program>(folder_, std::move(command));
    ASSERT_TRUE(WaitUntil(
        [&] {
          return program_->errors().find("listening") != std::string::npos;
        },
        absl::Seconds(20)))
        << program_->errors();
  }

  void Kill() {
    program_->Signal(SIGKILL);
    ASSERT_TRUE(program_->Wait(absl::Seconds(10)).has_value());
  }

  // Everything that was acknowledged is in the file, which nobody has open.
  void CheckFile() {
    const auto database = Database::Open(data_ / "lehr.db");
    ASSERT_OK(database);
    EXPECT_OK(CheckInvariants(**database));
    const absl::MutexLock lock(&mutex_);
    EXPECT_EQ(history_.Check(**database), "");
  }

  // Repeats the call on new connections until it is answered with OK, or the
  // test ends.
  template <typename Call>
  bool Persist(std::unique_ptr<TestClient>& client, Call call) {
    while (!stopping_) {
      const absl::Status status = call();
      if (status.ok()) return true;
      absl::SleepFor(absl::Milliseconds(20));
      *client = TestClient(address_);
    }
    return false;
  }

  void Work(const std::string& name) {
    auto client = std::make_unique<TestClient>(address_);
    FakeWorker worker(client.get(), name);
    Persist(client, [&] { return worker.Register(); });
    while (!stopping_) {
      bool is_repeat = false;
      absl::StatusOr<v1::LeaseSegmentResponse> leased;
      const bool answered = Persist(client, [&] {
        const absl::Duration wait = absl::Milliseconds(50);
        leased = is_repeat ? worker.RepeatLease(wait) : worker.Lease(wait);
        is_repeat = true;
        return leased.status();
      });
      if (answered && leased->has_lease()) Finish(client, worker, *leased);
    }
  }

  void Finish(std::unique_ptr<TestClient>& client, FakeWorker& worker,
              const v1::LeaseSegmentResponse& leased) {
    const v1::AttemptId& id = leased.lease().id();
    {
      const absl::MutexLock lock(&mutex_);
      history_.Leased({id.segment_id(), id.attempt()}, worker.session());
    }
    absl::StatusOr<v1::CompleteAttemptRequest> report;
    if (!Persist(client,
                 [&] {
                   report = worker.Upload(leased.lease());
                   return report.status();
                 }) ||
        !Persist(client, [&] { return worker.Report(*report); })) {
      return;
    }
    const absl::MutexLock lock(&mutex_);
    history_.Completed(id.segment_id(), report->end_state_sha256());
    ++completed_;
  }

  // Sweeps that share nothing, one after the other.
  void SubmitSweeps() {
    auto client = std::make_unique<TestClient>(address_);
    for (int seed = 1; !stopping_ && !has_enough_; ++seed) {
      const std::string request_id = absl::StrCat("sweep ", seed);
      absl::StatusOr<v1::SubmitSweepResponse> submitted;
      if (!Persist(client, [&] {
            submitted = client->Submit(
                absl::StrCat(kAnnealed, "seed: ", seed + 100), request_id);
            return submitted.status();
          })) {
        return;
      }
      const absl::MutexLock lock(&mutex_);
      history_.Submitted(request_id, submitted->sweep_id());
      ++submitted_;
    }
  }

  std::int64_t Count(Database& database, std::string_view sql) {
    Statement row = database.Query(sql);
    return row.Step() ? row.Int(0) : -1;
  }

  const fs::path folder_;
  const fs::path data_;
  const std::string address_;
  std::unique_ptr<Program> program_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> has_enough_ = false;

  absl::Mutex mutex_;
  History history_ ABSL_GUARDED_BY(mutex_);
  int completed_ ABSL_GUARDED_BY(mutex_) = 0;
  int submitted_ ABSL_GUARDED_BY(mutex_) = 0;
};

TEST_F(LehrdCrashTest, TwentyKillsUnderLoadLoseNothingThatAnybodyWasTold) {
  Start(Command());
  for (const char* name : {"a", "b", "c"}) {
    threads_.emplace_back([this, name] { Work(name); });
  }
  threads_.emplace_back([this] { SubmitSweeps(); });
  std::mt19937 random(7);
  for (int i = 0; i < 20; ++i) {
    absl::SleepFor(absl::Milliseconds(50 + static_cast<int>(random() % 400)));
    Kill();
    CheckFile();
    if (HasFailure()) return;
    Start(Command());
  }
  has_enough_ = true;
  const auto is_done = [this] {
    const auto reader = Database::OpenReadOnly(data_ / "lehr.db");
    return reader.ok() && Count(**reader,
                                "SELECT COUNT(*) FROM sweeps WHERE state <> "
                                "'DONE'") == 0;
  };
  EXPECT_TRUE(WaitUntil(is_done, absl::Minutes(2)));
  stopping_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  Kill();
  CheckFile();
  const auto database = Database::Open(data_ / "lehr.db");
  ASSERT_OK(database);
  // The workers were healthy all the time: nothing was started twice.
  EXPECT_EQ(
      Count(**database, "SELECT COUNT(*) FROM segments WHERE attempts <> 1"),
      0);
  const absl::MutexLock lock(&mutex_);
  EXPECT_EQ(Count(**database, "SELECT COUNT(*) FROM sweeps"), submitted_);
  EXPECT_EQ(Count(**database, "SELECT COUNT(*) FROM segments"), completed_);
  EXPECT_GT(completed_, 20);
}

// The data folder is a small disk of its own, which only lehrd's name space
// has.
TEST_F(LehrdCrashTest, AFullDiskLosesNothingAndIsNoReasonToEnd) {
  fs::create_directories(data_);
  const auto on_small_disk = [&](const std::string& command) {
    return std::vector<std::string>{
        "/usr/bin/unshare", "-Urm", "/bin/sh", "-c",
        absl::StrCat("mount -t tmpfs -o size=8m tmpfs '", data_.string(),
                     "' && ", command)};
  };
  if (RunProgram(folder_, on_small_disk("true")).code != 0) {
    GTEST_SKIP() << "no name spaces for users here";
  }
  std::string command = "exec";
  for (const std::string& word : Command()) {
    absl::StrAppend(&command, " '", word, "'");
  }
  // Otherwise such a small disk would be held to be full from the beginning.
  absl::StrAppend(&command, " --soft-mark-mib 0 --hard-mark-mib 0");
  Start(on_small_disk(command));
  const fs::path inside =
      absl::StrCat("/proc/", program_->pid(), "/root", data_.string());
  TestClient client(address_);
  FakeWorker worker(&client, "w");
  ASSERT_OK(worker.Register());
  const auto first = client.Submit(kAnnealed, "first");
  ASSERT_OK(first);
  const auto leased = worker.Lease(absl::ZeroDuration());
  ASSERT_OK(leased);
  const auto report = worker.Upload(leased->lease());
  ASSERT_OK(report);

  {
    std::ofstream filler(inside / "filler", std::ios::binary);
    const std::string block(4096, 'x');
    while (filler.write(block.data(), 4096) && filler.flush()) {
    }
  }
  absl::Status refused = worker.Report(*report);
  for (int i = 0; refused.ok() && i < 100; ++i) {
    // The log still had room for that.
    refused = client
                  .Submit(absl::StrCat(kAnnealed, "seed: ", 200 + i),
                          absl::StrCat("filling ", i))
                  .status();
  }
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted,
                                testing::HasSubstr("full")));
  EXPECT_THAT(program_->errors(),
              testing::HasSubstr("transaction rolled back"));
  // It still answers.
  EXPECT_OK(client.SweepOf(first->sweep_id()));

  fs::remove(inside / "filler");
  ASSERT_OK(worker.Report(*report));
  ASSERT_OK(client.Submit(absl::StrCat(kAnnealed, "seed: 999"), "last"));
  EXPECT_GT(worker.WorkThrough(), 10);
  const auto sweep = client.SweepOf(first->sweep_id());
  ASSERT_OK(sweep);
  EXPECT_EQ(sweep->state(), v1::SWEEP_STATE_DONE);
  EXPECT_FALSE(program_->Wait(absl::ZeroDuration()).has_value());
}

}  // namespace
}  // namespace lehr::server
