#include "tests/server/simulation/world.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "tests/server/coordinator/simulated_pool.h"
#include "tests/server/simulation/sim_person.h"
#include "tests/server/simulation/sim_worker.h"

namespace lehr::server {
namespace {

constexpr int kWorkers = 4;
constexpr int kPeople = 2;

constexpr absl::Duration kStorm = absl::Minutes(3);
// Until everything must have ended: the longest back-off (15 min) a few times,
// and the largest jump of the clock.
constexpr absl::Duration kQuiet = absl::Hours(6);
constexpr absl::Duration kPatience = absl::Seconds(10);  // for an answer

}  // namespace

World::World(std::uint64_t seed, bool has_model)
    : seed_(seed),
      has_model_(has_model),
      random_(seed),
      actors_(kWorkers + kPeople),
      server_(&loop_, &random_, &history_, has_model,
              [this](int caller, Answer answer) {
                Send(caller, std::move(answer));
              }) {
  for (int i = 0; i < kWorkers; ++i) {
    workers_.push_back(std::make_unique<Worker>(this, i));
  }
  for (int i = 0; i < kPeople; ++i) {
    people_.push_back(std::make_unique<Person>(this, kWorkers + i));
  }
  Nemesis();
}

World::~World() = default;

std::string World::Run() {
  const absl::Time start = loop_.now();
  bool wants_more = true;
  while (wants_more && loop_.Step()) {
    if (!is_quiet_ && loop_.now() - start > kStorm) Calm();
    std::string wrong = server_.complaint();
    if (wrong.empty() && loop_.now() - start > kStorm + kQuiet) {
      wrong = "does not come to an end: sweeps " + RunningSweeps();
    }
    if (!wrong.empty()) {
      return absl::StrFormat("%s\n%s%s", wrong, loop_.LastLines(), Summary());
    }
    wants_more = !is_quiet_ || !server_.idle() || HasRunningSweeps();
  }
  return "";
}

std::string World::Summary() {
  std::string attempts;
  Statement row = server_.database().Query(
      "SELECT state, COUNT(*) FROM attempts GROUP BY state ORDER BY state");
  while (row.Step()) {
    absl::StrAppend(&attempts, " ", row.Text(0), " ", row.Int(1));
  }
  return absl::StrFormat(
      "seed %d: %s of time, %d commits, %d times something broke, attempts%s, "
      "trace %016x",
      seed_,
      absl::FormatDuration(loop_.now() - absl::FromUnixSeconds(1800000000)),
      server_.commits(), broken_, attempts, trace_hash());
}

// The network.

void World::Send(int who, std::function<void()> arrive) {
  const auto delay = [this] {
    return random_.Once(30)
               ? random_.Between(absl::Seconds(1), absl::Seconds(20))
               : random_.Between(absl::Milliseconds(1), absl::Milliseconds(80));
  };
  if (is_quiet_) return loop_.After(absl::Milliseconds(1), std::move(arrive));
  if (actors_[static_cast<std::size_t>(who)].partitioned_until > loop_.now() ||
      (loss_ > 0 && random_.Once(loss_))) {
    return;
  }
  if (random_.Once(20)) loop_.After(delay(), arrive);
  loop_.After(delay(), std::move(arrive));
}

void World::Ask(int caller, const Life& life, const Call& call) {
  Try(caller, life, call, std::make_shared<bool>(false));
}

void World::Try(int caller, const Life& life, const Call& call,
                const std::shared_ptr<bool>& answered) {
  Send(caller, [this, caller, life, call, answered] {
    server_.Arrive(caller, [this, caller, life, call, answered](
                               CheckedServer& server, absl::Time now) {
      const Answer answer = call(server, now);
      return [this, caller, life, answered, answer] {
        Later(caller, life, absl::ZeroDuration(), [answered, answer] {
          if (!std::exchange(*answered, true)) answer();
        });
      };
    });
  });
  Later(caller, life, kPatience, [this, caller, life, call, answered] {
    if (!*answered) Try(caller, life, call, answered);
  });
}

void World::Later(int who, const Life& life, absl::Duration delay,
                  std::function<void()> event) {
  loop_.After(delay, [this, who, life, event = std::move(event)] {
    if (!*life) return;
    const absl::Time paused =
        actors_[static_cast<std::size_t>(who)].paused_until;
    if (paused > loop_.now()) {
      return Later(who, life, paused - loop_.now(), event);
    }
    event();
  });
}

// The nemesis.

void World::Nemesis() {
  loop_.After(random_.Between(absl::Seconds(1), absl::Seconds(10)), [this] {
    if (is_quiet_) return;
    BreakSomething();
    ++broken_;
    Nemesis();
  });
}

void World::BreakSomething() {
  const int worker = random_.Roll(kWorkers);
  const int anyone = random_.Roll(kWorkers + kPeople);
  const absl::Duration time =
      random_.Between(absl::Seconds(1), absl::Seconds(90));
  switch (random_.Roll(12)) {
    case 0:
    case 1:
    case 2: {
      const absl::Duration jump =
          random_.Once(4) ? random_.Between(-absl::Hours(1), absl::Hours(1))
                          : absl::ZeroDuration();
      loop_.Note(absl::StrFormat("the server is killed, the clock set by %s",
                                 absl::FormatDuration(jump)));
      return server_.Crash(random_.Once(3) ? time : absl::Milliseconds(500),
                           jump);
    }
    case 3:
      return workers_[static_cast<std::size_t>(worker)]->Crash();
    case 4:
      loop_.Note(absl::StrFormat("worker %d is paused for %s", worker,
                                 absl::FormatDuration(time)));
      return Pause(worker, time);
    case 5:
    case 6:
      loop_.Note(absl::StrFormat("%d is cut off for %s", anyone,
                                 absl::FormatDuration(time)));
      return Partition(anyone, time);
    case 7:
      loop_.Note("the disk is slow, or not");
      return random_.Once(2)
                 ? server_.SetSync(absl::Milliseconds(500), absl::Seconds(15))
                 : server_.SetSync(absl::Milliseconds(1),
                                   absl::Milliseconds(5));
    case 8:
      loop_.Note("messages are lost, or not");
      return SetLoss(random_.Once(2) ? 3 : 0);
    case 9:
      return BreakDisk(time);
    default:
      if (!has_model_) LoseSomeFile();
  }
}

void World::BreakDisk(absl::Duration time) {
  // The model does not know which work writes states.
  const bool is_full = has_model_ || random_.Once(2);
  loop_.Note(absl::StrFormat("the disk is %s for %s",
                             is_full ? "full" : "nearly full",
                             absl::FormatDuration(time)));
  is_full ? server_.SetFull(true) : server_.HoldStates(true);
  loop_.After(time, [this, is_full] {
    is_full ? server_.SetFull(false) : server_.HoldStates(false);
  });
}

void World::LoseSomeFile() {
  server_.Arrive(kWorkers, [this](CheckedServer& server, absl::Time now) {
    std::string sha256;
    {
      Statement row = server.database().Query(
          "SELECT sha256 FROM artifacts "
          "WHERE lost_us IS NULL AND sha256 <> ?1 "
          "ORDER BY sha256 "
          "LIMIT 1 OFFSET ?2 % (SELECT COUNT(*) FROM artifacts)",
          Blob{TestPotentialSha256()}, random_.Roll(1000));
      if (row.Step()) sha256 = row.Bytes(0);
    }
    const auto loss = server.LoseFile(sha256, random_.Once(2), now);
    if (loss.ok() && loss->is_news) {
      loop_.Note(absl::StrFormat("a file is lost, of %d results",
                                 loss->reopened.size()));
      history_.Losing(loss->reopened);
    }
    return [] {};
  });
}

const std::string& World::SomeSession() {
  return workers_[static_cast<std::size_t>(random_.Roll(kWorkers))]->session();
}

void World::Partition(int who, absl::Duration time) {
  actors_[static_cast<std::size_t>(who)].partitioned_until = loop_.now() + time;
}

void World::Pause(int who, absl::Duration time) {
  actors_[static_cast<std::size_t>(who)].paused_until = loop_.now() + time;
}

void World::Calm() {
  loop_.Note("all is quiet");
  is_quiet_ = true;
  loss_ = 0;
  server_.SetSync(absl::Milliseconds(1), absl::Milliseconds(5));
  server_.SetFull(false);
  server_.HoldStates(false);
}

bool World::HasRunningSweeps() { return !RunningSweeps().empty(); }

std::string World::RunningSweeps() {
  std::string running;
  Statement row = server_.database().Query(
      "SELECT sweep_id FROM sweeps "
      "WHERE state = 'RUNNING' AND pause_reason IS NULL");
  while (row.Step()) {
    absl::StrAppend(&running, running.empty() ? "" : ", ", row.Int(0));
  }
  return running;
}

}  // namespace lehr::server
