#ifndef LEHR_SERVER_POOL_POOL_SIZE_H_
#define LEHR_SERVER_POOL_POOL_SIZE_H_

#include <cstdint>

#include <absl/time/time.h>

namespace lehr::server {

// What there is to do.
struct PoolDemand {
  // Segments that run, or could: each keeps one worker busy.
  std::int64_t runnable = 0;
  // Of these and all that waits for them, on one worker of the pool.
  absl::Duration work;
  // That one worker should have.
  absl::Duration least_work = absl::Minutes(1);
};

// Who does it.
struct PoolSupply {
  // Workers that are there, of this pool or not, and stay.
  int live = 0;
  // That were asked for and have not come, of any pool.
  int coming = 0;
  // Jobs of this pool that are not over.
  int own = 0;
  // Of these, those that still wait for a node.
  int own_pending = 0;
};

// How many workers there should be: no more than can be busy, and so few that
// each has `least_work` to do on average. For a worker that has to be asked
// for, waits for a node, starts and leaves again for seconds of work is a waste
// of the site's time.
int WorkersWanted(const PoolDemand& demand);

// How many to ask for now, at most so many that the pool has `max_workers`.
// After `failures` in a row only one is tried, if none is on its way.
int WorkersToAsk(const PoolDemand& demand, const PoolSupply& supply,
                 int max_workers, int failures);

// How many pending ones to cancel: those for which there is nothing to do any
// more. Only if there is nothing left at all, so that what is asked for is not
// cancelled at each change.
int WorkersToCancel(const PoolDemand& demand, const PoolSupply& supply);

// What a worker of `threads` threads computes as long as nobody has measured it
// [atom-steps/s]: the engine's figure for one core (engine/PERFORMANCE.md).
double AssumedSpeed(int threads);

// How long the site is left alone after so many failures in a row: 15 s, twice
// as long with each, half an hour at most. Zero for none.
absl::Duration PauseAfter(int failures);

}  // namespace lehr::server

#endif  // LEHR_SERVER_POOL_POOL_SIZE_H_
