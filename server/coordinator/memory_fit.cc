#include "server/coordinator/memory_fit.h"

#include <algorithm>

#include "server/store/memory_table.h"

namespace lehr::server {

std::int64_t MemoryWanted(Database& database, const SegmentRow& segment) {
  if (segment.failures == 0) return 0;  // of nearly all
  const std::int64_t ran_out = MemoryThatRanOut(database, segment.id);
  if (ran_out == 0) return 0;
  return std::min(2 * ran_out, LargestMemoryFor(database, segment.id));
}

bool HasMemory(Database& database, std::int64_t worker_id,
               std::int64_t wanted) {
  if (wanted == 0) return true;
  const std::int64_t there = MemoryOf(database, worker_id);
  return there == 0 || there >= wanted;
}

}  // namespace lehr::server
