#ifndef LEHR_SERVER_STORE_SQL_READER_H_
#define LEHR_SERVER_STORE_SQL_READER_H_

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/store/database.h"
#include "server/store/sql_authorizer.h"

struct sqlite3_stmt;

namespace lehr::server {

// SqlReader answers one statement of a person's, as RunSql says, on a
// connection of its own that can only read: neither other readers nor the
// writer wait for it. Whatever SQLite would do beyond reading the tables and
// views of the file is refused before anything is done, and the message says
// what it was. Besides them there are the views of sql_results_view.h.
//
// Not for several threads at a time. Keeps the state of the file from the first
// row on, and so its write-ahead log, until it is destroyed.
class SqlReader {
 public:
  // Setting `cancelled` ends Next() within some milliseconds; nullptr if nobody
  // does. INVALID_ARGUMENT: limits; a statement that is wrong (with the column
  // where SQLite knows it), is not one, or would write. And what
  // Database::OpenReadOnly returns.
  static absl::StatusOr<std::unique_ptr<SqlReader>> Open(
      const std::filesystem::path& database, const v1::RunSqlRequest& request,
      const std::atomic<bool>* cancelled = nullptr);

  ~SqlReader();
  SqlReader(const SqlReader&) = delete;
  SqlReader& operator=(const SqlReader&) = delete;

  // The next piece, nullopt at the end. The first has the columns, also where
  // there are no rows. DEADLINE_EXCEEDED if SQLite has worked for longer than
  // the time limit, CANCELLED, RESOURCE_EXHAUSTED (a value of more than 16
  // MiB), and what reading the file may give.
  absl::StatusOr<std::optional<v1::RunSqlResponse>> Next();

 private:
  struct Limits {
    std::int64_t rows = 0;
    absl::Duration time;
  };

  SqlReader(std::unique_ptr<Database> database, const Limits& limits,
            const std::atomic<bool>* cancelled);

  static absl::StatusOr<Limits> LimitsOf(const v1::RunSqlRequest& request);
  static int Watch(void* self);  // whether to stop

  absl::Status Prepare(const std::string& statement);
  absl::Status RefusalOf(const std::string& statement) const;
  absl::Status FailureOf(int code) const;
  void AddRow(v1::RunSqlResponse* piece) const;

  std::unique_ptr<Database> database_;
  Limits limits_;
  const std::atomic<bool>* cancelled_;
  SqlAuthorizer authorizer_;
  sqlite3_stmt* statement_ = nullptr;
  std::int64_t rows_ = 0;
  absl::Duration worked_;   // in earlier calls
  absl::Time stop_at_;      // of the present call
  bool has_begun_ = false;  // the columns have been sent
  bool has_ended_ = false;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_SQL_READER_H_
