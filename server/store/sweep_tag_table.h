#ifndef LEHR_SERVER_STORE_SWEEP_TAG_TABLE_H_
#define LEHR_SERVER_STORE_SWEEP_TAG_TABLE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/store/database.h"

namespace lehr::server {

// Rows of `sweep_tags`: words to find a sweep by.

// Does nothing if it has the tag.
void AddTag(Database& database, std::int64_t sweep_id, std::string_view tag);
// Does nothing if it lacks the tag.
void RemoveTag(Database& database, std::int64_t sweep_id, std::string_view tag);
// In order.
std::vector<std::string> TagsOf(Database& database, std::int64_t sweep_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_SWEEP_TAG_TABLE_H_
