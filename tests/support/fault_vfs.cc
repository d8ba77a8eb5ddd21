#include "tests/support/fault_vfs.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include <random>
#include <utility>

#include <sqlite3.h>

namespace lehr {
namespace {

constexpr std::int64_t kSector = 512;

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void Apply(std::int64_t offset, std::string_view bytes, std::string* content) {
  const auto end = static_cast<std::size_t>(offset) + bytes.size();
  if (content->size() < end) content->resize(end);
  content->replace(static_cast<std::size_t>(offset), bytes.size(), bytes);
}

}  // namespace

// The functions that SQLite calls. Each asks the FaultVfs, then does what the
// real file does. A sync is only noted: nothing here outlives the process.
struct FaultVfsCalls {
  using Call = FaultVfs::Call;

  struct File {
    sqlite3_file base;  // first: SQLite knows no more
    FaultVfs* vfs;
    std::string* path;
    sqlite3_file* real;
  };

  static File* Of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
  static sqlite3_file* Real(sqlite3_file* file) { return Of(file)->real; }
  static FaultVfs* VfsOf(sqlite3_vfs* shim) {
    return static_cast<FaultVfs*>(shim->pAppData);
  }

  static int Open(sqlite3_vfs* shim, const char* name, sqlite3_file* file,
                  int flags, int* out_flags) {
    FaultVfs* const vfs = VfsOf(shim);
    File* const self = Of(file);
    self->base.pMethods = nullptr;
    const int refused = vfs->Admit(Call::kOpen);
    if (refused != SQLITE_OK) return refused;
    self->real = reinterpret_cast<sqlite3_file*>(self + 1);
    const int code =
        vfs->real_->xOpen(vfs->real_, name, self->real, flags, out_flags);
    if (code != SQLITE_OK) return code;
    self->vfs = vfs;
    self->path = new std::string(name == nullptr ? "" : name);
    if (name != nullptr) vfs->Opened(name);
    self->base.pMethods = Methods();
    return SQLITE_OK;
  }

  static int Remove(sqlite3_vfs* shim, const char* name, int sync) {
    FaultVfs* const vfs = VfsOf(shim);
    const int refused = vfs->Admit(Call::kRemove);
    if (refused != SQLITE_OK) return refused;
    vfs->Removed(name);
    return vfs->real_->xDelete(vfs->real_, name, sync);
  }

  static int Close(sqlite3_file* file) {
    const int code = Real(file)->pMethods->xClose(Real(file));
    delete Of(file)->path;
    return code;
  }
  static int Read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
    const int refused = Of(file)->vfs->Admit(Call::kRead);
    if (refused != SQLITE_OK) return refused;
    return Real(file)->pMethods->xRead(Real(file), to, size, at);
  }
  static int Write(sqlite3_file* file, const void* from, int size,
                   sqlite3_int64 at) {
    const int refused = Of(file)->vfs->Admit(Call::kWrite);
    if (refused != SQLITE_OK) return refused;
    Of(file)->vfs->Wrote(
        *Of(file)->path,
        {.offset = at,
         .bytes = std::string(static_cast<const char*>(from),
                              static_cast<std::size_t>(size))});
    return Real(file)->pMethods->xWrite(Real(file), from, size, at);
  }
  static int Truncate(sqlite3_file* file, sqlite3_int64 size) {
    const int refused = Of(file)->vfs->Admit(Call::kTruncate);
    if (refused != SQLITE_OK) return refused;
    Of(file)->vfs->Wrote(*Of(file)->path, {.offset = size, .bytes = ""});
    return Real(file)->pMethods->xTruncate(Real(file), size);
  }
  static int Sync(sqlite3_file* file, int) {
    const int refused = Of(file)->vfs->Admit(Call::kSync);
    if (refused != SQLITE_OK) return refused;
    Of(file)->vfs->Synced(*Of(file)->path);
    return SQLITE_OK;
  }

  static int FileSize(sqlite3_file* file, sqlite3_int64* size) {
    return Real(file)->pMethods->xFileSize(Real(file), size);
  }
  static int Lock(sqlite3_file* file, int level) {
    return Real(file)->pMethods->xLock(Real(file), level);
  }
  static int Unlock(sqlite3_file* file, int level) {
    return Real(file)->pMethods->xUnlock(Real(file), level);
  }
  static int CheckLock(sqlite3_file* file, int* result) {
    return Real(file)->pMethods->xCheckReservedLock(Real(file), result);
  }
  static int Control(sqlite3_file* file, int what, void* value) {
    return Real(file)->pMethods->xFileControl(Real(file), what, value);
  }
  static int SectorSize(sqlite3_file*) { return static_cast<int>(kSector); }
  // Promises nothing: sectors may be torn, and come in any order.
  static int Characteristics(sqlite3_file*) { return 0; }
  static int ShmMap(sqlite3_file* file, int region, int size, int extend,
                    void volatile** memory) {
    return Real(file)->pMethods->xShmMap(Real(file), region, size, extend,
                                         memory);
  }
  static int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
    return Real(file)->pMethods->xShmLock(Real(file), offset, count, flags);
  }
  static void ShmBarrier(sqlite3_file* file) {
    Real(file)->pMethods->xShmBarrier(Real(file));
  }
  static int ShmUnmap(sqlite3_file* file, int remove) {
    return Real(file)->pMethods->xShmUnmap(Real(file), remove);
  }

  // Version 2: with shared memory, without files mapped into memory.
  static const sqlite3_io_methods* Methods() {
    static const sqlite3_io_methods kMethods = {2,
                                                Close,
                                                Read,
                                                Write,
                                                Truncate,
                                                Sync,
                                                FileSize,
                                                Lock,
                                                Unlock,
                                                CheckLock,
                                                Control,
                                                SectorSize,
                                                Characteristics,
                                                ShmMap,
                                                ShmLock,
                                                ShmBarrier,
                                                ShmUnmap,
                                                nullptr,
                                                nullptr};
    return &kMethods;
  }
};

FaultVfs::FaultVfs()
    : real_(sqlite3_vfs_find(nullptr)), shim_(new sqlite3_vfs(*real_)) {
  shim_->iVersion = 1;  // no replacing of system calls
  shim_->szOsFile =
      static_cast<int>(sizeof(FaultVfsCalls::File)) + real_->szOsFile;
  shim_->pNext = nullptr;
  shim_->zName = "lehr-fault";
  shim_->pAppData = this;
  shim_->xOpen = FaultVfsCalls::Open;
  shim_->xDelete = FaultVfsCalls::Remove;
  sqlite3_vfs_register(shim_, 1);
}

FaultVfs::~FaultVfs() {
  sqlite3_vfs_unregister(shim_);
  sqlite3_vfs_register(real_, 1);
  delete shim_;
}

void FaultVfs::FailAt(int first, int count, Fault fault) {
  Heal();
  const absl::MutexLock lock(&mutex_);
  fail_first_ = first;
  fail_count_ = count;
  fault_ = fault;
}

void FaultVfs::CutPowerAfter(int write) {
  Heal();
  const absl::MutexLock lock(&mutex_);
  images_.clear();
  cut_after_ = write;
}

void FaultVfs::Heal() {
  const absl::MutexLock lock(&mutex_);
  calls_ = writes_ = fail_first_ = fail_count_ = cut_after_ = 0;
  has_failed_ = is_cut_ = false;
}

bool FaultVfs::has_failed() const {
  const absl::MutexLock lock(&mutex_);
  return has_failed_;
}

bool FaultVfs::is_cut() const {
  const absl::MutexLock lock(&mutex_);
  return is_cut_;
}

int FaultVfs::calls() const {
  const absl::MutexLock lock(&mutex_);
  return calls_;
}

int FaultVfs::writes() const {
  const absl::MutexLock lock(&mutex_);
  return writes_;
}

int FaultVfs::Admit(Call call) {
  const absl::MutexLock lock(&mutex_);
  const bool writes = call == Call::kWrite || call == Call::kTruncate;
  if (cut_after_ > 0 && writes_ >= cut_after_) is_cut_ = has_failed_ = true;
  if (is_cut_) return SQLITE_IOERR;
  if (writes) ++writes_;
  ++calls_;
  if (fail_first_ == 0 || calls_ < fail_first_ ||
      calls_ >= fail_first_ + fail_count_) {
    return SQLITE_OK;
  }
  if (fault_ == Fault::kFull && !writes) return SQLITE_OK;
  has_failed_ = true;
  if (fault_ == Fault::kFull) return SQLITE_FULL;
  switch (call) {
    case Call::kOpen:
      return SQLITE_CANTOPEN;
    case Call::kRead:
      return SQLITE_IOERR_READ;
    case Call::kWrite:
      return SQLITE_IOERR_WRITE;
    case Call::kSync:
      return SQLITE_IOERR_FSYNC;
    case Call::kTruncate:
      return SQLITE_IOERR_TRUNCATE;
    case Call::kRemove:
      return SQLITE_IOERR_DELETE;
  }
  return SQLITE_IOERR;
}

void FaultVfs::Opened(const std::string& path) {
  const absl::MutexLock lock(&mutex_);
  // What was there before anybody watched is taken to be on disk.
  if (!images_.contains(path)) {
    images_[path] = {.synced = ReadFile(path), .unsynced = {}};
  }
}

void FaultVfs::Wrote(const std::string& path, Write write) {
  const absl::MutexLock lock(&mutex_);
  images_[path].unsynced.push_back(std::move(write));
}

void FaultVfs::Synced(const std::string& path) {
  const absl::MutexLock lock(&mutex_);
  Image& image = images_[path];
  for (const Write& write : std::exchange(image.unsynced, {})) {
    if (write.bytes.empty()) {
      image.synced.resize(static_cast<std::size_t>(write.offset));
    } else {
      Apply(write.offset, write.bytes, &image.synced);
    }
  }
}

void FaultVfs::Removed(const std::string& path) {
  const absl::MutexLock lock(&mutex_);
  images_.erase(path);
}

void FaultVfs::RestorePower(std::uint64_t seed) {
  Heal();
  const absl::MutexLock lock(&mutex_);
  std::mt19937_64 random(seed);
  for (auto& [path, image] : images_) {
    std::string content = std::move(image.synced);
    for (const Write& write : image.unsynced) {
      if (write.bytes.empty()) {
        if (random() % 2 == 0) {
          content.resize(static_cast<std::size_t>(write.offset));
        }
        continue;
      }
      const auto size = static_cast<std::int64_t>(write.bytes.size());
      for (std::int64_t at = 0; at < size;) {
        const std::int64_t sector_end =
            ((write.offset + at) / kSector + 1) * kSector - write.offset;
        const std::int64_t end = std::min(size, sector_end);
        if (random() % 2 == 0) {
          Apply(write.offset + at,
                std::string_view(write.bytes)
                    .substr(static_cast<std::size_t>(at),
                            static_cast<std::size_t>(end - at)),
                &content);
        }
        at = end;
      }
    }
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
    std::filesystem::remove(path + "-shm");  // memory of the dead process
  }
  images_.clear();
}

}  // namespace lehr
