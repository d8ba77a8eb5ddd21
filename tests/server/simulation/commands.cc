#include "tests/server/simulation/commands.h"

#include <array>
#include <memory>
#include <optional>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "tests/server/coordinator/simulated_pool.h"
#include "tests/server/simulation/checked_server.h"
#include "tests/server/simulation/random.h"
#include "tests/server/simulation/sweep_family.h"

namespace lehr::server {
namespace {

constexpr int kWorkers = 3;

// What each kind is called, and how often it comes, of a hundred.
struct KindInfo {
  const char* name;
  int share;
};
constexpr std::array<KindInfo, Command::kKinds> kKindInfos = {{
    {"submit", 6},
    {"cancel", 2},
    {"retry", 2},
    {"pause", 2},
    {"resume", 2},
    {"lease", 25},
    {"heartbeat", 10},
    {"checkpoint", 7},
    {"complete", 19},
    {"complete another's", 1},
    {"complete without upload", 2},
    {"fail", 7},
    {"return", 3},
    {"crash", 3},
    {"pass seconds", 6},
    {"restart", 2},
    {"collect garbage", 1},
}};

constexpr std::array<absl::StatusCode, 4> kReasons = {
    absl::StatusCode::kUnavailable, absl::StatusCode::kInternal,
    absl::StatusCode::kResourceExhausted, absl::StatusCode::kOutOfRange};

// Player is what the commands mean.
class Player {
 public:
  Player()
      : database_(*Database::OpenInMemory()),
        server_(database_.get(), true, now_) {
    Keep(server_.Upload(TestPotentialSha256(), now_));
    for (int i = 0; i < kWorkers; ++i) Begin(i);
  }

  void Play(const Command& command) {
    switch (command.kind) {
      case Command::kSubmit:
        return Submit(command);
      case Command::kCancel:
        if (sweeps_ > 0) Keep(server_.Cancel(1 + command.a % sweeps_, now_));
        return;
      case Command::kRetry:
        if (sweeps_ > 0) Keep(server_.Retry(1 + command.a % sweeps_, now_));
        return;
      case Command::kPause:
        if (sweeps_ > 0) Keep(server_.Pause(1 + command.a % sweeps_, now_));
        return;
      case Command::kResume:
        if (sweeps_ > 0) Keep(server_.Resume(1 + command.a % sweeps_, now_));
        return;
      case Command::kCrash:
        return Begin(command.a % kWorkers);
      case Command::kPass:
        now_ += absl::Seconds(command.a);
        return Keep(server_.Expire(now_));
      case Command::kRestart:
        return server_.Restart(now_);
      case Command::kCollect:
        return Keep(server_.CollectGarbage(now_));
      default:
        return PlayWorker(
            command, workers_[static_cast<std::size_t>(command.a % kWorkers)]);
    }
  }

  const std::string& complaint() const { return server_.complaint(); }

  void AddReached(std::set<std::string>* reached) {
    Statement row = database_->Query(R"sql(
        SELECT 'attempt ' || state FROM attempts
        UNION SELECT 'segment ' || state FROM segments
        UNION SELECT 'sweep ' || state FROM sweeps)sql");
    while (row.Step()) reached->insert(row.Text(0));
  }

 private:
  struct Worker {
    std::string session;
    std::int64_t sequence = 0;
    std::vector<v1::Lease> leases = {};
  };

  // Answers are compared by the server's model: here they matter only to what
  // the caller does next.
  static void Keep(const absl::Status&) {}

  void Begin(int which) {
    Worker& worker = workers_[static_cast<std::size_t>(which)];
    worker = {.session = absl::StrFormat("worker%d#%08d", which, ++sessions_)};
    Keep(server_.Register(worker.session, now_));
  }

  void Submit(const Command& command) {
    const auto response = server_.Submit(
        SubmissionOf(command.a % kModelledFamilies, command.c % 2,
                     absl::StrCat(command.b), command.c),
        now_);
    if (response.ok()) {
      sweeps_ = std::max(sweeps_, static_cast<int>(response->sweep_id()));
    }
  }

  void PlayWorker(const Command& command, Worker& worker) {
    if (command.kind == Command::kLease) return Lease(command, worker);
    if (command.kind == Command::kHeartbeat) return Beat(command, worker);
    if (command.kind == Command::kForeign) {
      const Worker& next =
          workers_[static_cast<std::size_t>((command.a + 1) % kWorkers)];
      if (!next.leases.empty()) Complete(worker, next.leases.front(), true);
      return;
    }
    if (worker.leases.empty()) return;
    const auto index =
        static_cast<std::size_t>(command.b) % worker.leases.size();
    const v1::Lease lease = worker.leases[index];
    switch (command.kind) {
      case Command::kCheckpoint:
        return Checkpoint(worker, lease, command.c);
      case Command::kComplete:
        Complete(worker, lease, true);
        if (command.c == 0) return;
        break;
      case Command::kUploadless:
        return Complete(worker, lease, false);
      case Command::kFail:
        End(worker, lease, v1::ATTEMPT_END_FAILED, command.c);
        break;
      default:
        End(worker, lease, v1::ATTEMPT_END_RETURNED, 0);
    }
    worker.leases.erase(worker.leases.begin() +
                        static_cast<std::ptrdiff_t>(index));
  }

  void Lease(const Command& command, Worker& worker) {
    v1::LeaseSegmentRequest request;
    request.set_session(worker.session);
    if (command.b > 0) ++worker.sequence;
    request.set_sequence(worker.sequence);
    const auto response = server_.Lease(request, now_);
    if (absl::IsNotFound(response.status())) {
      return Keep(server_.Register(worker.session, now_));
    }
    if (command.b > 0 && response.ok() && response->has_lease()) {
      worker.leases.push_back(response->lease());
    }
  }

  void Beat(const Command& command, Worker& worker) {
    v1::HeartbeatRequest request;
    request.set_session(worker.session);
    for (const v1::Lease& lease : worker.leases) {
      *request.add_progress()->mutable_id() = lease.id();
    }
    const auto response = server_.Heartbeat(request, now_);
    if (!response.ok()) {
      return Keep(server_.Register(worker.session, now_));
    }
    if (command.b > 0) return;
    for (const v1::AttemptId& stop : response->stop()) {
      std::erase_if(worker.leases, [&](const v1::Lease& lease) {
        return lease.id().segment_id() == stop.segment_id() &&
               lease.id().attempt() == stop.attempt();
      });
    }
  }

  void Checkpoint(const Worker& worker, const v1::Lease& lease, int step) {
    v1::CommitCheckpointRequest request;
    request.set_session(worker.session);
    *request.mutable_id() = lease.id();
    // Never where a segment ends: then it would be the end of another.
    request.mutable_checkpoint()->set_step(2 * step + 1);
    const std::string state = CheckpointStateOf(lease, 2 * step + 1);
    request.mutable_checkpoint()->set_state_sha256(state);
    Keep(server_.Upload(state, now_));
    Keep(server_.Checkpoint(request, now_));
  }

  void Complete(const Worker& worker, const v1::Lease& lease, bool upload) {
    v1::CompleteAttemptRequest request = ResultOf(lease);
    request.set_session(worker.session);
    for (const std::string& sha256 :
         {request.end_state_sha256(), request.curve_sha256()}) {
      if (upload && !sha256.empty()) Keep(server_.Upload(sha256, now_));
    }
    Keep(server_.Complete(request, now_));
  }

  void End(const Worker& worker, const v1::Lease& lease, v1::AttemptEnd end,
           int reason) {
    v1::EndAttemptRequest request;
    request.set_session(worker.session);
    *request.mutable_id() = lease.id();
    request.set_end(end);
    if (end == v1::ATTEMPT_END_FAILED) {
      request.set_code(static_cast<int>(
          kReasons[static_cast<std::size_t>(reason) % kReasons.size()]));
      request.set_message("as told");
    }
    Keep(server_.End(request, now_));
  }

  absl::Time now_ = absl::FromUnixSeconds(1800000000);
  std::unique_ptr<Database> database_;
  CheckedServer server_;
  std::array<Worker, kWorkers> workers_;
  int sessions_ = 0;
  int sweeps_ = 0;
};

Command::Kind KindAt(int percent) {
  int kind = 0;
  for (const KindInfo& info : kKindInfos) {
    if (percent < info.share) break;
    percent -= info.share;
    ++kind;
  }
  return static_cast<Command::Kind>(kind);
}

}  // namespace

std::string Describe(const Command& command) {
  return absl::StrFormat(
      "%s %d %d %d", kKindInfos[static_cast<std::size_t>(command.kind)].name,
      command.a, command.b, command.c);
}

std::string Describe(const std::vector<Command>& commands) {
  std::string text;
  for (const Command& command : commands) {
    absl::StrAppend(&text, "  ", Describe(command), "\n");
  }
  return text;
}

std::vector<Command> RandomCommands(std::uint64_t seed, int count) {
  Random random(seed);
  std::vector<Command> commands;
  for (int i = 0; i < count; ++i) {
    Command& command = commands.emplace_back();
    command.kind = KindAt(random.Roll(100));
    command.a = random.Roll(30);
    command.b = random.Roll(12);
    command.c = random.Roll(4);
  }
  return commands;
}

std::string Play(const std::vector<Command>& commands,
                 std::set<std::string>* reached) {
  Player player;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    player.Play(commands[i]);
    if (!player.complaint().empty()) {
      return absl::StrFormat("command %d (%s): %s", i, Describe(commands[i]),
                             player.complaint());
    }
  }
  if (reached != nullptr) player.AddReached(reached);
  return "";
}

std::vector<Command> Shrink(
    std::vector<Command> commands,
    const std::function<bool(const std::vector<Command>&)>& fails) {
  // Halves first, then smaller pieces, then each on its own until none can go.
  for (std::size_t piece = commands.size() / 2; piece > 0;) {
    bool shrunk = false;
    for (std::size_t at = 0; at + piece <= commands.size();) {
      std::vector<Command> fewer = commands;
      const auto first = fewer.begin() + static_cast<std::ptrdiff_t>(at);
      fewer.erase(first, first + static_cast<std::ptrdiff_t>(piece));
      if (fails(fewer)) {
        commands = std::move(fewer);
        shrunk = true;
      } else {
        at += piece;
      }
    }
    if (!shrunk || piece > 1) {
      if (piece == 1) break;
      piece /= 2;
    }
  }
  return commands;
}

}  // namespace lehr::server
