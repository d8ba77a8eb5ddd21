#ifndef LEHR_SERVER_STORE_DATA_DIRECTORY_H_
#define LEHR_SERVER_STORE_DATA_DIRECTORY_H_

#include <filesystem>

#include <absl/status/statusor.h>

namespace lehr::server {

// DataDirectory is the folder where a server keeps everything, held for one
// process: SQLite and the artifacts rely on a single writer. Released when it
// is destroyed, or when the process dies.
//
//   lehr.db        database (and lehr.db-wal, lehr.db-shm)
//   lehr.db.before-N  what it was before it was migrated to version N
//   lehrd.lock     held while a server runs, with the number of its process
//   lehrd.clean    the database as a server left it that stopped in good order
//   lehrd.sock     where it listens on this machine
//   objects/       artifacts
//   damaged/       artifacts that were found damaged, for a person to look at
//   tmp/           artifacts that are being written; emptied at start
class DataDirectory {
 public:
  // Makes the folder if there is none. FAILED_PRECONDITION if another server
  // has it, also through another path to the same folder; PERMISSION_DENIED or
  // UNAVAILABLE if it cannot be made or written. A folder on a network file
  // system is warned of: SQLite's log needs memory that all see.
  static absl::StatusOr<DataDirectory> Open(const std::filesystem::path& path);

  DataDirectory(DataDirectory&& other) noexcept;
  DataDirectory& operator=(DataDirectory&& other) noexcept;
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;
  ~DataDirectory();

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path database() const { return path_ / "lehr.db"; }

  // Whether the last server stopped in good order, and nobody has changed the
  // database since.
  bool was_clean() const { return was_clean_; }
  // The database is closed when this is destroyed, and all is well.
  void MarkCleanStop() { mark_clean_ = true; }

 private:
  DataDirectory(std::filesystem::path path, int lock)
      : path_(std::move(path)), lock_(lock) {}

  // Looks for the mark of a clean stop, and takes it away.
  void TakeMark();

  std::filesystem::path path_;
  int lock_;  // descriptor of the lock file; -1 after a move
  bool was_clean_ = false;
  bool mark_clean_ = false;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_DATA_DIRECTORY_H_
