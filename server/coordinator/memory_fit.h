#ifndef LEHR_SERVER_COORDINATOR_MEMORY_FIT_H_
#define LEHR_SERVER_COORDINATOR_MEMORY_FIT_H_

#include <cstdint>

#include "server/store/database.h"
#include "server/store/segment_table.h"

namespace lehr::server {

// Memory that a host must have to get the segment [bytes]: twice that of the
// largest on which it ran out, but no more than the largest live worker has, so
// that somebody may always have it. 0: any will do.
std::int64_t MemoryWanted(Database& database, const SegmentRow& segment);

// Whether the worker's host has it, or has not told.
bool HasMemory(Database& database, std::int64_t worker_id, std::int64_t wanted);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_MEMORY_FIT_H_
