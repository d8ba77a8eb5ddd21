#ifndef LEHR_SERVER_SERVICE_DISK_SPACE_H_
#define LEHR_SERVER_SERVICE_DISK_SPACE_H_

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "server/coordinator/coordinator.h"
#include "server/service/serial_executor.h"

namespace lehr::server {

// How full the disk is.
enum class DiskLevel {
  kPlenty,
  kSoft,  // nothing is begun that writes states; old checkpoints go
  kHard,  // only results are taken
};

// Free space below which these begin [bytes].
struct DiskMarks {
  std::int64_t soft = 0;
  std::int64_t hard = 0;
};

// The marks for a disk of this size, where a person has set none: 5 GiB and
// 1 GiB, of a small disk 5 % and 1 %.
DiskMarks UsualMarks(std::int64_t disk_bytes);

// The level at so much free space, after `before`: it ends a tenth above the
// mark where it began, so as not to come and go.
DiskLevel LevelAt(std::int64_t free_bytes, const DiskMarks& marks,
                  DiskLevel before);

// DiskSpace looks once a second how much space is left in the data folder,
// tells the coordinator, and has garbage collected when it gets short. On the
// executor's thread; level(), free_bytes() and notice() from any.
class DiskSpace final : public Participant {
 public:
  // A mark of -1 is the usual one. `collect` must not block.
  DiskSpace(std::filesystem::path folder, const DiskMarks& marks,
            Coordinator* coordinator, std::function<void()> collect)
      : folder_(std::move(folder)),
        marks_(marks),
        coordinator_(*coordinator),
        collect_(std::move(collect)) {}

  void InTransaction(absl::Time now) override;
  void AfterTransaction(const absl::Status&) override {}

  DiskLevel level() const { return level_; }
  std::int64_t free_bytes() const { return free_bytes_; }
  // What people are told; empty if there is plenty.
  std::string notice() const;

 private:
  void Change(DiskLevel level, const DiskMarks& marks);

  const std::filesystem::path folder_;
  const DiskMarks marks_;
  Coordinator& coordinator_;
  const std::function<void()> collect_;
  absl::Time next_ = absl::InfinitePast();
  absl::Time next_collection_ = absl::InfinitePast();
  std::atomic<DiskLevel> level_ = DiskLevel::kPlenty;
  std::atomic<std::int64_t> free_bytes_ = 0;
  mutable absl::Mutex mutex_;
  std::string notice_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_DISK_SPACE_H_
