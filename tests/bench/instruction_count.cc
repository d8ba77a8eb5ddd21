#include "tests/bench/instruction_count.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_split.h>

#include "tests/bench/measured_program.h"

namespace lehr::bench {
namespace {

constexpr const char* kPerfNote =
    "instructions and cycles: perf stat, on one core";
constexpr const char* kCallgrindNote =
    "no hardware counters here (perf stat says \"not supported\"): no cycles; "
    "instructions by callgrind with --count, which has AVX2 at most";
constexpr const char* kNoneNote =
    "neither hardware counters nor valgrind here: no cycles, no instructions";

std::vector<std::string> Prefix(const CounterTool& tool,
                                const std::string& file) {
  if (tool.kind == CounterTool::Kind::kPerfStat) {
    return {"perf", "stat", "-x", ",", "-e", "instructions:u,cycles:u",
            "-o",   file,   "--"};
  }
  return {"valgrind", "--tool=callgrind", "--callgrind-out-file=" + file,
          "--trace-children=no"};
}

absl::StatusOr<Counts> CountRun(const CounterTool& tool, const Job& job,
                                const CountedRun& run) {
  const std::filesystem::path file = job.folder / "counts";
  std::filesystem::remove(file);
  if (absl::Status status = run(job, Prefix(tool, file.string()));
      !status.ok()) {
    return status;
  }
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return tool.kind == CounterTool::Kind::kPerfStat ? ParsePerfStat(text.str())
                                                   : ParseCallgrind(text.str());
}

}  // namespace

CounterTool FindCounterTool() {
  if (HasProgram("perf")) {
    const auto probe = RunMeasured(std::filesystem::temp_directory_path(),
                                   {"perf", "stat", "-x", ",", "-e",
                                    "instructions:u,cycles:u", "--", "true"});
    if (probe.ok() && ParsePerfStat(probe->output).ok()) {
      return {CounterTool::Kind::kPerfStat, true, kPerfNote};
    }
  }
  if (HasProgram("valgrind")) {
    return {CounterTool::Kind::kCallgrind, false, kCallgrindNote};
  }
  return {CounterTool::Kind::kNone, false, kNoneNote};
}

absl::StatusOr<Counts> ParsePerfStat(std::string_view text) {
  // "12345,,instructions:u,..." or "<not supported>,,instructions:u,..."
  Counts counts;
  const std::vector<std::string> lines =
      absl::StrSplit(std::string(text), '\n');
  for (const std::string& line : lines) {
    const std::vector<std::string> cells = absl::StrSplit(line, ',');
    double value = 0;
    if (cells.size() < 3 || !absl::SimpleAtod(cells[0], &value)) continue;
    if (absl::StartsWith(cells[2], "instructions")) counts.instructions = value;
    if (absl::StartsWith(cells[2], "cycles")) counts.cycles = value;
  }
  if (counts.instructions <= 0) {
    return absl::UnavailableError("perf stat: expected instructions, found: " +
                                  std::string(text));
  }
  return counts;
}

absl::StatusOr<Counts> ParseCallgrind(std::string_view text) {
  // "summary: 12345" or "totals: 12345"
  const std::vector<std::string> lines =
      absl::StrSplit(std::string(text), '\n');
  for (const std::string& line : lines) {
    const std::vector<std::string> words =
        absl::StrSplit(line, ' ', absl::SkipEmpty());
    Counts counts;
    if (words.size() == 2 && words[0] == "totals:" &&
        absl::SimpleAtod(words[1], &counts.instructions)) {
      return counts;
    }
  }
  return absl::UnavailableError(
      "callgrind: expected a line of totals, found none");
}

absl::StatusOr<Counts> CountPerStep(const CounterTool& tool, const Job& job,
                                    const CountedRun& run) {
  if (tool.kind == CounterTool::Kind::kNone) {
    return absl::UnavailableError(tool.note);
  }
  Job brief = job;
  Job longer = job;
  if (tool.kind == CounterTool::Kind::kCallgrind) {
    brief.warmup = longer.warmup = 0;
    longer.steps = 11;
  }
  brief.steps = 1;
  const auto before = CountRun(tool, brief, run);
  if (!before.ok()) return before.status();
  const auto after = CountRun(tool, longer, run);
  if (!after.ok()) return after.status();
  const auto steps = static_cast<double>(longer.steps - brief.steps);
  return Counts{(after->instructions - before->instructions) / steps,
                (after->cycles - before->cycles) / steps};
}

}  // namespace lehr::bench
