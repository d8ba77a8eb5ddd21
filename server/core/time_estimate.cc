#include "server/core/time_estimate.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <queue>
#include <set>
#include <tuple>

namespace lehr::server {
namespace {

std::size_t Index(int i) { return static_cast<std::size_t>(i); }

// SimulatedPool is workers with tasks, in simulated time.
class SimulatedPool {
 public:
  SimulatedPool(const std::vector<PoolTask>& tasks,
                const std::vector<std::vector<double>>& seconds,
                const std::vector<int>& kinds);

  double Run();

 private:
  // What is ready, first: running, longest way, position.
  using Ready = std::tuple<bool, std::int64_t, int>;
  // What runs: its end [s], position, worker.
  using Running = std::tuple<double, int, int>;

  void AddReady(std::size_t i) {
    ready_.emplace(tasks_[i].running, tasks_[i].path, -static_cast<int>(i));
  }
  // Calls visit(k) for each task that must be done before task i.
  template <typename Visit>
  void ForEachNeed(std::size_t i, const Visit& visit) const;
  void Start();
  void Finish(int task);

  const std::vector<PoolTask>& tasks_;
  const std::vector<std::vector<double>>& seconds_;
  const std::vector<int>& kinds_;
  std::vector<int> missing_;  // needs that are not done, of each task
  // Tasks that need task i: dependents_[first_[i]] to [first_[i + 1]].
  std::vector<std::size_t> first_;
  std::vector<int> dependents_;
  std::priority_queue<Ready> ready_;
  std::priority_queue<Running, std::vector<Running>, std::greater<>> running_;
  std::set<int> idle_;
  double now_ = 0;
};

SimulatedPool::SimulatedPool(const std::vector<PoolTask>& tasks,
                             const std::vector<std::vector<double>>& seconds,
                             const std::vector<int>& kinds)
    : tasks_(tasks),
      seconds_(seconds),
      kinds_(kinds),
      missing_(tasks.size(), 0),
      first_(tasks.size() + 1, 0) {
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].done) continue;
    ForEachNeed(i, [&](std::size_t need) {
      ++missing_[i];
      ++first_[need + 1];
    });
  }
  for (std::size_t i = 0; i < tasks.size(); ++i) first_[i + 1] += first_[i];
  dependents_.resize(first_.back());
  std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (tasks[i].done) continue;
    ForEachNeed(i, [&](std::size_t need) {
      dependents_[next[need]++] = static_cast<int>(i);
    });
    if (missing_[i] == 0) AddReady(i);
  }
  for (std::size_t w = 0; w < kinds.size(); ++w) {
    idle_.insert(static_cast<int>(w));
  }
}

template <typename Visit>
void SimulatedPool::ForEachNeed(std::size_t i, const Visit& visit) const {
  const auto see = [&](int need) {
    if (need >= 0 && !tasks_[Index(need)].done) visit(Index(need));
  };
  see(tasks_[i].parent);
  see(tasks_[i].continues);
  for (const int reference : tasks_[i].references) see(reference);
}

double SimulatedPool::Run() {
  Start();
  while (!running_.empty()) {
    const auto [end, task, worker] = running_.top();
    running_.pop();
    now_ = end;
    idle_.insert(worker);
    Finish(task);
    Start();
  }
  return now_;
}

void SimulatedPool::Start() {
  while (!ready_.empty() && !idle_.empty()) {
    const int task = -std::get<2>(ready_.top());
    ready_.pop();
    const int worker = *idle_.begin();
    idle_.erase(idle_.begin());
    const double time = seconds_[Index(kinds_[Index(worker)])][Index(task)];
    running_.emplace(now_ + time, task, worker);
  }
}

void SimulatedPool::Finish(int task) {
  for (std::size_t k = first_[Index(task)]; k < first_[Index(task) + 1]; ++k) {
    if (--missing_[Index(dependents_[k])] == 0) AddReady(Index(dependents_[k]));
  }
}

}  // namespace

double TimeOfPool(const std::vector<PoolTask>& tasks,
                  const std::vector<std::vector<double>>& seconds,
                  const std::vector<int>& kinds) {
  return SimulatedPool(tasks, seconds, kinds).Run();
}

}  // namespace lehr::server
