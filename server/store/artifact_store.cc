#include "server/store/artifact_store.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <utility>
#include <vector>
#include <zstd.h>

#include <sys/stat.h>
#include <unistd.h>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

namespace lehr::server {
namespace {

// States are half-random bits: higher levels of zstd cost time and save
// nothing more.
constexpr int kCompressionLevel = 1;

absl::Status ErrnoStatus(const std::filesystem::path& path) {
  const int error = errno;
  if (error == ENOSPC || error == EDQUOT) {
    return absl::ResourceExhaustedError(
        absl::StrFormat("%s: no space left on the disk", path.string()));
  }
  return absl::ErrnoToStatus(error, path.string());
}

absl::Status SyncFolder(const std::filesystem::path& folder) {
  const int descriptor =
      open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return ErrnoStatus(folder);
  const bool synced = fsync(descriptor) == 0;
  absl::Status status = synced ? absl::OkStatus() : ErrnoStatus(folder);
  close(descriptor);
  return status;
}

struct CompressorDeleter {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct DecompressorDeleter {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

struct ArtifactWriter::Impl {
  const ArtifactStore* store = nullptr;
  std::filesystem::path objects;
  std::filesystem::path temporary;
  int descriptor = -1;
  std::unique_ptr<ZSTD_CCtx, CompressorDeleter> compressor;
  std::vector<char> buffer;
  Sha256 sha256;
  std::int64_t size = 0;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  Impl(Impl&&) = delete;
  Impl& operator=(Impl&&) = delete;
  ~Impl() {
    if (descriptor < 0) return;
    close(descriptor);
    unlink(temporary.c_str());  // not finished
  }

  absl::Status WriteAll(const char* bytes, std::size_t count) const {
    while (count > 0) {
      const ssize_t written = write(descriptor, bytes, count);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return ErrnoStatus(temporary);
      bytes += written;
      count -= static_cast<std::size_t>(written);
    }
    return absl::OkStatus();
  }

  // Compresses and writes `piece`; with ZSTD_e_flush and ZSTD_e_end also what
  // zstd holds back.
  absl::Status Compress(std::string_view piece, ZSTD_EndDirective directive) {
    ZSTD_inBuffer input = {piece.data(), piece.size(), 0};
    for (;;) {
      ZSTD_outBuffer output = {buffer.data(), buffer.size(), 0};
      const std::size_t left =
          ZSTD_compressStream2(compressor.get(), &output, &input, directive);
      if (ZSTD_isError(left)) {
        return absl::InternalError(absl::StrFormat(
            "%s: zstd: %s", temporary.string(), ZSTD_getErrorName(left)));
      }
      absl::Status written = WriteAll(buffer.data(), output.pos);
      if (!written.ok()) return written;
      const bool done =
          directive == ZSTD_e_continue ? input.pos == input.size : left == 0;
      if (done) return absl::OkStatus();
    }
  }
};

ArtifactWriter::ArtifactWriter(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}
ArtifactWriter::ArtifactWriter(ArtifactWriter&& other) noexcept = default;
ArtifactWriter::~ArtifactWriter() = default;

absl::Status ArtifactWriter::Append(std::string_view piece) {
  impl_->sha256.Update(piece);
  impl_->size += static_cast<std::int64_t>(piece.size());
  return impl_->Compress(piece, ZSTD_e_continue);
}

std::int64_t ArtifactWriter::size_bytes() const { return impl_->size; }

absl::Status ArtifactWriter::Leave() {
  absl::Status flushed = impl_->Compress({}, ZSTD_e_flush);
  if (flushed.ok()) close(std::exchange(impl_->descriptor, -1));
  return flushed;
}

absl::StatusOr<std::int64_t> ArtifactWriter::Finish(std::string_view sha256) {
  const std::string found = impl_->sha256.Finish();
  if (found != sha256) {
    return absl::InvalidArgumentError(
        absl::StrFormat("artifact: expected SHA-256 %s, found %s in %d bytes",
                        ToHex(sha256), ToHex(found), impl_->size));
  }
  const absl::Status ended = impl_->Compress({}, ZSTD_e_end);
  if (!ended.ok()) return ended;
  if (fsync(impl_->descriptor) != 0) return ErrnoStatus(impl_->temporary);
  // The order matters: content on disk, then its name, then (by the caller)
  // the row that refers to it.
  const std::string hex = ToHex(sha256);
  const std::filesystem::path folder = impl_->objects / hex.substr(0, 2);
  std::error_code error;
  const bool made = std::filesystem::create_directory(folder, error);
  if (error) {
    errno = error.value();
    return ErrnoStatus(folder);
  }
  if (made) {
    const absl::Status synced = SyncFolder(impl_->objects);
    if (!synced.ok()) return synced;
  }
  const std::filesystem::path path = folder / hex.substr(2);
  if (std::rename(impl_->temporary.c_str(), path.c_str()) != 0) {
    return ErrnoStatus(path);
  }
  close(std::exchange(impl_->descriptor, -1));
  const absl::Status synced = SyncFolder(folder);
  if (!synced.ok()) return synced;
  return impl_->size;
}

struct ArtifactReader::Impl {
  std::filesystem::path path;
  std::string expected;
  int descriptor = -1;
  std::unique_ptr<ZSTD_DCtx, DecompressorDeleter> decompressor;
  std::vector<char> buffer;  // compressed bytes, [position, end) not yet used
  std::size_t position = 0;
  std::size_t end = 0;
  bool frame_ended = false;
  Sha256 sha256;

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  Impl(Impl&&) = delete;
  Impl& operator=(Impl&&) = delete;
  ~Impl() {
    if (descriptor >= 0) close(descriptor);
  }

  absl::Status Damaged(std::string_view what) const {
    return absl::DataLossError(
        absl::StrFormat("%s: artifact is damaged: %s", path.string(), what));
  }

  // Reads on if all compressed bytes are used. False at the end of the file.
  absl::StatusOr<bool> Fill() {
    if (position < end) return true;
    ssize_t count = 0;
    do {
      count = read(descriptor, buffer.data(), buffer.size());
    } while (count < 0 && errno == EINTR);
    if (count < 0) return ErrnoStatus(path);
    position = 0;
    end = static_cast<std::size_t>(count);
    return count > 0;
  }

  absl::StatusOr<std::string> Next() {
    std::string piece(kPieceBytes, '\0');
    ZSTD_outBuffer output = {piece.data(), piece.size(), 0};
    while (output.pos < output.size && !frame_ended) {
      const absl::StatusOr<bool> more = Fill();
      if (!more.ok()) return more.status();
      if (!*more) return Damaged("it ends too early");
      ZSTD_inBuffer input = {buffer.data(), end, position};
      const std::size_t left =
          ZSTD_decompressStream(decompressor.get(), &output, &input);
      position = input.pos;
      if (ZSTD_isError(left)) return Damaged(ZSTD_getErrorName(left));
      frame_ended = left == 0;
    }
    piece.resize(output.pos);
    sha256.Update(piece);
    return piece;
  }
};

ArtifactReader::ArtifactReader(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}
ArtifactReader::ArtifactReader(ArtifactReader&& other) noexcept = default;
ArtifactReader::~ArtifactReader() = default;

absl::StatusOr<std::string> ArtifactReader::Next() {
  if (impl_->expected.empty()) return std::string();  // compared already
  absl::StatusOr<std::string> piece = impl_->Next();
  if (!piece.ok() || !piece->empty()) return piece;
  const std::string found = impl_->sha256.Finish();
  const std::string expected = std::exchange(impl_->expected, std::string());
  if (found != expected) {
    return impl_->Damaged(absl::StrCat("expected SHA-256 ", ToHex(expected),
                                       ", found ", ToHex(found)));
  }
  return piece;
}

ArtifactStore::ArtifactStore(std::filesystem::path folder)
    : folder_(std::move(folder)) {}

std::filesystem::path ArtifactStore::TemporaryFor(std::string_view sha256) {
  const std::uint64_t number = ++next_temporary_;
  return sha256.empty() ? folder_ / "tmp" / absl::StrCat("upload-", number)
                        : uploads() / absl::StrCat(ToHex(sha256), "-", number);
}

absl::StatusOr<ArtifactWriter> ArtifactStore::Write(std::string_view sha256) {
  auto impl = std::make_unique<ArtifactWriter::Impl>();
  impl->objects = folder_ / "objects";
  impl->buffer.resize(ZSTD_CStreamOutSize());
  impl->compressor.reset(ZSTD_createCCtx());
  ZSTD_CCtx_setParameter(impl->compressor.get(), ZSTD_c_compressionLevel,
                         kCompressionLevel);
  // In uploads/, an earlier process may have left one of this name.
  const int if_there = sha256.empty() ? O_TRUNC : O_EXCL;
  do {
    impl->temporary = TemporaryFor(sha256);
    impl->descriptor = open(impl->temporary.c_str(),
                            O_WRONLY | O_CREAT | if_there | O_CLOEXEC, 0644);
  } while (impl->descriptor < 0 && errno == EEXIST);
  if (impl->descriptor < 0) return ErrnoStatus(impl->temporary);
  return ArtifactWriter(std::move(impl));
}

absl::StatusOr<ArtifactReader> ArtifactStore::Read(
    std::string_view sha256) const {
  auto impl = std::make_unique<ArtifactReader::Impl>();
  impl->path = PathOf(sha256);
  impl->expected = std::string(sha256);
  impl->buffer.resize(ZSTD_DStreamInSize());
  impl->decompressor.reset(ZSTD_createDCtx());
  impl->descriptor = open(impl->path.c_str(), O_RDONLY | O_CLOEXEC);
  if (impl->descriptor < 0 && errno == ENOENT) {
    return absl::NotFoundError(
        absl::StrFormat("no artifact with SHA-256 %s", ToHex(sha256)));
  }
  if (impl->descriptor < 0) return ErrnoStatus(impl->path);
  return ArtifactReader(std::move(impl));
}

bool ArtifactStore::Has(std::string_view sha256) const {
  std::error_code error;
  return std::filesystem::exists(PathOf(sha256), error);
}

std::vector<ArtifactStore::File> ArtifactStore::List() const {
  std::vector<File> files;
  std::error_code error;  // files may go while they are listed
  for (std::filesystem::recursive_directory_iterator
           entry(folder_ / "objects", error),
       end;
       entry != end; entry.increment(error)) {
    if (error) break;
    const std::filesystem::path& path = entry->path();
    struct stat facts = {};
    if (stat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) continue;
    // objects/ab/cdef…
    const std::string hex =
        path.parent_path().filename().string() + path.filename().string();
    if (hex.size() != 2 * kSha256Bytes) continue;
    files.push_back({.sha256 = absl::HexStringToBytes(hex),
                     .bytes = facts.st_size,
                     .written = absl::TimeFromTimespec(facts.st_mtim)});
  }
  return files;
}

absl::StatusOr<std::filesystem::path> ArtifactStore::TakeAway(
    std::string_view sha256) {
  std::filesystem::path to =
      folder_ / "tmp" / absl::StrCat("garbage-", ++next_temporary_);
  const std::filesystem::path path = PathOf(sha256);
  if (std::rename(path.c_str(), to.c_str()) == 0) return to;
  if (errno == ENOENT) {
    return absl::NotFoundError(
        absl::StrFormat("%s: no such file", path.string()));
  }
  return ErrnoStatus(path);
}

absl::Status ArtifactStore::PutAside(std::string_view sha256) {
  const std::filesystem::path folder = folder_ / "damaged";
  std::error_code error;
  std::filesystem::create_directory(folder, error);
  const std::filesystem::path path = PathOf(sha256);
  if (std::rename(path.c_str(), (folder / ToHex(sha256)).c_str()) != 0) {
    return ErrnoStatus(path);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::int64_t> ArtifactStore::Verify(
    std::string_view sha256,
    const std::function<bool(std::int64_t bytes)>& go_on) const {
  absl::StatusOr<ArtifactReader> reader = Read(sha256);
  if (!reader.ok()) return reader.status();
  std::int64_t size = 0;
  for (;;) {
    const absl::StatusOr<std::string> piece = reader->Next();
    if (!piece.ok()) return piece.status();
    if (piece->empty()) return size;
    size += static_cast<std::int64_t>(piece->size());
    if (!go_on(static_cast<std::int64_t>(piece->size()))) {
      return absl::CancelledError("artifact: not read to its end");
    }
  }
}

std::filesystem::path ArtifactStore::PathOf(std::string_view sha256) const {
  const std::string hex = ToHex(sha256);
  return folder_ / "objects" / hex.substr(0, 2) / hex.substr(2);
}

}  // namespace lehr::server
