#ifndef LEHR_TESTS_SUPPORT_FAULT_VFS_H_
#define LEHR_TESTS_SUPPORT_FAULT_VFS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

struct sqlite3_file;
struct sqlite3_vfs;

namespace lehr {

// FaultVfs is a disk that fails on request, for all databases of this process
// that are opened while it lives: SQLite's own files, with calls counted and
// refused, and with a memory of what was really synced, for power cuts. One at
// a time. Any thread.
class FaultVfs {
 public:
  enum class Fault { kIoError, kFull };

  FaultVfs();
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  // From the `first`th call on (from 1, counted from now), `count` calls fail.
  // Calls are those that open, read, write, sync, truncate or remove. A full
  // disk refuses only what writes.
  void FailAt(int first, int count, Fault fault);
  // After the `write`th write (counted from now) nothing works any more. To be
  // called when no database is open: what the files hold now is taken to be on
  // disk.
  void CutPowerAfter(int write);
  // Nothing fails from now on.
  void Heal();

  // Whether something has been refused since it was asked for.
  bool has_failed() const;
  bool is_cut() const;
  // Calls and writes since the last of the three above.
  int calls() const;
  int writes() const;

  // The disk as it is found when the power is back: what was synced is there;
  // of what was written since, each sector of 512 bytes is there or is not, as
  // the seed wants it. To be called when no database is open.
  void RestorePower(std::uint64_t seed);

 private:
  friend struct FaultVfsCalls;

  // What a file holds for sure, and what was written to it since.
  struct Write {
    std::int64_t offset = 0;
    std::string bytes;  // empty: the file was cut off at `offset`
  };
  struct Image {
    std::string synced;
    std::vector<Write> unsynced;
  };
  enum class Call { kOpen, kRead, kWrite, kSync, kTruncate, kRemove };

  // The code that the call is to return, or SQLITE_OK if it may go on.
  int Admit(Call call);
  void Opened(const std::string& path);
  void Wrote(const std::string& path, Write write);
  void Synced(const std::string& path);
  void Removed(const std::string& path);

  sqlite3_vfs* real_;
  sqlite3_vfs* shim_;

  mutable absl::Mutex mutex_;
  std::map<std::string, Image> images_ ABSL_GUARDED_BY(mutex_);
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;
  int writes_ ABSL_GUARDED_BY(mutex_) = 0;
  int fail_first_ ABSL_GUARDED_BY(mutex_) = 0;  // 0: none
  int fail_count_ ABSL_GUARDED_BY(mutex_) = 0;
  Fault fault_ ABSL_GUARDED_BY(mutex_) = Fault::kIoError;
  int cut_after_ ABSL_GUARDED_BY(mutex_) = 0;  // 0: never
  bool has_failed_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_cut_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace lehr

#endif  // LEHR_TESTS_SUPPORT_FAULT_VFS_H_
