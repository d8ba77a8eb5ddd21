// B11 and B12: files go to the server.

#include <algorithm>
#include <fcntl.h>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include <absl/strings/str_format.h>
#include <grpcpp/client_context.h>

#include "lehr/v1/artifact_service.grpc.pb.h"
#include "proto/support/channel.h"
#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "tests/bench/scheduler_benches.h"
#include "tests/bench/server_process.h"
#include "tests/bench/usage.h"
#include "tests/support/program.h"

namespace lehr::bench {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
constexpr std::size_t kBlobBytes = std::size_t{64} << 10;
constexpr int kUploaders = 8;
constexpr std::size_t kAskedAtOnce = 1000;

// Bytes that nothing makes smaller, as those of a state's velocities.
std::string Noise(std::size_t bytes) {
  std::mt19937_64 random(1);
  std::string noise(bytes, '\0');
  for (char& byte : noise) byte = static_cast<char>(random());
  return noise;
}

// Content number `n`: no two are the same.
std::string Numbered(std::string noise, std::int64_t n) {
  const std::string number = absl::StrFormat("%016d", n);
  std::copy(number.begin(), number.end(), noise.begin());
  return noise;
}

// Uploads `count` pieces as one file.
absl::Status Upload(v1::ArtifactService::Stub& artifacts,
                    const std::string& sha256, const std::string& noise,
                    std::int64_t first, std::int64_t count) {
  grpc::ClientContext context;
  v1::UploadArtifactResponse response;
  const auto writer = artifacts.UploadArtifact(&context, &response);
  v1::UploadArtifactRequest request;
  request.set_sha256(sha256);
  for (std::int64_t i = 0; i < count; ++i) {
    request.set_content(Numbered(noise, first + i));
    if (!writer->Write(request)) break;
    request.clear_sha256();
  }
  writer->WritesDone();
  return FromGrpc(writer->Finish());
}

// What the disk alone takes for as much [s].
double PlainWrite(const std::filesystem::path& folder, const std::string& noise,
                  std::int64_t pieces) {
  const double began = ReadClocks().wall;
  const int file = open((folder / "plain").c_str(),
                        O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  bool all = file >= 0;
  for (std::int64_t i = 0; i < pieces && all; ++i) {
    all = write(file, noise.data(), noise.size()) ==
          static_cast<ssize_t>(noise.size());
  }
  all = all && fsync(file) == 0;
  close(file);
  return all ? ReadClocks().wall - began : 0;
}

// Of all `hashes`, those that the server lacks.
absl::StatusOr<int> Missing(v1::ArtifactService::Stub& artifacts,
                            const std::vector<std::string>& hashes) {
  int missing = 0;
  for (std::size_t at = 0; at < hashes.size(); at += kAskedAtOnce) {
    v1::FindMissingArtifactsRequest request;
    for (std::size_t i = at; i < std::min(at + kAskedAtOnce, hashes.size());
         ++i) {
      request.add_sha256(hashes[i]);
    }
    v1::FindMissingArtifactsResponse response;
    grpc::ClientContext context;
    const grpc::Status status =
        artifacts.FindMissingArtifacts(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    missing += response.sha256_size();
  }
  return missing;
}

// Several workers upload one after the other; returns the first error.
absl::Status UploadAll(const std::string& address, const std::string& noise,
                       const std::vector<std::string>& hashes) {
  std::vector<absl::Status> results(kUploaders);
  std::vector<std::thread> uploaders;
  for (std::size_t u = 0; u < kUploaders; ++u) {
    uploaders.emplace_back([&, u] {
      const auto artifacts = v1::ArtifactService::NewStub(MakeChannel(address));
      for (std::size_t i = u; i < hashes.size() && results[u].ok();
           i += kUploaders) {
        results[u] = Upload(*artifacts, hashes[i], noise,
                            static_cast<std::int64_t>(i), 1);
      }
    });
  }
  for (std::thread& uploader : uploaders) uploader.join();
  for (const absl::Status& result : results) {
    if (!result.ok()) return result;
  }
  return absl::OkStatus();
}

}  // namespace

BenchResults MeasureLargeArtifact(const BenchSize& size) {
  ServerProcess server(MakeTestFolder() / "data", {});
  if (absl::Status ready = server.StartWith({.points = 1}); !ready.ok()) {
    return ready;
  }
  const auto artifacts =
      v1::ArtifactService::NewStub(MakeChannel(server.address()));
  const std::string noise = Noise(kPieceBytes);
  Sha256 hash;
  for (std::int64_t i = 0; i < size.artifact_mib; ++i) {
    hash.Update(Numbered(noise, i));
  }
  const double cpu_began = server.CpuSeconds();
  const double began = ReadClocks().wall;
  const absl::Status uploaded =
      Upload(*artifacts, hash.Finish(), noise, 0, size.artifact_mib);
  if (!uploaded.ok()) return uploaded;
  const double wall = ReadClocks().wall - began;
  const double cpu = server.CpuSeconds() - cpu_began;
  const double disk = PlainWrite(server.data(), noise, size.artifact_mib);
  const auto mib = static_cast<double>(size.artifact_mib);
  return std::vector<BenchResult>{
      {"B11",
       absl::StrFormat("a file of %d MiB, on disk and verified",
                       size.artifact_mib),
       ">= 80 % of the disk",
       {{"mib_per_second", mib / wall},
        {"disk_mib_per_second", mib / disk},
        {"percent", 100 * disk / wall},
        {"server_cpu_ms_per_mib", 1e3 * cpu / mib}}}};
}

BenchResults MeasureManyArtifacts(const BenchSize& size) {
  ServerProcess server(MakeTestFolder() / "data", {});
  if (absl::Status ready = server.StartWith({.points = 1}); !ready.ok()) {
    return ready;
  }
  const std::string noise = Noise(kBlobBytes);
  std::vector<std::string> hashes;
  for (int i = 0; i < size.artifacts; ++i) {
    hashes.push_back(Sha256Of(Numbered(noise, i)));
  }
  const double cpu_began = server.CpuSeconds();
  const double began = ReadClocks().wall;
  if (absl::Status all = UploadAll(server.address(), noise, hashes);
      !all.ok()) {
    return all;
  }
  const double uploaded = ReadClocks().wall;
  const double cpu = server.CpuSeconds() - cpu_began;
  const auto artifacts =
      v1::ArtifactService::NewStub(MakeChannel(server.address()));
  const auto missing = Missing(*artifacts, hashes);
  if (!missing.ok()) return missing.status();
  const double asked = ReadClocks().wall;
  return std::vector<BenchResult>{
      {"B12",
       absl::StrFormat("%d files of 64 KiB, then the same again",
                       size.artifacts),
       ">= 2000/s, none sent twice",
       {{"per_second", size.artifacts / (uploaded - began)},
        {"server_cpu_us", 1e6 * cpu / size.artifacts},
        {"duplicates_per_second", size.artifacts / (asked - uploaded)},
        {"missing", *missing}}}};
}

}  // namespace lehr::bench
