#include "client/potential_file.h"

#include <cctype>
#include <cmath>
#include <cstdint>
#include <system_error>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_split.h>

#include "proto/support/file.h"
#include "proto/support/sha256.h"

namespace lehr::client {
namespace {

// The first five lines, and where the rest begins.
struct Header {
  std::vector<std::string> lines;
  std::string_view rest;
};

Header SplitHeader(std::string_view content) {
  Header header;
  while (header.lines.size() < 5 && !content.empty()) {
    const std::size_t end = content.find('\n');
    header.lines.emplace_back(content.substr(0, end));
    content = end == std::string_view::npos ? "" : content.substr(end + 1);
  }
  header.rest = content;
  return header;
}

std::vector<std::string> Words(const std::string& line) {
  return absl::StrSplit(line, absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
}

// A '#' begins a comment, as behind the data of an element.
std::int64_t CountWords(std::string_view text) {
  std::int64_t count = 0;
  bool inside = false;
  bool comment = false;
  for (const char c : text) {
    comment = c == '#' || (comment && c != '\n');
    const bool space =
        comment || std::isspace(static_cast<unsigned char>(c)) != 0;
    if (!space && !inside) ++count;
    inside = !space;
  }
  return count;
}

absl::Status ReadElements(std::string_view name, const std::string& line,
                          v1::PotentialRef* ref) {
  const auto words = Words(line);
  std::int32_t count = 0;
  if (words.empty() || !absl::SimpleAtoi(words[0], &count) || count < 1 ||
      words.size() != static_cast<std::size_t>(count) + 1) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s:4: expected the number of elements and their "
                        "symbols, found \"%s\"",
                        name, line.substr(0, 60)));
  }
  for (std::size_t i = 1; i < words.size(); ++i) ref->add_elements(words[i]);
  return absl::OkStatus();
}

// Lengths of the tables.
struct Lengths {
  std::int64_t rho = 0;
  std::int64_t r = 0;
};

absl::Status ReadGrid(std::string_view name, const std::string& line,
                      Lengths* lengths, v1::PotentialRef* ref) {
  const auto words = Words(line);
  double drho = 0;
  double dr = 0;
  double cutoff = 0;
  // Lengths beyond this are no setfl file, and would overflow the products.
  constexpr std::int64_t kLongest = 100'000'000;
  // Many files say behind the numbers what they are.
  if (words.size() < 5 || !absl::SimpleAtoi(words[0], &lengths->rho) ||
      !absl::SimpleAtod(words[1], &drho) ||
      !absl::SimpleAtoi(words[2], &lengths->r) ||
      !absl::SimpleAtod(words[3], &dr) ||
      !absl::SimpleAtod(words[4], &cutoff) || lengths->rho < 2 ||
      lengths->r < 2 || lengths->rho > kLongest || lengths->r > kLongest ||
      !(drho > 0) || !(dr > 0) || !(cutoff > 0) || !std::isfinite(cutoff)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s:5: expected 5 positive numbers (Nrho drho Nr dr cutoff), found %d "
        "words: \"%s\"",
        name, words.size(), line.substr(0, 60)));
  }
  ref->set_cutoff_angstrom(cutoff);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::PotentialRef> ParsePotential(std::string_view name,
                                                std::string_view content) {
  const Header header = SplitHeader(content);
  if (header.lines.size() < 5) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s:%d: expected a setfl file with a header of 5 lines, found its end",
        name, header.lines.size() + 1));
  }
  v1::PotentialRef ref;
  Lengths lengths;
  if (auto status = ReadElements(name, header.lines[3], &ref); !status.ok()) {
    return status;
  }
  if (auto status = ReadGrid(name, header.lines[4], &lengths, &ref);
      !status.ok()) {
    return status;
  }
  const std::int64_t n = ref.elements_size();
  const std::int64_t pairs = n * (n + 1) / 2 * lengths.r;
  const std::int64_t alloy = n * (4 + lengths.rho + lengths.r) + pairs;
  const std::int64_t fs = n * (4 + lengths.rho + n * lengths.r) + pairs;
  const std::int64_t found = CountWords(header.rest);
  if (found != alloy && found != fs) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s:6: expected %d numbers (eam/alloy) or %d (eam/fs) from here to the "
        "end of the file, found %d",
        name, alloy, fs, found));
  }
  ref.set_format(found == alloy ? v1::POTENTIAL_FORMAT_EAM_ALLOY
                                : v1::POTENTIAL_FORMAT_EAM_FS);
  ref.set_name(std::filesystem::path(name).filename().string());
  ref.set_sha256(Sha256Of(content));
  return ref;
}

absl::StatusOr<PotentialFile> ReadPotentialFile(
    const std::filesystem::path& path) {
  auto content = ReadFile(path);
  if (!content.ok()) return content.status();
  auto ref = ParsePotential(path.string(), *content);
  if (!ref.ok()) return ref.status();
  return PotentialFile{path, *std::move(content), *std::move(ref)};
}

std::optional<std::filesystem::path> FindPotentialFile(
    const std::string& name, const std::filesystem::path& folder) {
  for (const std::filesystem::path& path :
       {std::filesystem::path(name), folder / name,
        std::filesystem::path(kSystemPotentials) / name}) {
    std::error_code ignored;  // what cannot be looked at is not there
    if (std::filesystem::is_regular_file(path, ignored)) return path;
  }
  return std::nullopt;
}

}  // namespace lehr::client
