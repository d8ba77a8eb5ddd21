#ifndef LEHR_SERVER_COORDINATOR_NEAREST_KEY_H_
#define LEHR_SERVER_COORDINATOR_NEAREST_KEY_H_

#include <optional>

#include "lehr/v1/sweep_service.pb.h"
#include "server/store/database.h"
#include "server/store/segment_table.h"

namespace lehr::server {

// Why a segment that is not DONE was not found among what is: the finished
// segment that differs least from it, in itself and in the way that leads
// there, and all fields in which they differ, the one where the ways part
// first. Looked for among what was DONE when the segment was first wanted, or
// else among all. Where nothing goes as far as the segment, what comes nearest
// to it on the way there. nullopt if nothing of its kind has begun where it
// begins. Looks at a few hundred segments for each one on the way.
std::optional<v1::NearestKey> FindNearest(Database& database,
                                          const SegmentRow& segment);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_NEAREST_KEY_H_
