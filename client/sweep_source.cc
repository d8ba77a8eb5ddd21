#include "client/sweep_source.h"

#include <filesystem>
#include <string>

#include "proto/yaml/sweep_writer.h"

namespace lehr::client {

absl::Status WriteSweepSource(ServerConnection& server,
                              const v1::SweepSpec& spec,
                              const std::string& part, OutputFolder* folder) {
  namespace fs = std::filesystem;
  const v1::PotentialRef& potential = spec.material().potential();
  const auto content = server.Download(potential.sha256());
  if (!content.ok()) return content.status();
  const std::string name = fs::path(potential.name()).filename().string();
  const yaml::WrittenSweep sweep = yaml::WriteSweep(spec, name);
  const auto write = [&](const std::string& file, const std::string& text) {
    return folder->Write((fs::path(part) / file).string(), text);
  };
  absl::Status done = folder->Make(part);
  if (done.ok()) done = write(kSweepSourceFile, sweep.text);
  if (done.ok()) done = write(name, *content);
  for (const auto& [file, text] : sweep.files) {
    if (done.ok()) done = write(file, text);
  }
  return done;
}

}  // namespace lehr::client
