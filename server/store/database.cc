#include "server/store/database.h"

#include <sqlite3.h>

#include <absl/strings/str_format.h>

#include "server/store/migrations.h"

namespace lehr::server {
namespace {

absl::StatusCode CodeOf(int sqlite_code) {
  switch (sqlite_code & 0xff) {  // the primary code
    case SQLITE_FULL:
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
      return absl::StatusCode::kResourceExhausted;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
      return absl::StatusCode::kUnavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::StatusCode::kDataLoss;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return absl::StatusCode::kFailedPrecondition;
    default:
      return absl::StatusCode::kInternal;
  }
}

// Longest part of a statement that goes into a message.
constexpr std::size_t kSqlInMessage = 80;

// From here on the log is moved into the file even while work comes in: 16 MiB.
// The larger, the more pages are written once instead of often, and the longer
// everybody waits for the disk when it is.
constexpr int kLargeLogPages = 4096;

// How long one waits for another process that writes, such as sqlite3.
constexpr int kBusyMilliseconds = 5000;

// Rows of a table that are remembered as touched. Whoever asks then looks at
// all, which is as cheap.
constexpr std::size_t kMostTouched = 100'000;

// After a decision has taken its group with it, so many have savepoints of
// their own: enough for all that were in the group to ask again.
constexpr int kCarefulDecisions = 10'000;

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_),
      sql_(other.sql_),
      statement_(std::exchange(other.statement_, nullptr)),
      borrows_(other.borrows_) {}

Statement::~Statement() {
  if (statement_ == nullptr) return;
  // Their errors are those of the Step before.
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  database_->cache_[sql_.data()].push_back(statement_);
}

bool Statement::Step() {
  if (statement_ == nullptr || !database_->status_.ok()) return false;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_->Fail(code, sql_);
  return false;
}

std::int64_t Statement::Int(int column) const {
  return sqlite3_column_int64(statement_, column);
}

double Statement::Real(int column) const {
  return sqlite3_column_double(statement_, column);
}

std::string Statement::Text(int column) const { return Bytes(column); }

std::string Statement::Bytes(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

absl::Time Statement::Time(int column) const {
  return absl::FromUnixMicros(Int(column));
}

bool Statement::IsNull(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::optional<double> Statement::OptionalReal(int column) const {
  if (IsNull(column)) return std::nullopt;
  return Real(column);
}

void Statement::Bind(int index, std::int64_t value) {
  if (statement_ == nullptr) return;
  const int code = sqlite3_bind_int64(statement_, index, value);
  if (code != SQLITE_OK) database_->Fail(code, sql_);
}

void Statement::Bind(int index, double value) {
  if (statement_ == nullptr) return;
  const int code = sqlite3_bind_double(statement_, index, value);
  if (code != SQLITE_OK) database_->Fail(code, sql_);
}

// SQLITE_TRANSIENT copies: a Statement that is asked for rows may outlive what
// was bound to it.
void Statement::Bind(int index, std::string_view text) {
  if (statement_ == nullptr) return;
  const int code = sqlite3_bind_text64(
      statement_, index, text.data() == nullptr ? "" : text.data(), text.size(),
      borrows_ ? SQLITE_STATIC : SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) database_->Fail(code, sql_);
}

void Statement::Bind(int index, Blob blob) {
  if (blob.bytes.empty()) return Bind(index, std::nullopt);
  if (statement_ == nullptr) return;
  const int code = sqlite3_bind_blob64(
      statement_, index, blob.bytes.data(), blob.bytes.size(),
      borrows_ ? SQLITE_STATIC : SQLITE_TRANSIENT);
  if (code != SQLITE_OK) database_->Fail(code, sql_);
}

void Statement::Bind(int index, std::nullopt_t) {
  if (statement_ == nullptr) return;
  const int code = sqlite3_bind_null(statement_, index);
  if (code != SQLITE_OK) database_->Fail(code, sql_);
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(
    const std::filesystem::path& path) {
  auto database = OpenUri(path.string());
  if (!database.ok()) {
    return absl::Status(
        database.status().code(),
        absl::StrFormat("%s: %s", path.string(), database.status().message()));
  }
  return database;
}

absl::StatusOr<std::unique_ptr<Database>> Database::OpenReadOnly(
    const std::filesystem::path& path) {
  sqlite3* connection = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &connection,
                      SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Database> database(new Database(connection));
  if (code != SQLITE_OK) {
    database->Fail(code, "open");
    return database->TakeStatus();
  }
  sqlite3_extended_result_codes(connection, 1);
  database->RunScript("PRAGMA busy_timeout = 5000; PRAGMA query_only = ON;");
  if (!database->status().ok()) return database->TakeStatus();
  return database;
}

absl::StatusOr<std::unique_ptr<Database>> Database::OpenInMemory() {
  return OpenUri(":memory:");
}

absl::StatusOr<std::unique_ptr<Database>> Database::OpenUri(
    const std::string& name) {
  // Nobody reads SQLite's statistics of memory, which take a lock for every
  // allocation. Does nothing once SQLite is in use.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(
      name.c_str(), &connection,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
      nullptr);
  std::unique_ptr<Database> database(new Database(connection));
  if (code != SQLITE_OK) {
    database->Fail(code, "open");
    return database->TakeStatus();
  }
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_busy_timeout(connection, kBusyMilliseconds);
  database->RunScript(
      "PRAGMA journal_mode = WAL;"
      "PRAGMA synchronous = FULL;"
      // Only Tidy() moves the log into the file, when nobody waits for it.
      "PRAGMA wal_autocheckpoint = 0;"
      "PRAGMA journal_size_limit = 67108864;"
      // What is touched again and again, and what savepoints would undo, stays
      // in memory: 64 MiB of pages.
      "PRAGMA cache_size = -65536;"
      "PRAGMA temp_store = MEMORY;"
      // Debian's build overwrites what is deleted; we have no secrets.
      "PRAGMA secure_delete = OFF;");
  if (!database->status().ok()) return database->TakeStatus();
  // After the pragmas: that of autocheckpoint would take its place.
  sqlite3_wal_hook(
      connection,
      [](void* log_pages, sqlite3*, const char*, int pages) {
        *static_cast<int*>(log_pages) = pages;
        return SQLITE_OK;
      },
      &database->log_pages_);
  // A migration that rebuilds a table needs foreign keys off, and the pragma
  // does nothing within a transaction.
  const absl::Status migrated = Migrate(*database, AllMigrations());
  if (!migrated.ok()) return migrated;
  database->RunScript("PRAGMA foreign_keys = ON;");
  if (!database->status().ok()) return database->TakeStatus();
  return database;
}

Database::~Database() {
  for (auto& [sql, statements] : cache_) {
    for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
  }
  sqlite3_close(connection_);
}

void Database::RunScript(const std::string& script) {
  if (!status_.ok()) return;
  const int code =
      sqlite3_exec(connection_, script.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) Fail(code, script);
}

void Database::Watch(const std::string& table) {
  for (const Touched& watched : touched_) {
    if (watched.table == table) return;
  }
  touched_.push_back({.table = table, .rows = {}, .too_many = false});
  sqlite3_update_hook(
      connection_,
      [](void* database, int, const char*, const char* name,
         sqlite3_int64 row) {
        static_cast<Database*>(database)->Touch(name, row);
      },
      this);
}

void Database::Touch(std::string_view table, std::int64_t row) {
  for (Touched& watched : touched_) {
    if (watched.table != table) continue;
    if (watched.rows.size() >= kMostTouched) {
      watched.too_many = true;
    } else if (watched.rows.empty() || watched.rows.back() != row) {
      watched.rows.push_back(row);
    }
    return;
  }
}

std::optional<std::vector<std::int64_t>> Database::TakeTouched(
    const std::string& table) {
  for (Touched& watched : touched_) {
    if (watched.table != table) continue;
    std::vector<std::int64_t> rows = std::exchange(watched.rows, {});
    if (std::exchange(watched.too_many, false)) return std::nullopt;
    return rows;
  }
  return std::nullopt;  // not watched: anything may have happened
}

std::int64_t Database::size_bytes() {
  Statement size = Query(
      "SELECT page_count * page_size"
      "  FROM pragma_page_count(), pragma_page_size()");
  return size.Step() ? size.Int(0) : 0;
}

std::int64_t Database::last_insert_id() const {
  return sqlite3_last_insert_rowid(connection_);
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(connection_) == 0;
}

std::int64_t Database::changes() const { return sqlite3_changes(connection_); }

std::int64_t Database::total_changes() const {
  return sqlite3_total_changes64(connection_);
}

void Database::Begin() { Run("BEGIN IMMEDIATE"); }

absl::Status Database::Commit() {
  WritePending();
  if (status_.ok()) Run("COMMIT");
  if (status_.ok()) return absl::OkStatus();
  absl::Status failed = status_;
  Rollback();
  return failed;
}

void Database::Tidy(bool idle) {
  if (log_pages_ == 0 || (!idle && log_pages_ < kLargeLogPages)) return;
  // A reader may be in the way, for long (a backup), or the disk full: what is
  // left is for the next time. But what could not be synced must not be taken
  // for kept.
  sqlite3_busy_timeout(connection_, 0);
  const int code = sqlite3_wal_checkpoint_v2(
      connection_, nullptr,
      idle ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, nullptr,
      nullptr);
  sqlite3_busy_timeout(connection_, kBusyMilliseconds);
  if (code == SQLITE_IOERR_FSYNC) Fail(code, "checkpoint");
  log_pages_ = 0;
}

void Database::Rollback() {
  ForgetPending();
  group_failed_ = false;
  status_ = absl::OkStatus();
  if (in_transaction()) Run("ROLLBACK");
}

void Database::WritePending() {
  for (auto& [type, behind] : behind_) behind->Write(*this);
}

void Database::ForgetPending() {
  for (auto& [type, behind] : behind_) behind->Forget();
}

void Database::FailGroup(const absl::Status& error) {
  careful_ = kCarefulDecisions;
  group_failed_ = true;
  // An error of one is not to be the answer to the others.
  status_ = absl::IsInternal(error) || status_.ok()
                ? absl::UnavailableError(absl::StrFormat(
                      "another decision of the same transaction did not "
                      "succeed: ask again: %s",
                      error.ToString()))
                : error;
}

void Database::UndoSavepoint() {
  ForgetPending();
  if (!in_transaction()) {
    // SQLite has undone the whole transaction; whoever began it must know.
    status_ = absl::UnavailableError("the transaction was rolled back");
    return;
  }
  Run("ROLLBACK TO body");
  Run("RELEASE body");
}

Statement Database::Prepare(std::string_view sql) {
  if (!status_.ok()) return {this, sql, nullptr};
  std::vector<sqlite3_stmt*>& free = cache_[sql.data()];
  while (!free.empty()) {
    sqlite3_stmt* const statement = free.back();
    free.pop_back();
    if (sql == sqlite3_sql(statement)) return {this, sql, statement};
    sqlite3_finalize(statement);  // of text that has gone since
  }
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) Fail(code, sql);
  return {this, sql, statement};
}

void Database::Fail(int code, std::string_view sql) {
  if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) {
    sync_failed_ = true;
  }
  if (!status_.ok()) return;
  status_ = absl::Status(
      CodeOf(code), absl::StrFormat("database: %s (SQLite code %d) in \"%s\"",
                                    sqlite3_errmsg(connection_), code,
                                    sql.substr(0, kSqlInMessage)));
}

}  // namespace lehr::server
