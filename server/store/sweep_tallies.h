#ifndef LEHR_SERVER_STORE_SWEEP_TALLIES_H_
#define LEHR_SERVER_STORE_SWEEP_TALLIES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "lehr/v1/sweep_service.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// Segments of a sweep in one state.
struct StateCount {
  std::int64_t segments = 0;
  std::int64_t atom_steps = 0;
};
using SweepCounts = std::map<v1::SegmentState, StateCount>;

// SweepTallies is what every decision about a segment asks and changes of its
// sweeps: rows of `sweep_counts`, `points_done`, and whether a sweep runs. Rows
// that a thousand segments share are so read and written once a transaction.
class SweepTallies final : public WriteBehind {
 public:
  // A segment of the sweep goes from one state to the other.
  void Move(std::int64_t sweep_id, v1::SegmentState from, v1::SegmentState to,
            std::int64_t atom_steps);
  // A segment in this state is new to the sweep, whose row for it is there.
  void Add(std::int64_t sweep_id, v1::SegmentState state,
           std::int64_t atom_steps);
  // So many more points are done.
  void AddPointsDone(std::int64_t sweep_id, int points);

  // Of the sweep, as it is with what is not written yet.
  const SweepCounts& CountsOf(Database& database, std::int64_t sweep_id);

  // What a sweep wants of its segments.
  struct Standing {
    bool running = false;
    bool paused = false;
    double audit_fraction = 0;
    bool recompute = false;
  };
  const Standing& StandingOf(Database& database, std::int64_t sweep_id);

  void Write(Database& database) override;
  void Forget() override;

 private:
  void Change(std::int64_t sweep_id, v1::SegmentState state,
              const StateCount& by);

  std::map<std::pair<std::int64_t, v1::SegmentState>, StateCount> moved_;
  std::map<std::int64_t, int> points_done_;
  // As in the rows and `moved_` together.
  std::map<std::int64_t, SweepCounts> counts_;
  std::map<std::int64_t, Standing> standings_;
};

// Before rows of sweeps are changed otherwise: what is in memory is written,
// and read anew when it is needed.
void SettleTallies(Database& database);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_SWEEP_TALLIES_H_
