#include "worker/runner/run_attempts.h"

#include <algorithm>
#include <csignal>
#include <exception>
#include <fstream>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>

#include <sys/prctl.h>
#include <unistd.h>

#include <absl/base/thread_annotations.h>
#include <absl/strings/str_format.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/clock.h>

#include "lehr/md/bind_threads.h"
#include "lehr/md/state_file.h"
#include "worker/artifact_cache.h"
#include "worker/attempt_control.h"
#include "worker/calibration.h"
#include "worker/execute.h"
#include "worker/proto_time.h"
#include "worker/runner/artifact_exchange.h"
#include "worker/runner/message_stream.h"
#include "worker/runner/runner.pb.h"
#include "worker/runner/snapshot_writer.h"

namespace lehr::worker {
namespace {

// Progress is told at most so often, as a step may take a microsecond: more
// often at first, so that the end of short work is foreseen.
constexpr absl::Duration kTellEvery = absl::Milliseconds(100);
constexpr absl::Duration kTellFirst = absl::Milliseconds(1);

// When memory runs out, the system ends the process with the highest score: the
// runner, whose work can be continued, and not the session. Scores without this
// are shares of memory in thousandths.
constexpr int kOutOfMemoryScore = 500;

// Running is one attempt, or one measurement of speeds.
class Running {
 public:
  Running(const v1::AttemptId& id, ArtifactCache* cache,
          std::span<const int> cores)
      : control_(id, [this] { TellProgress(); }),
        writer_(cache, cores, [](const wire::Checkpoint& checkpoint) {
          wire::Event event;
          *event.mutable_checkpoint() = checkpoint;
          Tell(event);
        }) {}

  // A session that is gone is noticed by the thread that reads.
  static void Tell(const wire::Event& event) {
    static absl::Mutex mutex(absl::kConstInit);
    const absl::MutexLock lock(&mutex);
    SendMessage(kSessionSocket, event).IgnoreError();
  }

  AttemptControl& control() { return control_; }
  SnapshotWriter& writer() { return writer_; }

 private:
  // Called by the thread that computes.
  void TellProgress() {
    const absl::Time now = absl::Now();
    if (now - told_ < wait_) return;
    told_ = now;
    wait_ = std::min(2 * wait_, kTellEvery);
    wire::Event event;
    *event.mutable_progress() = control_.progress();
    Tell(event);
  }

  AttemptControl control_;
  SnapshotWriter writer_;
  absl::Time told_ = absl::InfinitePast();
  absl::Duration wait_ = kTellFirst;
};

// Runner computes on the thread that calls Run; another reads what the session
// says.
class Runner {
 public:
  explicit Runner(const RunnerOptions& options)
      : options_(options),
        cache_(options.cache, options.cache_bytes),
        executor_(
            options.threads,
            [this](const std::string& sha256) { return Fetch(sha256); },
            options.lammps),
        // Until the process ends: it does so from there.
        reader_([this] { Read(); }) {
    reader_.detach();
  }

  [[noreturn]] void Run();

 private:
  // A thing to do, made by the thread that reads so that a Stop that follows
  // finds it.
  struct Task {
    wire::Command command;
    std::shared_ptr<Running> running;
  };

  void Read();
  void Take(wire::Command command);
  bool HasTask() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return task_.has_value();
  }
  bool HasFetched() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return fetched_.has_value();
  }
  absl::StatusOr<std::string> Fetch(const std::string& sha256);
  absl::StatusOr<Outcome> Execute(const v1::Lease& lease, Running* running);
  wire::Result ToResult(const absl::StatusOr<Outcome>& outcome);
  wire::Measured Measure(const v1::CalibrationWanted& wanted, Running* running);

  const RunnerOptions options_;
  ArtifactCache cache_;
  Executor executor_;

  absl::Mutex mutex_;
  std::optional<Task> task_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<Running> running_ ABSL_GUARDED_BY(mutex_);
  std::optional<wire::Fetched> fetched_ ABSL_GUARDED_BY(mutex_);
  std::thread reader_;  // last: it uses what stands above
};

void Runner::Read() {
  MessageReader reader;
  while (reader.ReadSome(kSessionSocket)) {
    while (const auto message = reader.Next()) {
      wire::Command command;
      if (command.ParseFromString(*message)) Take(std::move(command));
    }
  }
  // The session is gone, and with it whoever wanted what runs.
  _exit(0);
}

void Runner::Take(wire::Command command) {
  const absl::MutexLock lock(&mutex_);
  switch (command.kind_case()) {
    case wire::Command::kExecute:
      running_ = std::make_shared<Running>(command.execute().id(), &cache_,
                                           options_.cores);
      task_ = {std::move(command), running_};
      return;
    case wire::Command::kMeasure:
      running_ =
          std::make_shared<Running>(v1::AttemptId(), &cache_, options_.cores);
      task_ = {std::move(command), running_};
      return;
    case wire::Command::kStop:
      if (running_ != nullptr) {
        running_->control().Stop(command.stop().save()
                                     ? StopReason::kLeaving
                                     : StopReason::kCancelled);
      }
      return;
    case wire::Command::kSave:
      if (running_ != nullptr) running_->writer().Want();
      return;
    case wire::Command::kFetched:
      fetched_ = std::move(*command.mutable_fetched());
      return;
    case wire::Command::KIND_NOT_SET:
      return;
  }
}

absl::StatusOr<std::string> Runner::Fetch(const std::string& sha256) {
  std::optional<std::string> kept = cache_.Get(sha256);
  if (kept.has_value()) return *std::move(kept);
  wire::Event event;
  event.set_fetch(sha256);
  Running::Tell(event);
  wire::Fetched fetched;
  {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &Runner::HasFetched));
    fetched = *std::exchange(fetched_, std::nullopt);
  }
  if (fetched.code() != 0) {
    return absl::Status(static_cast<absl::StatusCode>(fetched.code()),
                        fetched.message());
  }
  return FromWire(fetched.artifact(), &cache_);
}

absl::StatusOr<Outcome> Runner::Execute(const v1::Lease& lease,
                                        Running* running) {
  // Neither the engine nor this code throws on purpose; the libraries below do
  // when memory runs out. Then the next segment has a chance.
  try {
    return executor_.Execute(lease, &running->control(), &running->writer());
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError("out of memory");
  } catch (const std::exception& exception) {
    return absl::InternalError(
        absl::StrFormat("exception: %s", exception.what()));
  }
}

wire::Result Runner::ToResult(const absl::StatusOr<Outcome>& outcome) {
  wire::Result result;
  if (!outcome.ok()) {
    result.set_code(static_cast<std::int32_t>(outcome.status().code()));
    result.set_message(std::string(outcome.status().message()));
    return result;
  }
  if (outcome->end_state.has_value()) {
    *result.mutable_end_state() =
        ToWire(md::EncodeState(*outcome->end_state), &cache_);
  }
  if (outcome->curve.has_value()) {
    *result.mutable_curve() =
        ToWire(outcome->curve->SerializeAsString(), &cache_);
  }
  result.mutable_observables()->Add(outcome->observables.begin(),
                                    outcome->observables.end());
  result.set_steps_taken(outcome->steps_taken);
  result.set_atoms(outcome->atoms);
  *result.mutable_run_time() = ToProto(outcome->run_time);
  return result;
}

wire::Measured Runner::Measure(const v1::CalibrationWanted& wanted,
                               Running* running) {
  const auto measure = [&]() -> absl::StatusOr<std::vector<v1::Speed>> {
    const auto content = Fetch(wanted.potential_sha256());
    if (!content.ok()) return content.status();
    const std::vector<std::string> elements(wanted.elements().begin(),
                                            wanted.elements().end());
    const auto potential = md::EamPotential::FromSetfl(
        *content, wanted.potential_name(), elements);
    if (!potential.ok()) return potential.status();
    return MeasureSpeeds(wanted, **potential, options_.threads,
                         [&] { return running->control().KeepGoing(); });
  };
  const auto speeds = measure();
  wire::Measured measured;
  if (speeds.ok()) {
    measured.mutable_speeds()->Assign(speeds->begin(), speeds->end());
  } else {
    measured.set_code(static_cast<std::int32_t>(speeds.status().code()));
    measured.set_message(std::string(speeds.status().message()));
  }
  return measured;
}

void Runner::Run() {
  if (!options_.cores.empty()) md::BindThreads(options_.cores);
  while (true) {
    Task task;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Runner::HasTask));
      task = *std::exchange(task_, std::nullopt);
    }
    wire::Event event;
    Running& running = *task.running;
    if (task.command.has_measure()) {
      *event.mutable_measured() = Measure(task.command.measure(), &running);
    } else {
      const auto outcome = Execute(task.command.execute(), &running);
      if (running.control().stopped() == StopReason::kLeaving) {
        running.writer().Finish();
      }
      running.writer().Close();
      *event.mutable_result() = ToResult(outcome);
      const auto& failed = running.writer().failed();
      if (!outcome.ok() && failed.has_value()) {
        *event.mutable_result()->mutable_failed_state() =
            ToWire(md::EncodeState(*failed), &cache_);
      }
    }
    Running::Tell(event);
  }
}

}  // namespace

absl::Status RunAttempts(const RunnerOptions& options) {
  // What is sent to all processes of a job or a terminal is for the session.
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_IGN);
  // A limit of file sizes is a full disk, not an end.
  std::signal(SIGXFSZ, SIG_IGN);
  // A stopped runner does not read the end of the session from its socket.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NAME, "lehr-runner");
  std::ofstream("/proc/self/oom_score_adj") << kOutOfMemoryScore;
  // Never destroyed: the process ends while its thread reads.
  auto* const runner = new Runner(options);
  runner->Run();
}

}  // namespace lehr::worker
