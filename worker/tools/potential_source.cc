#include "worker/tools/potential_source.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include <absl/strings/str_format.h>
#include <absl/strings/str_split.h>

#include "proto/support/file.h"
#include "proto/support/sha256.h"

namespace lehr::worker {
namespace {

namespace fs = std::filesystem;

absl::StatusOr<fs::path> Find(const std::string& name) {
  const fs::path places[] = {fs::path(name),
                             fs::path(kSystemPotentials) / name};
  for (const fs::path& path : places) {
    std::error_code ignored;  // what cannot be looked at is not there
    if (fs::is_regular_file(path, ignored)) return path;
  }
  return absl::NotFoundError(absl::StrFormat(
      "%s: expected a potential (setfl), as a path or in %s; found neither",
      name, kSystemPotentials));
}

// The symbols in line 4: "2 Cu Zr". Whether the line is right is for the
// engine's reader to say, so what is not there is just left out.
std::vector<std::string> SymbolsIn(const std::string& content) {
  const std::vector<std::string> lines =
      absl::StrSplit(content.substr(0, 10000), absl::MaxSplits('\n', 4));
  if (lines.size() < 4) return {};
  std::vector<std::string> words =
      absl::StrSplit(lines[3], absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
  if (!words.empty()) words.erase(words.begin());
  return words;
}

}  // namespace

absl::StatusOr<PotentialSource> ReadPotential(const std::string& name) {
  const auto path = Find(name);
  if (!path.ok()) return path.status();
  auto content = ReadFile(*path);
  if (!content.ok()) return content.status();
  PotentialSource source;
  source.path = path->string();
  source.content = *std::move(content);
  source.sha256 = Sha256Of(source.content);
  const std::vector<std::string> symbols = SymbolsIn(source.content);
  const auto potential = MakePotential(source, symbols);
  if (!potential.ok()) return potential.status();
  const std::vector<double> masses = (*potential)->masses();
  for (std::size_t k = 0; k < symbols.size(); ++k) {
    source.elements.push_back({symbols[k], masses[k]});
  }
  return source;
}

absl::StatusOr<std::unique_ptr<md::EamPotential>> MakePotential(
    const PotentialSource& source, std::span<const std::string> elements) {
  return md::EamPotential::FromSetfl(source.content, source.path, elements);
}

}  // namespace lehr::worker
