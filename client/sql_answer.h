#ifndef LEHR_CLIENT_SQL_ANSWER_H_
#define LEHR_CLIENT_SQL_ANSWER_H_

#include <filesystem>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "client/server_connection.h"
#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// A SqlAnswer is all that a statement answered.
struct SqlAnswer {
  std::vector<std::string> columns;
  std::vector<v1::SqlRow> rows;
  bool truncated = false;  // there were more rows than wanted
};

// Of a server's database; what RunSql returns, but RESOURCE_EXHAUSTED if it
// took too long.
absl::StatusOr<SqlAnswer> AskServer(ServerConnection& server,
                                    const v1::RunSqlRequest& request);

// Of a file, which is only read: the `lehrd` of the folder `programs` reads it.
// INVALID_ARGUMENT with what it found wrong.
absl::StatusOr<SqlAnswer> AskFile(const std::filesystem::path& programs,
                                  const std::filesystem::path& file,
                                  const v1::RunSqlRequest& request);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SQL_ANSWER_H_
