#include "server/store/sql_reader.h"

#include <utility>

#include <sqlite3.h>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "server/store/migrations.h"
#include "server/store/sql_results_view.h"

namespace lehr::server {
namespace {

constexpr std::int64_t kUsualRows = 10'000;
constexpr std::int64_t kMostRows = 10'000'000;
constexpr absl::Duration kUsualTime = absl::Seconds(10);
constexpr absl::Duration kMostTime = absl::Minutes(10);

// Largest value, so that zeroblob(1e9) does not take the server's memory. The
// largest message of ours has 4 MiB.
constexpr int kMostValueBytes = 16 << 20;

// A piece is sent when it has this much. Far below gRPC's 4 MiB, and enough
// that calls cost nothing beside SQLite.
constexpr std::size_t kPieceBytes = 256 << 10;

// Instructions of SQLite's machine between two looks at the clock: some 20 µs.
constexpr int kWatchInstructions = 1000;

absl::Status Refused(const std::string& what) {
  return absl::InvalidArgumentError(
      absl::StrFormat("sql: expected one statement that only reads, found %s: "
                      "nothing was done",
                      what));
}

absl::Duration TimeOf(const google::protobuf::Duration& time) {
  return absl::Seconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

// A person may name any file.
absl::StatusOr<std::unique_ptr<Database>> OpenOwn(
    const std::filesystem::path& file) {
  auto database = Database::OpenReadOnly(file);
  if (!database.ok()) return database;
  std::int64_t id = 0;
  {
    Statement row = (*database)->Query("PRAGMA application_id");
    if (row.Step()) id = row.Int(0);
  }
  if (!(*database)->status().ok()) return (*database)->TakeStatus();
  if (id == kApplicationId) return database;
  return absl::FailedPreconditionError(absl::StrFormat(
      "expected a database of lehrd (application id %d), found one with %d",
      kApplicationId, id));
}

v1::SqlValue ValueOf(sqlite3_stmt* statement, int column) {
  v1::SqlValue value;
  const auto bytes = [&](const void* begin) {
    const int size = sqlite3_column_bytes(statement, column);
    return std::string(static_cast<const char*>(begin),
                       static_cast<std::size_t>(size));
  };
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      value.set_integer(sqlite3_column_int64(statement, column));
      break;
    case SQLITE_FLOAT:
      value.set_real(sqlite3_column_double(statement, column));
      break;
    case SQLITE_TEXT:
      value.set_text(bytes(sqlite3_column_text(statement, column)));
      break;
    case SQLITE_BLOB:
      value.set_blob(bytes(sqlite3_column_blob(statement, column)));
      break;
    default:  // NULL is unset
      break;
  }
  return value;
}

}  // namespace

absl::StatusOr<SqlReader::Limits> SqlReader::LimitsOf(
    const v1::RunSqlRequest& request) {
  Limits limits;
  limits.rows = request.max_rows() == 0 ? kUsualRows : request.max_rows();
  if (limits.rows < 0 || limits.rows > kMostRows) {
    return absl::InvalidArgumentError(
        absl::StrFormat("max_rows: expected at most %d, found %d", kMostRows,
                        request.max_rows()));
  }
  limits.time =
      request.has_time_limit() ? TimeOf(request.time_limit()) : kUsualTime;
  if (limits.time <= absl::ZeroDuration() || limits.time > kMostTime) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "time_limit: expected more than 0 and at most %s, found %s",
        absl::FormatDuration(kMostTime), absl::FormatDuration(limits.time)));
  }
  return limits;
}

absl::StatusOr<std::unique_ptr<SqlReader>> SqlReader::Open(
    const std::filesystem::path& database, const v1::RunSqlRequest& request,
    const std::atomic<bool>* cancelled) {
  const auto limits = LimitsOf(request);
  if (!limits.ok()) return limits.status();
  auto opened = OpenOwn(database);
  if (!opened.ok()) {
    return absl::Status(opened.status().code(),
                        absl::StrFormat("%s: %s", database.string(),
                                        opened.status().message()));
  }
  // Views that only this connection has can be made as long as this is off.
  (*opened)->RunScript("PRAGMA query_only = OFF");
  MakeResultsViews(**opened, request.statement());
  (*opened)->RunScript("PRAGMA query_only = ON");
  if (!(*opened)->status().ok()) return (*opened)->TakeStatus();
  std::unique_ptr<SqlReader> reader(
      new SqlReader(*std::move(opened), *limits, cancelled));
  const absl::Status prepared = reader->Prepare(request.statement());
  if (!prepared.ok()) return prepared;
  return reader;
}

SqlReader::SqlReader(std::unique_ptr<Database> database, const Limits& limits,
                     const std::atomic<bool>* cancelled)
    : database_(std::move(database)),
      limits_(limits),
      cancelled_(cancelled),
      authorizer_(database_->connection()) {
  sqlite3* const connection = database_->connection();
  sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, kMostValueBytes);
  sqlite3_progress_handler(connection, kWatchInstructions, &Watch, this);
}

SqlReader::~SqlReader() { sqlite3_finalize(statement_); }

int SqlReader::Watch(void* self) {
  const SqlReader& reader = *static_cast<SqlReader*>(self);
  if (reader.cancelled_ != nullptr && *reader.cancelled_) return 1;
  return absl::Now() > reader.stop_at_ ? 1 : 0;
}

absl::Status SqlReader::Prepare(const std::string& statement) {
  stop_at_ = absl::Now() + limits_.time;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(database_->connection(), statement.data(),
                                      static_cast<int>(statement.size()), 0,
                                      &statement_, &rest);
  if (code != SQLITE_OK) return RefusalOf(statement);
  if (statement_ == nullptr) return Refused("none");
  // Comments and a semicolon at the end are nothing.
  sqlite3_stmt* another = nullptr;
  const int more = sqlite3_prepare_v3(database_->connection(), rest, -1, 0,
                                      &another, nullptr);
  const bool is_one = more == SQLITE_OK && another == nullptr;
  sqlite3_finalize(another);
  if (!is_one) {
    return Refused(
        absl::StrFormat("more after column %d", rest - statement.data()));
  }
  if (sqlite3_column_count(statement_) == 0 ||
      sqlite3_stmt_readonly(statement_) == 0) {
    return Refused("one without columns");
  }
  return absl::OkStatus();
}

absl::Status SqlReader::RefusalOf(const std::string& statement) const {
  if (!authorizer_.refused().empty()) return Refused(authorizer_.refused());
  sqlite3* const connection = database_->connection();
  const int code = sqlite3_errcode(connection);
  if ((code & 0xff) != SQLITE_ERROR) return FailureOf(code);
  const int offset = sqlite3_error_offset(connection);
  const std::string where =
      offset < 0 || offset > static_cast<int>(statement.size())
          ? ""
          : absl::StrFormat("column %d: ", offset + 1);
  return absl::InvalidArgumentError(
      absl::StrCat("sql: ", where, sqlite3_errmsg(connection)));
}

absl::Status SqlReader::FailureOf(int code) const {
  sqlite3* const connection = database_->connection();
  switch (code & 0xff) {
    case SQLITE_INTERRUPT:
      if (cancelled_ != nullptr && *cancelled_) {
        return absl::CancelledError("sql: nobody waits for the answer");
      }
      return absl::DeadlineExceededError(absl::StrFormat(
          "sql: expected an answer within %s, found %d rows by then: narrow it "
          "down, or allow more time",
          absl::FormatDuration(limits_.time), rows_));
    case SQLITE_ERROR:  // an argument that a function does not take
      return absl::InvalidArgumentError(
          absl::StrCat("sql: ", sqlite3_errmsg(connection)));
    case SQLITE_TOOBIG:
    case SQLITE_FULL:
    case SQLITE_NOMEM:
      return absl::ResourceExhaustedError(
          absl::StrFormat("sql: %s (a value has %d bytes at most)",
                          sqlite3_errmsg(connection), kMostValueBytes));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(
          absl::StrCat("sql: ", sqlite3_errmsg(connection)));
    default:
      return absl::UnavailableError(absl::StrFormat(
          "sql: %s (SQLite code %d)", sqlite3_errmsg(connection), code));
  }
}

absl::StatusOr<std::optional<v1::RunSqlResponse>> SqlReader::Next() {
  if (has_ended_) return std::nullopt;
  const absl::Time began = absl::Now();
  stop_at_ = began + limits_.time - worked_;
  v1::RunSqlResponse piece;
  if (!has_begun_) {
    for (int i = 0; i < sqlite3_column_count(statement_); ++i) {
      piece.add_columns(sqlite3_column_name(statement_, i));
    }
    has_begun_ = true;
  }
  std::size_t bytes = 0;
  while (bytes < kPieceBytes) {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return FailureOf(code);
    piece.set_truncated(code == SQLITE_ROW && rows_ == limits_.rows);
    has_ended_ = code == SQLITE_DONE || piece.truncated();
    if (has_ended_) break;
    AddRow(&piece);
    bytes += piece.rows(piece.rows_size() - 1).ByteSizeLong();
    ++rows_;
  }
  worked_ += absl::Now() - began;
  return piece;
}

void SqlReader::AddRow(v1::RunSqlResponse* piece) const {
  v1::SqlRow& row = *piece->add_rows();
  const int columns = sqlite3_column_count(statement_);
  row.mutable_values()->Reserve(columns);
  for (int i = 0; i < columns; ++i) *row.add_values() = ValueOf(statement_, i);
}

}  // namespace lehr::server
