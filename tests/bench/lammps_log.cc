#include "tests/bench/lammps_log.h"

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_split.h>

namespace lehr::bench {
namespace {

using Words = std::vector<std::string>;

std::optional<double> NumberAt(const Words& words, std::size_t place) {
  double value = 0;
  if (place >= words.size() || !absl::SimpleAtod(words[place], &value)) {
    return std::nullopt;
  }
  return value;
}

// Parser keeps what the lines so far have said; later runs replace earlier.
struct Parser {
  std::optional<double> first_energy;
  std::optional<double> loop;
  std::optional<double> use;  // % of one core, mean of the ranks
  std::optional<double> ranks;
  std::optional<double> threads;
  Shares shares;
  bool thermo = false;

  void Read(const std::string& line) {
    const Words words =
        absl::StrSplit(line, absl::ByAnyChar(" \t"), absl::SkipEmpty());
    if (words.empty()) return;
    if (thermo && !first_energy) first_energy = NumberAt(words, 1);
    thermo = words[0] == "Step";
    if (line.starts_with("Loop time of ")) {
      loop = NumberAt(words, 3);
      shares.clear();
    }
    // "99.8% CPU use with 2 MPI tasks x 1 OpenMP threads"
    if (line.find("% CPU use with ") != std::string::npos) {
      use = NumberAt({words[0].substr(0, words[0].find('%'))}, 0);
      ranks = NumberAt(words, 4);
      // Without OpenMP the line says no more than the ranks.
      threads = NumberAt(words, 8).value_or(1);
    }
    ReadShare(line);
  }

  // "Pair    | 0.0151   | 0.0151   | 0.0151   |   0.0 | 97.96"
  void ReadShare(const std::string& line) {
    const Words cells = absl::StrSplit(line, '|');
    if (cells.size() != 6) return;
    double share = 0;
    if (!absl::SimpleAtod(cells[5], &share)) return;
    shares.emplace_back(absl::StripAsciiWhitespace(cells[0]), share);
  }
};

}  // namespace

absl::StatusOr<Measurement> ParseLammpsLog(std::string_view text, int workers) {
  Parser parser;
  const std::vector<std::string> lines =
      absl::StrSplit(std::string(text), '\n');
  for (const std::string& line : lines) {
    parser.Read(line);
  }
  for (const auto& [value, what] :
       {std::pair(parser.first_energy, "a line of numbers after \"Step\""),
        std::pair(parser.loop, "\"Loop time of\""),
        std::pair(parser.use, "\"% CPU use with\"")}) {
    if (!value) {
      return absl::InvalidArgumentError(
          absl::StrFormat("output of LAMMPS: expected %s, found none", what));
    }
  }
  if (parser.ranks.value_or(0) * *parser.threads != workers) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "output of LAMMPS: expected it to run on %d cores, found %g ranks of "
        "%g threads: is it built with MPI?",
        workers, parser.ranks.value_or(0), *parser.threads));
  }
  Measurement result;
  result.wall_seconds = *parser.loop;
  result.cpu_seconds = *parser.loop * *parser.use / 100 * *parser.ranks;
  result.first_energy = *parser.first_energy;
  result.shares = parser.shares;
  return result;
}

}  // namespace lehr::bench
