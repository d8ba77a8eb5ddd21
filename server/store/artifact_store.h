#ifndef LEHR_SERVER_STORE_ARTIFACT_STORE_H_
#define LEHR_SERVER_STORE_ARTIFACT_STORE_H_

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "proto/support/sha256.h"

namespace lehr::server {

// Largest piece that a reader hands out, as in lehr.v1.ArtifactService.
inline constexpr std::size_t kPieceBytes = 1 << 20;

// ArtifactWriter writes one artifact, piece by piece, compressed. Used by one
// thread at a time. What was not finished is removed.
class ArtifactWriter {
 public:
  ArtifactWriter(ArtifactWriter&& other) noexcept;
  ArtifactWriter& operator=(ArtifactWriter&&) = delete;
  ArtifactWriter(const ArtifactWriter&) = delete;
  ArtifactWriter& operator=(const ArtifactWriter&) = delete;
  ~ArtifactWriter();

  // RESOURCE_EXHAUSTED if the disk is full; then the writer is of no more use.
  absl::Status Append(std::string_view piece);

  // How much of the content has come [bytes].
  std::int64_t size_bytes() const;

  // What has come stays on disk, to be gone on with (upload_leftover.h); the
  // writer is of no more use.
  absl::Status Leave();

  // Makes the artifact visible and durable; returns its size [bytes].
  // INVALID_ARGUMENT if the content does not have this hash.
  absl::StatusOr<std::int64_t> Finish(std::string_view sha256);

 private:
  friend class ArtifactStore;
  struct Impl;
  explicit ArtifactWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// ArtifactReader reads one artifact from the beginning. Used by one thread at a
// time.
class ArtifactReader {
 public:
  ArtifactReader(ArtifactReader&& other) noexcept;
  ArtifactReader& operator=(ArtifactReader&&) = delete;
  ArtifactReader(const ArtifactReader&) = delete;
  ArtifactReader& operator=(const ArtifactReader&) = delete;
  ~ArtifactReader();

  // The next piece, at most kPieceBytes; empty at the end, where the hash of
  // everything has been compared. DATA_LOSS if it is another, or the file is
  // damaged.
  absl::StatusOr<std::string> Next();

 private:
  friend class ArtifactStore;
  struct Impl;
  explicit ArtifactReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// ArtifactStore keeps files by the SHA-256 of their content, each as one zstd
// frame in objects/ab/cdef… under the data folder. Any thread; the writers and
// readers are independent of each other and of the store's life.
class ArtifactStore {
 public:
  explicit ArtifactStore(std::filesystem::path folder);

  // What is to have this hash is written in uploads/, under a name that tells
  // it, and stays there if the process is killed; without a hash in tmp/.
  absl::StatusOr<ArtifactWriter> Write(std::string_view sha256 = {});

  // NOT_FOUND if there is no such artifact.
  absl::StatusOr<ArtifactReader> Read(std::string_view sha256) const;

  // Whether there is a file for it; its content is not looked at.
  bool Has(std::string_view sha256) const;

  // A file that is kept.
  struct File {
    std::string sha256;
    std::int64_t bytes = 0;  // on disk, compressed
    absl::Time written;
  };
  // All of them. Takes a while.
  std::vector<File> List() const;

  // Gives the file another name, in tmp/, where it may be removed; returns
  // that. NOT_FOUND if there is none.
  absl::StatusOr<std::filesystem::path> TakeAway(std::string_view sha256);

  // Keeps a damaged file under damaged/, for a person to look at: the artifact
  // is missing from now on.
  absl::Status PutAside(std::string_view sha256);

  // Reads all of it. `go_on(bytes)` is called with the size of each piece of
  // its content; CANCELLED when it returns false. NOT_FOUND, DATA_LOSS.
  // Returns the size of the content [bytes].
  absl::StatusOr<std::int64_t> Verify(
      std::string_view sha256,
      const std::function<bool(std::int64_t bytes)>& go_on) const;

  // Where it is kept.
  std::filesystem::path PathOf(std::string_view sha256) const;

  // Where what is being uploaded is.
  std::filesystem::path uploads() const { return folder_ / "uploads"; }

 private:
  std::filesystem::path TemporaryFor(std::string_view sha256);

  std::filesystem::path folder_;
  std::atomic<std::uint64_t> next_temporary_{0};
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_ARTIFACT_STORE_H_
