#ifndef LEHR_TESTS_SERVER_SIMULATION_WORLD_H_
#define LEHR_TESTS_SERVER_SIMULATION_WORLD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/server/simulation/event_loop.h"
#include "tests/server/simulation/history.h"
#include "tests/server/simulation/random.h"
#include "tests/server/simulation/sim_server.h"

namespace lehr::server {

// Whether a process still lives: what it has begun ends with it.
using Life = std::shared_ptr<bool>;

// World is a server, workers, people, the network between them, and a nemesis
// that breaks one after the other, in one thread and in a time of its own.
// Everything follows from the seed.
//
// First there is a storm, in which everything may happen. Then the nemesis
// rests, all are well, and everything that is wanted must come to an end.
class World {
 public:
  // With a model beside the server, sweeps are of families that it knows.
  World(std::uint64_t seed, bool has_model);
  ~World();

  // Empty if all went well; else what went wrong first, and what happened
  // before it.
  std::string Run();

  std::uint64_t trace_hash() const { return loop_.trace_hash(); }
  // What the nemesis did and what came of it, for people.
  std::string Summary();

  // For those who live in it.

  EventLoop& loop() { return loop_; }
  Random& random() { return random_; }
  History& history() { return history_; }
  SimServer& server() { return server_; }
  bool has_model() const { return has_model_; }
  // Nothing breaks any more.
  bool is_quiet() const { return is_quiet_; }

  // Asks again and again until there is an answer. `call` decides on the
  // server; what it returns is done once, if the caller still lives then.
  void Ask(int caller, const Life& life, const Call& call);
  // Lets `event` happen to somebody, if he lives then; while he is paused it
  // waits.
  void Later(int who, const Life& life, absl::Duration delay,
             std::function<void()> event);

  // Of one of the workers.
  const std::string& SomeSession();

  // For the nemesis.

  // No messages from or to him for a while.
  void Partition(int who, absl::Duration time);
  // He does nothing for a while (SIGSTOP).
  void Pause(int who, absl::Duration time);
  // Every so many'th message is lost; 0: none.
  void SetLoss(int one_in) { loss_ = one_in; }

 private:
  class Worker;
  class Person;

  struct Actor {
    absl::Time partitioned_until = absl::InfinitePast();
    absl::Time paused_until = absl::InfinitePast();
  };

  // A message to or from `who` arrives once, twice, late, or never.
  void Send(int who, std::function<void()> arrive);
  void Try(int caller, const Life& life, const Call& call,
           const std::shared_ptr<bool>& answered);
  void Nemesis();
  void BreakSomething();
  void BreakDisk(absl::Duration time);
  // The scrubber, or whoever wants it, finds that a file is not there.
  void LoseSomeFile();
  void Calm();
  bool HasRunningSweeps();
  std::string RunningSweeps();

  const std::uint64_t seed_;
  const bool has_model_;
  EventLoop loop_;
  Random random_;
  History history_;
  std::vector<Actor> actors_;
  SimServer server_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::unique_ptr<Person>> people_;
  bool is_quiet_ = false;
  int loss_ = 0;
  int broken_ = 0;  // how often something was
};

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SIMULATION_WORLD_H_
