#include "server/store/user_sweeps.h"

namespace lehr::server {

std::int64_t CountRunningSweepsOf(Database& database, std::string_view user) {
  Statement row = database.Query(R"sql(
      SELECT count(*)
      FROM sweeps
      WHERE state = 'RUNNING' AND user = ?1)sql",
                                 user);
  return row.Step() ? row.Int(0) : 0;
}

}  // namespace lehr::server
