#include "server/store/sweep_tag_table.h"

namespace lehr::server {

void AddTag(Database& database, std::int64_t sweep_id, std::string_view tag) {
  database.Run(R"sql(
      INSERT OR IGNORE INTO sweep_tags (sweep_id, tag)
      VALUES (?1, ?2))sql",
               sweep_id, tag);
}

void RemoveTag(Database& database, std::int64_t sweep_id,
               std::string_view tag) {
  database.Run("DELETE FROM sweep_tags WHERE sweep_id = ?1 AND tag = ?2",
               sweep_id, tag);
}

std::vector<std::string> TagsOf(Database& database, std::int64_t sweep_id) {
  std::vector<std::string> tags;
  Statement row = database.Query(
      "SELECT tag FROM sweep_tags WHERE sweep_id = ?1 ORDER BY tag", sweep_id);
  while (row.Step()) tags.push_back(row.Text(0));
  return tags;
}

}  // namespace lehr::server
