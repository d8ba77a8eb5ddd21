// What the scheduler costs, beside the numbers that it is to reach: real lehrd,
// real connections, a real disk; workers that compute nothing.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <absl/strings/str_format.h>
#include <nlohmann/json.hpp>

#include "tests/bench/scheduler_benches.h"

namespace lehr::bench {
namespace {

struct Bench {
  std::vector<std::string> ids;
  BenchResults (*measure)(const BenchSize& size);
};

const Bench kBenches[] = {
    {{"B1", "B2", "B14"}, MeasureThroughput},
    {{"B2", "B2c"}, MeasureCore},
    {{"B3"}, MeasureEfficiency},
    {{"B4"}, MeasureSubmission},
    {{"B5"}, MeasureStatus},
    {{"B7"}, MeasureDispatch},
    {{"B8"}, MeasureLargePool},
    {{"B9"}, MeasureRestart},
    {{"B10"}, MeasureLoss},
    {{"B11"}, MeasureLargeArtifact},
    {{"B12"}, MeasureManyArtifacts},
    {{"B13"}, MeasureSharing},
    {{"B15"}, MeasureOverload},
};

double LoadAverage() {
  double load = 0;
  return getloadavg(&load, 1) == 1 ? load : 0;
}

bool IsWanted(const Bench& bench, const std::vector<std::string>& only) {
  return only.empty() ||
         std::any_of(
             bench.ids.begin(), bench.ids.end(), [&](const std::string& id) {
               return std::find(only.begin(), only.end(), id) != only.end();
             });
}

void Print(const BenchResult& result, bool json) {
  const double load = LoadAverage();
  if (json) {
    nlohmann::json line = {{"id", result.id},
                           {"what", result.what},
                           {"target", result.target},
                           {"load", load}};
    for (const auto& [name, value] : result.numbers) line[name] = value;
    std::printf("%s\n", line.dump().c_str());
  } else {
    std::string numbers;
    for (const auto& [name, value] : result.numbers) {
      numbers += absl::StrFormat("%s%s %.6g", numbers.empty() ? "" : ", ", name,
                                 value);
    }
    std::printf("%-4s %-52s %-22s %s (load %.1f)\n", result.id.c_str(),
                result.what.c_str(), result.target.c_str(), numbers.c_str(),
                load);
  }
  std::fflush(stdout);
}

int Run(const std::vector<std::string>& only, const BenchSize& size,
        bool json) {
  int code = EXIT_SUCCESS;
  for (const Bench& bench : kBenches) {
    if (!IsWanted(bench, only)) continue;
    const BenchResults results = bench.measure(size);
    if (!results.ok()) {
      std::printf("%s: ERROR %s\n", bench.ids.front().c_str(),
                  std::string(results.status().message()).c_str());
      code = EXIT_FAILURE;
      continue;
    }
    for (const BenchResult& result : *results) Print(result, json);
  }
  return code;
}

}  // namespace
}  // namespace lehr::bench

int main(int argc, char** argv) {
  CLI::App app("Measures the scheduler beside what it is to reach.");
  std::vector<std::string> only;
  bool json = false;
  bool small = false;
  double seconds = 10;
  lehr::bench::BenchSize size;
  app.add_option("--only", only, "Only these: B1,B7 (default: all)")
      ->delimiter(',');
  app.add_flag("--json", json, "One JSON object a line");
  app.add_option("--points", size.points, "Points of 3 segments")
      ->capture_default_str();
  app.add_option("--submitted", size.submitted, "Points of B4")
      ->capture_default_str();
  app.add_option("--sessions", size.sessions, "Slots that lease in B1")
      ->capture_default_str();
  app.add_option("--seconds", seconds, "How long a rate is measured")
      ->capture_default_str();
  app.add_flag("--small", small, "Everything small, to see that it works");
  CLI11_PARSE(app, argc, argv);
  size.run_for = absl::Seconds(seconds);
  if (small) {
    size = {.points = 1000,
            .sessions = 16,
            .run_for = absl::Seconds(1),
            .large_pool = 50,
            .leases_each = 4,
            .submitted = 300,
            .artifact_mib = 4,
            .artifacts = 50,
            .shared_points = 16};
  }
  return lehr::bench::Run(only, size, json);
}
