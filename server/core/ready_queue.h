#ifndef LEHR_SERVER_CORE_READY_QUEUE_H_
#define LEHR_SERVER_CORE_READY_QUEUE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/stage.pb.h"
#include "server/core/fair_share.h"

namespace lehr::server {

// What decides when a sweep's segments are leased.
struct SweepShare {
  std::string user;
  int priority = 0;
  // At most this many of its segments run at a time; 0: no limit.
  int max_running = 0;
  bool paused = false;
  // What its workers have.
  v1::Engine engine = v1::ENGINE_LEHR;
};

// A segment that can be leased.
struct ReadySegment {
  std::int64_t id = 0;
  std::int64_t path_atom_steps = 0;  // the longest way to an end of a plan
  absl::Time not_before = absl::UnixEpoch();  // back-off
  std::vector<std::int64_t> sweeps;           // that want it
};

// An attempt that runs, and whose share it is.
struct LeasedSegment {
  std::int64_t id = 0;
  std::vector<std::int64_t> sweeps;  // that want it, the one it is for first
  double cores = 1;
  absl::Time started;
};

// ReadyQueue says which segment is leased next. A user's turn comes by what
// users have had (FairShares); of a user's sweeps the larger priority goes
// first; of sweeps with one priority the segment with the longest way to an end
// of its plan, then the oldest. A segment that several sweeps want comes when
// the first of them would have it, and is that one's share. Sweeps that are
// paused, or run as much as they may, have no turn; what others want of theirs
// comes with the others.
//
// The same calls give the same answers: there is neither clock nor chance in
// it. Cost: each call O(log segments), Next O(sweeps).
class ReadyQueue {
 public:
  // Sweeps that are not known have no turn.
  void SetSweep(std::int64_t sweep_id, const SweepShare& share);
  void ForgetSweep(std::int64_t sweep_id);
  FairShares& shares() { return shares_; }

  // Adds a segment, or puts it where it belongs now.
  void Add(const ReadySegment& segment);
  // It cannot be leased any more.
  void Remove(std::int64_t segment_id);
  bool Holds(std::int64_t segment_id) const {
    return ready_.contains(segment_id);
  }

  // What a worker with this engine gets next, and for which sweep. It stays
  // until Remove() or Lease().
  struct Choice {
    std::int64_t segment_id = 0;
    std::int64_t sweep_id = 0;
  };
  std::optional<Choice> Next(absl::Time now,
                             v1::Engine engine = v1::ENGINE_LEHR);
  // Whether there is something for workers with another engine.
  bool HoldsForOthers(v1::Engine engine) const;

  // It is not offered until Unblock(blocker), or until it is added again.
  void Block(std::int64_t segment_id, std::int64_t blocker);
  void Unblock(std::int64_t blocker);

  // It is leased, and counts for the first of its sweeps that is known.
  void Lease(const LeasedSegment& segment);
  bool IsLeased(std::int64_t segment_id) const {
    return leased_.contains(segment_id);
  }
  // The attempt has ended. Nothing if it is not known.
  void End(std::int64_t segment_id, absl::Time now);
  // Attempts that run as the sweep's share.
  int RunningOf(std::int64_t sweep_id) const;

 private:
  // In the order of leasing.
  using Key = std::pair<std::int64_t, std::int64_t>;  // -path, segment id
  struct Sweep {
    SweepShare share;
    int running = 0;
    std::set<Key> ready;
  };
  struct Entry {
    std::int64_t path_atom_steps = 0;
    std::vector<std::int64_t> sweeps;
    std::int64_t blocker = 0;                   // 0: none
    absl::Time not_before = absl::UnixEpoch();  // if it waits for that
  };
  struct Running {
    std::string user;
    std::int64_t sweep_id = 0;
    double cores = 1;
    absl::Time started;
  };

  void Offer(std::int64_t segment_id, const Entry& entry);
  void Withdraw(std::int64_t segment_id, const Entry& entry);
  void OfferDelayed(absl::Time now);

  FairShares shares_;
  std::map<std::int64_t, Sweep> sweeps_;
  std::unordered_map<std::int64_t, Entry> ready_;
  std::set<std::pair<absl::Time, std::int64_t>> delayed_;
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> blocked_;
  std::unordered_map<std::int64_t, Running> leased_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_READY_QUEUE_H_
