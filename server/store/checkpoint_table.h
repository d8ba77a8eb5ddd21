#ifndef LEHR_SERVER_STORE_CHECKPOINT_TABLE_H_
#define LEHR_SERVER_STORE_CHECKPOINT_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/store/database.h"

namespace lehr::server {

// Rows of `checkpoints`: states on the way under a law.

// A state on a path, and the curve up to there.
struct PathState {
  std::int64_t step = 0;
  std::string state_sha256;  // empty: there is none
  std::string curve_sha256;
  std::int64_t record_steps = 0;  // of the curve
};

// Keeps the state unless there is one of this step with this interval.
void InsertCheckpoint(Database& database, std::string_view law_key,
                      const PathState& state);

// The state after exactly so many steps, with the coarsest curve that is as
// fine as `record_steps`, or else the finest.
PathState FindCheckpoint(Database& database, std::string_view law_key,
                         std::int64_t step, std::int64_t record_steps);

// A SELECT of law_key, step and record_steps of those that are kept: the two
// newest that each unfinished segment could begin from; the second is for when
// the first is damaged. Others can go.
const char* KeptCheckpointsSql();
// Law keys of paths with others.
std::vector<std::string> PathsWithOldCheckpoints(Database& database);
// Removes the others of a path. Returns how many.
std::int64_t DropCheckpoints(Database& database, std::string_view law_key);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_CHECKPOINT_TABLE_H_
