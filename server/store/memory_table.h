#ifndef LEHR_SERVER_STORE_MEMORY_TABLE_H_
#define LEHR_SERVER_STORE_MEMORY_TABLE_H_

#include <cstdint>

#include "server/store/database.h"

namespace lehr::server {

// What the store knows of memory: of hosts, as workers have told it, and where
// it was too little.

// Of the worker's host [bytes]; 0: not told.
std::int64_t MemoryOf(Database& database, std::int64_t worker_id);

// The largest host on which memory (or disk) ran out for the segment, since it
// was last opened by a person [bytes]; 0: it did not, or hosts have not told.
std::int64_t MemoryThatRanOut(Database& database, std::int64_t segment_id);

// The largest host of live workers that may stay and have an engine with which
// a running sweep wants the segment [bytes]; 0 if there is none.
std::int64_t LargestMemoryFor(Database& database, std::int64_t segment_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_MEMORY_TABLE_H_
