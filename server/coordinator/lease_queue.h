#ifndef LEHR_SERVER_COORDINATOR_LEASE_QUEUE_H_
#define LEHR_SERVER_COORDINATOR_LEASE_QUEUE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include <absl/time/time.h>

#include "server/core/ready_queue.h"
#include "server/store/database.h"
#include "server/store/segment_table.h"
#include "server/store/worker_table.h"

namespace lehr::server {

// LeaseQueue keeps a ReadyQueue in step with the database: it looks at the rows
// that were touched since it was last asked, whoever has touched them and
// whether that was undone. So it may be asked at any time, and nobody needs to
// tell it anything. What it knows beyond the rows, shares of users, is written
// down by SaveUsage(). Errors stay in the database.
class LeaseQueue {
 public:
  // Does not own the database.
  explicit LeaseQueue(Database* database);

  // Reads everything anew when it is next asked.
  void Forget() { in_step_ = false; }

  // What to lease next.
  struct Choice {
    SegmentRow segment;
    std::int64_t sweep_id = 0;  // whose share it is
  };
  // Only what fits() the worker, of the first few dozens.
  using Fits = std::function<bool(const SegmentRow& segment)>;
  std::optional<Choice> First(const WorkerRow& worker, const Fits& fits,
                              absl::Time now);
  // While states are held, nothing is chosen that writes them.
  void HoldStates(bool hold);
  // Whether the last First() left something out that another worker may get.
  bool left_out() const { return left_out_; }
  // Whether there were OPEN reruns when First() was asked.
  bool has_reruns() const { return has_reruns_; }
  // The choice was leased to a worker with so many cores.
  void Lease(const Choice& choice, double cores, absl::Time now);

  // Writes down what users have had.
  void SaveUsage();

 private:
  std::optional<Choice> FirstFor(const WorkerRow& worker, const Fits& fits,
                                 absl::Time now);
  void Refresh(absl::Time now);
  void ReadAll();
  void RefreshSweep(std::int64_t sweep_id);
  void RefreshSegment(std::int64_t segment_id, absl::Time now);

  Database& database_;
  ReadyQueue queue_;
  std::map<std::int64_t, std::int64_t> points_;  // of the sweeps in it
  bool in_step_ = false;
  bool holds_states_ = false;
  bool left_out_ = false;
  bool has_reruns_ = false;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_LEASE_QUEUE_H_
