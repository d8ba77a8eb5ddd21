#include "server/store/upload_leftover.h"

#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <zstd.h>

#include <sys/stat.h>

#include <absl/strings/escaping.h>

#include "proto/support/sha256.h"

namespace lehr::server {
namespace {

struct Found {
  UploadLeftover leftover;
  std::int64_t bytes = 0;
};

// Names are HASH-NUMBER; nullopt for any other.
std::optional<Found> FoundAt(const std::filesystem::path& path) {
  const std::string hex = path.filename().string().substr(0, 2 * kSha256Bytes);
  struct stat facts = {};
  if (hex.size() != 2 * kSha256Bytes || stat(path.c_str(), &facts) != 0) {
    return std::nullopt;
  }
  return Found{.leftover = {.sha256 = absl::HexStringToBytes(hex),
                            .path = path,
                            .written = absl::TimeFromTimespec(facts.st_mtim)},
               .bytes = facts.st_size};
}

void Remove(const std::filesystem::path& path) {
  std::error_code error;  // what cannot be removed is old some time
  std::filesystem::remove(path, error);
}

struct DecompressorDeleter {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// The frame has no end, and its last block may be torn: what comes before is
// content.
absl::Status AppendBeginning(std::ifstream& file, ArtifactWriter& writer) {
  const std::unique_ptr<ZSTD_DCtx, DecompressorDeleter> decompressor(
      ZSTD_createDCtx());
  std::vector<char> compressed(ZSTD_DStreamInSize());
  std::vector<char> content(ZSTD_DStreamOutSize());
  for (;;) {
    file.read(compressed.data(), std::ssize(compressed));
    ZSTD_inBuffer input = {compressed.data(),
                           static_cast<std::size_t>(file.gcount()), 0};
    if (input.size == 0) return absl::OkStatus();
    ZSTD_outBuffer output = {};
    do {
      output = {content.data(), content.size(), 0};
      const std::size_t left =
          ZSTD_decompressStream(decompressor.get(), &output, &input);
      if (ZSTD_isError(left)) return absl::OkStatus();
      absl::Status appended = writer.Append({content.data(), output.pos});
      if (!appended.ok() || left == 0) return appended;
    } while (input.pos < input.size || output.pos == output.size);
  }
}

}  // namespace

std::vector<UploadLeftover> FindUploadLeftovers(const ArtifactStore& store) {
  std::map<std::string, Found> longest;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(store.uploads(), error)) {
    std::optional<Found> found = FoundAt(entry.path());
    if (!found.has_value()) continue;
    const auto [known, is_new] =
        longest.try_emplace(found->leftover.sha256, *found);
    if (is_new) continue;
    if (known->second.bytes < found->bytes) std::swap(known->second, *found);
    Remove(found->leftover.path);
  }
  std::vector<UploadLeftover> leftovers;
  for (auto& [sha256, found] : longest) {
    leftovers.push_back(std::move(found.leftover));
  }
  return leftovers;
}

absl::StatusOr<ArtifactWriter> ResumeUpload(ArtifactStore& store,
                                            const UploadLeftover& leftover) {
  std::ifstream file(leftover.path, std::ios::binary);
  absl::StatusOr<ArtifactWriter> writer = store.Write(leftover.sha256);
  if (!writer.ok()) return writer;
  const absl::Status appended = AppendBeginning(file, *writer);
  if (!appended.ok()) return appended;
  Remove(leftover.path);
  return writer;
}

}  // namespace lehr::server
