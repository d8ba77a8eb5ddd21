#ifndef LEHR_SERVER_STORE_LOST_ARTIFACT_H_
#define LEHR_SERVER_STORE_LOST_ARTIFACT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/store/database.h"

namespace lehr::server {

// What refers to an artifact whose file is gone or damaged.

// DONE segments whose end state or curve it is, and those with the same
// physics, by id: what a segment starts from comes before it. Of the former the
// first `most`.
std::vector<std::int64_t> ProducersOf(Database& database,
                                      std::string_view sha256, int most);
// Artifacts that are lost while DONE segments still refer to them: somebody was
// interrupted when he opened those again.
std::vector<std::string> HalfLostArtifacts(Database& database);

// READY or LEASED segments that start from the segment's end state, and
// measurements further below, which may read its curve or state.
std::vector<std::int64_t> StartedBelow(Database& database,
                                       std::int64_t segment_id);

// LEASED segments that may be fetching it as a checkpoint.
std::vector<std::int64_t> LeasedFromCheckpoint(Database& database,
                                               std::string_view sha256);

// No checkpoint, and no state before a failure, refers to it any more. Returns
// how many checkpoints did.
std::int64_t ForgetCheckpoints(Database& database, std::string_view sha256);

// Sweeps that are DONE or FAILED and have the segment.
std::vector<std::int64_t> EndedSweepsWith(Database& database,
                                          std::int64_t segment_id);

// Whether it is a potential.
bool IsPotential(Database& database, std::string_view sha256);

// The segment's observables are those of a result that is being replaced.
void DropObservables(Database& database, std::int64_t segment_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_LOST_ARTIFACT_H_
