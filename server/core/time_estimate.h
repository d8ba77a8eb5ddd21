#ifndef LEHR_SERVER_CORE_TIME_ESTIMATE_H_
#define LEHR_SERVER_CORE_TIME_ESTIMATE_H_

#include <cstdint>
#include <vector>

namespace lehr::server {

// A PoolTask is a segment as far as the order of work goes.
struct PoolTask {
  // Positions of what must be done before; -1 and empty: nothing.
  int parent = -1;
  int continues = -1;
  std::vector<int> references = {};
  // Of what is ready the longest way is done first, then what stands first, as
  // leases are given.
  std::int64_t path = 0;
  bool done = false;
  // A worker has it now: it is taken first.
  bool running = false;
};

// How long the workers take for all tasks that are not done [s], found by
// letting them work through: whoever is free takes the next task, and tasks
// wait for what they need. So neither a lone path is divided among workers, nor
// is there a worker without work that could do some. Worker w is of kind
// kinds[w]; one of kind k takes seconds[k][i] for task i. At least one worker.
// Takes time O(n log n) for n tasks.
double TimeOfPool(const std::vector<PoolTask>& tasks,
                  const std::vector<std::vector<double>>& seconds,
                  const std::vector<int>& kinds);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_TIME_ESTIMATE_H_
