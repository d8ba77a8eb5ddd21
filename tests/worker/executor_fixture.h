#ifndef LEHR_TESTS_WORKER_EXECUTOR_FIXTURE_H_
#define LEHR_TESTS_WORKER_EXECUTOR_FIXTURE_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <gtest/gtest.h>

#include "lehr/md/state_file.h"
#include "proto/support/sha256.h"
#include "tests/support/status_matchers.h"
#include "tests/worker/toy_metal.h"
#include "worker/execute.h"

namespace lehr::worker {

// Keeps every snapshot that is due, which is at every opportunity if `always`.
class SnapshotList final : public CheckpointSink {
 public:
  explicit SnapshotList(bool always) : always_(always) {}
  bool Due() override { return always_; }
  void Save(Snapshot snapshot) override {
    snapshots.push_back(std::move(snapshot));
    if (on_save) on_save();
  }
  void SaveFailed(md::State state) override { failed = std::move(state); }

  std::vector<Snapshot> snapshots;
  std::optional<md::State> failed;
  std::function<void()> on_save;

 private:
  const bool always_;
};

// Executors with artifacts in memory, and work on the toy metal.
class ExecutorTest : public testing::Test {
 protected:
  std::string Keep(std::string content) {
    std::string sha256 = Sha256Of(content);
    artifacts_[sha256] = std::move(content);
    return sha256;
  }
  std::string Keep(const md::State& state) {
    return Keep(md::EncodeState(state));
  }

  // A lease of `work` from the state with this hash, if there is one.
  v1::Lease LeaseOf(const v1::Work& work, const std::string& start = "") {
    v1::Lease lease;
    lease.mutable_id()->set_segment_id(1);
    lease.mutable_id()->set_attempt(1);
    *lease.mutable_work() = work;
    lease.set_start_state_sha256(start);
    lease.set_potential_sha256(Keep(ToyMetal()));
    lease.set_potential_name("toy.eam.alloy");
    lease.set_record_steps(10);
    lease.set_label("test");
    return lease;
  }

  absl::StatusOr<Outcome> Execute(const v1::Lease& lease, int threads = 1,
                                  SnapshotList* snapshots = nullptr,
                                  AttemptControl* control = nullptr) {
    SnapshotList unused(false);
    AttemptControl own_control(lease.id());
    Executor executor(
        threads,
        [this](const std::string& sha256) -> absl::StatusOr<std::string> {
          const auto found = artifacts_.find(sha256);
          if (found == artifacts_.end()) return absl::NotFoundError("artifact");
          return found->second;
        });
    return executor.Execute(lease, control != nullptr ? control : &own_control,
                            snapshots != nullptr ? snapshots : &unused);
  }

  // Hash of the state that `work` leads to from `start`; empty if it fails.
  std::string After(const v1::Work& work, const std::string& start = "") {
    const auto outcome = Execute(LeaseOf(work, start));
    EXPECT_OK(outcome);
    if (!outcome.ok() || !outcome->end_state.has_value()) return "";
    return Keep(*outcome->end_state);
  }

  // A perfect crystal; the same with velocities.
  std::string Crystal() { return After(CreateWork()); }
  std::string Warm(double kelvin) {
    return After(VelocitiesWork(kelvin), Crystal());
  }

  std::map<std::string, std::string> artifacts_;
};

}  // namespace lehr::worker

#endif  // LEHR_TESTS_WORKER_EXECUTOR_FIXTURE_H_
