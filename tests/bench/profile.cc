#include "tests/bench/profile.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <sys/stat.h>

#include <absl/status/status.h>
#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>

#include "tests/bench/measured_program.h"

namespace lehr::bench {
namespace {

struct Pattern {
  const char* part;
  const char* word;  // in lower case
};

// The first that is found in a function's name says its part.
constexpr Pattern kPatterns[] = {
    {"neighbor", "neighbor"},     {"neighbor", "findrow"},
    {"neighbor", "list"},         {"neighbor", "touched"},
    {"neighbor", "candidate"},    {"neighbor", "cell"},
    {"neighbor", "sort"},         {"neighbor", "prune"},
    {"neighbor", "drift"},        {"density pass", "densit"},
    {"density pass", "embed"},    {"integrate", "verlet"},
    {"integrate", "motion"},      {"integrate", "nosehoover"},
    {"integrate", "barostat"},    {"integrate", "kinetic"},
    {"integrate", "movenumbers"}, {"integrate", "adddiagonal"},
    {"integrate", "wrap"},        {"integrate", "image"},
    {"integrate", "firsthalf"},   {"integrate", "secondhalf"},
    {"integrate", "simulation"},  {"force pass", "force"},
};

const std::vector<std::string>& Parts() {
  static const auto* const kParts = new std::vector<std::string>{
      "density pass", "force pass", "neighbor", "integrate", "wait", "rest"};
  return *kParts;
}

std::string PartOf(std::string_view library, std::string_view symbol) {
  if (absl::StrContains(std::string(library), "gomp")) return "wait";
  // The classes ForceField and Interaction have functions of all parts.
  const std::string name = absl::StrReplaceAll(
      absl::AsciiStrToLower(std::string(symbol)), {{"eamforcefield::", ""},
                                                   {"fastforcefield::", ""},
                                                   {"forcefield::", ""}});
  for (const Pattern& pattern : kPatterns) {
    if (absl::StrContains(name, pattern.word)) return pattern.part;
  }
  return "rest";
}

}  // namespace

Shares SharesOfReport(std::string_view report) {
  std::map<std::string, double> sums;
  const std::vector<std::string> lines =
      absl::StrSplit(std::string(report), '\n');
  for (const std::string& line : lines) {
    const std::vector<std::string> cells = absl::StrSplit(line, '|');
    double share = 0;
    if (cells.size() < 3 ||
        !absl::SimpleAtod(
            absl::StripSuffix(absl::StripAsciiWhitespace(cells[0]), "%"),
            &share)) {
      continue;
    }
    sums[PartOf(cells[1], cells[2])] += share;
  }
  Shares shares;
  for (const std::string& part : Parts()) {
    if (sums.contains(part)) shares.emplace_back(part, sums.at(part));
  }
  return shares;
}

absl::StatusOr<Shares> ProfileOurselves(const OwnRun& run) {
  if (!HasProgram("perf")) return absl::UnavailableError("perf: not installed");
  OwnRun controlled = run;
  controlled.control = run.job.folder / "control";
  std::filesystem::remove(controlled.control);
  if (mkfifo(controlled.control.c_str(), 0600) != 0) {
    return absl::UnavailableError(controlled.control.string() +
                                  ": cannot be made");
  }
  const std::string data = (run.job.folder / "perf.data").string();
  // cpu-clock is there without hardware counters too.
  const auto measured = RunOurselves(
      controlled,
      {"perf", "record", "-q", "-e", "cpu-clock", "-F", "997", "-D", "-1",
       "--control=fifo:" + controlled.control.string(), "-o", data, "--"});
  if (!measured.ok()) {
    return absl::UnavailableError("perf record: " +
                                  std::string(measured.status().message()));
  }
  const auto report = RunMeasured(
      run.job.folder, {"perf", "report", "-i", data, "--stdio", "-q",
                       "--no-children", "-F", "overhead,dso,sym", "-t", "|"});
  if (!report.ok()) return report.status();
  return SharesOfReport(report->output);
}

}  // namespace lehr::bench
