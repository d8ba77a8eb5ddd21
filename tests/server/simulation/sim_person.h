#ifndef LEHR_TESTS_SERVER_SIMULATION_SIM_PERSON_H_
#define LEHR_TESTS_SERVER_SIMULATION_SIM_PERSON_H_

#include <cstdint>
#include <vector>

#include "tests/server/simulation/world.h"

namespace lehr::server {

// World::Person submits sweeps that overlap with those of others, pauses
// them, changes his mind, and tries again what has failed. His programs ask
// until they are answered.
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
  void Ask(const Call& call) { world_.Ask(id_, life_, call); }

  World& world_;
  const int id_;
  const Life life_ = std::make_shared<bool>(true);
  int submissions_ = 0;
  std::vector<std::int64_t> sweeps_;
};

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SIMULATION_SIM_PERSON_H_
