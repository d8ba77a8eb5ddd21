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
//   lehrd.lock     held while a server runs
//   lehrd.sock     where it listens on this machine
//   objects/       artifacts
//   tmp/           artifacts that are being written; emptied at start
class DataDirectory {
 public:
  // Makes the folder if there is none. FAILED_PRECONDITION if another server
  // has it; PERMISSION_DENIED or UNAVAILABLE if it cannot be made or written.
  static absl::StatusOr<DataDirectory> Open(const std::filesystem::path& path);

  DataDirectory(DataDirectory&& other) noexcept;
  DataDirectory& operator=(DataDirectory&& other) noexcept;
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;
  ~DataDirectory();

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path database() const { return path_ / "lehr.db"; }

 private:
  DataDirectory(std::filesystem::path path, int lock)
      : path_(std::move(path)), lock_(lock) {}

  std::filesystem::path path_;
  int lock_;  // descriptor of the lock file; -1 after a move
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_DATA_DIRECTORY_H_
