#include "tests/server/simulation/sim_server.h"

#include <utility>

#include "tests/server/coordinator/simulated_pool.h"

namespace lehr::server {
namespace {

// As lehrd: how often it looks for lost workers, and the longest time between
// two transactions.
constexpr absl::Duration kExpiry = absl::Seconds(1);
constexpr absl::Duration kTick = absl::Milliseconds(100);
// While nobody calls, nothing but the clock matters.
constexpr absl::Duration kIdleTick = absl::Seconds(1);

}  // namespace

SimServer::SimServer(EventLoop* loop, Random* random, History* history,
                     bool has_model, std::function<void(int, Answer)> send)
    : loop_(*loop),
      random_(*random),
      history_(*history),
      send_(std::move(send)),
      database_(*Database::OpenInMemory()),
      server_(database_.get(), has_model, loop->now()) {
  server_.Upload(TestPotentialSha256(), Now()).IgnoreError();
  Decide();
}

void SimServer::Arrive(int caller, Call call) {
  if (!up_) return;
  inbox_.push_back({caller, std::move(call)});
  if (deciding_) return;
  deciding_ = true;
  loop_.After(absl::ZeroDuration(), [this, life = life_] {
    if (life == life_) Decide();
  });
}

void SimServer::Decide() {
  deciding_ = true;
  const std::vector<Waiting> batch = std::exchange(inbox_, {});
  std::vector<std::pair<int, Answer>> answers;
  server_.Begin();
  for (const Waiting& waiting : batch) {
    answers.emplace_back(waiting.caller, waiting.call(server_, Now()));
  }
  if (Now() >= next_expiry_) {
    next_expiry_ = Now() + kExpiry;
    server_.Expire(Now()).IgnoreError();
  }
  Complain(server_.complaint());
  const absl::Duration sync = batch.empty()
                                  ? absl::ZeroDuration()
                                  : random_.Between(least_sync_, most_sync_);
  loop_.After(sync, [this, life = life_, answers = std::move(answers)] {
    if (life == life_) Finish(answers);
  });
}

void SimServer::Finish(std::vector<std::pair<int, Answer>> answers) {
  if (disk_is_full_) {
    database_->KeepError(absl::ResourceExhaustedError("the disk is full"));
    answers.clear();  // who gets an error asks again
  }
  const absl::Status committed = server_.Commit(Now());
  if (!committed.ok() && !disk_is_full_) Complain(committed.ToString());
  ++commits_;
  CheckDisk();
  for (auto& [caller, answer] : answers) send_(caller, std::move(answer));
  deciding_ = false;
  if (!inbox_.empty()) return Decide();
  loop_.After(answers.empty() ? kIdleTick : kTick,
              [this, life = life_, commits = commits_] {
                if (life == life_ && commits == commits_ && !deciding_) {
                  Decide();
                }
              });
}

// What was being decided is lost, or on disk without an answer: nobody can tell
// which.
void SimServer::Crash(absl::Duration down, absl::Duration clock_jump) {
  if (!up_) return;
  if (deciding_ && database_->in_transaction()) {
    if (random_.Once(2)) {
      server_.Lose();
    } else if (!server_.Commit(Now()).ok()) {
      Complain("a commit in memory was refused");
    }
  }
  up_ = false;
  deciding_ = false;
  inbox_.clear();
  ++life_;
  loop_.After(down, [this, clock_jump] {
    clock_offset_ += clock_jump;
    Start();
  });
}

void SimServer::Start() {
  up_ = true;
  next_expiry_ = Now();
  server_.Restart(Now());
  CheckDisk();
  loop_.Note("the server is up");
  Decide();
}

void SimServer::CheckDisk() { Complain(history_.Check(*database_)); }

void SimServer::Complain(const std::string& what) {
  if (complaint_.empty()) complaint_ = what;
}

}  // namespace lehr::server
