#ifndef LEHR_SERVER_STORE_DATABASE_H_
#define LEHR_SERVER_STORE_DATABASE_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <typeindex>
#include <unordered_map>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

struct sqlite3;
struct sqlite3_stmt;

namespace lehr::server {

// Bytes, as opposed to text. Empty bytes are bound as NULL and NULL is read as
// empty bytes: no hash and no message of ours is empty.
struct Blob {
  std::string_view bytes;
};

class Database;

// WriteBehind is rows that the decisions of one transaction change again and
// again: they are changed in memory and written once, before the commit.
class WriteBehind {
 public:
  virtual ~WriteBehind() = default;
  // Writes what is not in the rows yet.
  virtual void Write(Database& database) = 0;
  // Something was undone, maybe also rows: forgets everything, which was
  // written before if it was to stay.
  virtual void Forget() = 0;
};

// Statement is a statement being executed. It belongs to its Database and goes
// back to the Database's cache when it is destroyed. Not for several threads.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  // Goes to the next row; false at the end, and after an error, which the
  // database keeps (Database::status).
  bool Step();

  // Columns of the row, from 0. NULL reads as 0, empty, or nullopt.
  std::int64_t Int(int column) const;
  double Real(int column) const;
  std::string Text(int column) const;
  std::string Bytes(int column) const;
  absl::Time Time(int column) const;
  bool IsNull(int column) const;
  std::optional<double> OptionalReal(int column) const;

 private:
  friend class Database;
  Statement(Database* database, std::string_view sql, sqlite3_stmt* statement)
      : database_(database), sql_(sql), statement_(statement) {}

  // What is bound from now on outlives the statement.
  void BorrowsValues() { borrows_ = true; }

  void Bind(int index, std::int64_t value);
  void Bind(int index, int value) {
    Bind(index, static_cast<std::int64_t>(value));
  }
  void Bind(int index, double value);
  void Bind(int index, std::string_view text);
  void Bind(int index, Blob blob);
  void Bind(int index, absl::Time time) {
    Bind(index, static_cast<std::int64_t>(absl::ToUnixMicros(time)));
  }
  void Bind(int index, std::nullopt_t);
  template <typename T>
  void Bind(int index, const std::optional<T>& value) {
    if (value.has_value()) {
      Bind(index, *value);
    } else {
      Bind(index, std::nullopt);
    }
  }

  Database* database_;
  std::string_view sql_;
  sqlite3_stmt* statement_;  // null after an error in preparing, or a move
  bool borrows_ = false;
};

// Database is the one connection that writes. WAL, synchronous=FULL: what was
// committed stays, also when the power fails. Used by one thread.
//
// Errors are kept: after the first, all statements do nothing until
// TakeStatus() or Rollback(), so that code which reads and writes rows needs no
// error handling of its own; InSavepoint() undoes what it had written and
// returns the error.
//
// Codes: RESOURCE_EXHAUSTED (disk or memory full), UNAVAILABLE (busy, I/O),
// DATA_LOSS (the file is damaged), FAILED_PRECONDITION (read-only), INTERNAL
// (a constraint or SQL of ours).
class Database {
 public:
  // Opens or makes the file, and brings its schema up to date. FAILED_
  // PRECONDITION if it was written by a newer lehrd or is not lehrd's.
  static absl::StatusOr<std::unique_ptr<Database>> Open(
      const std::filesystem::path& path);
  // A connection that only reads, beside one that was opened above.
  static absl::StatusOr<std::unique_ptr<Database>> OpenReadOnly(
      const std::filesystem::path& path);
  // One that is gone when it is closed, for tests.
  static absl::StatusOr<std::unique_ptr<Database>> OpenInMemory();

  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  Database(Database&&) = delete;
  Database& operator=(Database&&) = delete;

  // Starts executing `sql`, a literal, with `values` for ?1, ?2, …
  template <typename... Values>
  Statement Query(std::string_view sql, const Values&... values) {
    Statement statement = Prepare(sql);
    int index = 0;
    (statement.Bind(++index, values), ...);
    return statement;
  }

  // Executes `sql`; returns how many rows it changed.
  template <typename... Values>
  std::int64_t Run(std::string_view sql, const Values&... values) {
    Statement statement = Prepare(sql);
    statement.BorrowsValues();
    int index = 0;
    (statement.Bind(++index, values), ...);
    while (statement.Step()) {
    }
    return changes();
  }

  // Executes a script without values.
  void RunScript(const std::string& script);

  // From now on remembers which rows of a table statements touch; the table has
  // an INTEGER PRIMARY KEY. Undone changes are remembered, too.
  void Watch(const std::string& table);
  // The keys of rows that were touched since the last call, each at least once;
  // nullopt if they were too many to remember.
  std::optional<std::vector<std::int64_t>> TakeTouched(
      const std::string& table);

  // SQLite's own, for statements whose columns are not known here.
  sqlite3* connection() const { return connection_; }
  // Of the file, without what waits in the log.
  std::int64_t size_bytes();

  std::int64_t last_insert_id() const;
  // Whether a transaction is open: SQLite itself ends one on a full disk.
  bool in_transaction() const;

  // The error that is being kept; OK if there is none.
  const absl::Status& status() const { return status_; }
  // Keeps `error`, as if a statement had had it: for rows that contradict each
  // other.
  void KeepError(const absl::Status& error) { status_.Update(error); }
  absl::Status TakeStatus() { return std::exchange(status_, absl::OkStatus()); }

  // The disk has refused to sync: nobody knows what of the last transactions is
  // on it, and the kernel may report the same failure only once. The file is to
  // be opened anew by another process.
  bool sync_failed() const { return sync_failed_; }

  void Begin();
  // Returns the error if anything since Begin() went wrong; then nothing since
  // Begin() has happened.
  absl::Status Commit();
  // Undoes everything since Begin() and forgets the error.
  void Rollback();

  // Moves what was committed from the log into the file, which nothing else
  // does: when there is much of it or, if nothing waits (`idle`), when there is
  // any. Outside of transactions.
  void Tidy(bool idle);

  // Body() is everything or nothing: what it wrote is undone if it returns an
  // error or a statement had one. Returns that error, or Body()'s result, a
  // Status or StatusOr.
  template <typename Body>
  auto InSavepoint(Body&& body) -> decltype(body()) {
    if (group_failed_) return status_;
    WritePending();
    Run("SAVEPOINT body");
    auto result = body();
    if (status_.ok() && result.ok()) WritePending();
    if (!status_.ok() || !result.ok()) {
      absl::Status kept = TakeStatus();
      UndoSavepoint();
      if (!kept.ok()) return kept;
      return result;
    }
    Run("RELEASE body");
    if (!status_.ok()) return TakeStatus();
    return result;
  }

  // The same for decisions that come in thousands and look before they write.
  // A savepoint copies each page that is written; within a transaction none is
  // begun. Body() that writes and then fails takes the transaction with it:
  // Commit() returns UNAVAILABLE, or that the disk is full, everybody asks
  // again, and for a while all are in savepoints, where it fails alone.
  template <typename Body>
  auto InGroup(Body&& body) -> decltype(body()) {
    if (!status_.ok() && in_transaction()) return status_;
    if (careful_ > 0 || !in_transaction()) {
      if (careful_ > 0) --careful_;
      return InSavepoint(std::forward<Body>(body));
    }
    const std::int64_t before = total_changes();
    auto result = body();
    if (status_.ok() && (result.ok() || total_changes() == before)) {
      return result;
    }
    FailGroup(status_.ok() ? StatusOf(result) : absl::Status(status_));
    return status_;
  }

  // The one T, a WriteBehind, of this database.
  template <typename T>
  T& Behind() {
    std::unique_ptr<WriteBehind>& kept = behind_[std::type_index(typeid(T))];
    if (kept == nullptr) kept = std::make_unique<T>();
    return static_cast<T&>(*kept);
  }
  // Before rows are read that may be changed in memory only.
  void WritePending();

 private:
  friend class Statement;

  static const absl::Status& StatusOf(const absl::Status& status) {
    return status;
  }
  template <typename T>
  static const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
    return result.status();
  }

  explicit Database(sqlite3* connection) : connection_(connection) {}
  static absl::StatusOr<std::unique_ptr<Database>> OpenUri(
      const std::string& name);

  Statement Prepare(std::string_view sql);
  std::int64_t changes() const;
  // Rows changed since it was opened, also those of what was undone.
  std::int64_t total_changes() const;
  void UndoSavepoint();
  void ForgetPending();
  void FailGroup(const absl::Status& error);
  // Keeps the error `code` unless there is one already.
  void Fail(int code, std::string_view sql);
  void Touch(std::string_view table, std::int64_t row);

  sqlite3* connection_;
  absl::Status status_;
  struct Touched {
    std::string table;
    std::vector<std::int64_t> rows;
    bool too_many = false;
  };
  std::vector<Touched> touched_;  // of tables that are watched
  std::unordered_map<std::type_index, std::unique_ptr<WriteBehind>> behind_;
  bool group_failed_ = false;  // `status_` says how, until the rollback
  int careful_ = 0;    // decisions of groups to come that have a savepoint
  int log_pages_ = 0;  // after the last commit; 0: moved into the file
  bool sync_failed_ = false;
  // Prepared statements that are not in use, by the address of their literal.
  std::unordered_map<const char*, std::vector<sqlite3_stmt*>> cache_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_DATABASE_H_
