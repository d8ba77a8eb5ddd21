#ifndef LEHR_TESTS_SERVER_SIMULATION_SIM_PERSON_H_
#define LEHR_TESTS_SERVER_SIMULATION_SIM_PERSON_H_

#include <cstdint>
#include <map>
#include <vector>

#include "lehr/v1/sweep.pb.h"
#include "tests/server/simulation/world.h"

namespace lehr::server {

// World::Person submits sweeps that overlap with those of others, extends and
// pauses them, changes his mind, tries again what has failed, and sends workers
// away. His programs ask until they are answered.
class World::Person {
 public:
  Person(World* world, int id);

 private:
  void DoSomething();
  void Submit();
  void Cancel(std::int64_t sweep_id);
  void Retry(std::int64_t sweep_id);
  void Pause(std::int64_t sweep_id);
  void Resume(std::int64_t sweep_id);
  void CollectGarbage();
  void Drain();
  // One replica more.
  void Extend(std::int64_t sweep_id);
  void Ask(const Call& call) { world_.Ask(id_, life_, call); }

  World& world_;
  const int id_;
  const Life life_ = std::make_shared<bool>(true);
  int submissions_ = 0;
  std::vector<std::int64_t> sweeps_;
  std::map<std::int64_t, v1::SweepSpec> specs_;  // by sweep
};

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SIMULATION_SIM_PERSON_H_
