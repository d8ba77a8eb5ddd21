// Time and memory of planning large sweeps.

#include <cstdint>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/str_format.h>
#include <benchmark/benchmark.h>

#include "proto/plan/plan.h"
#include "tests/bench/usage.h"
#include "tests/proto/plan/sweeps.h"

namespace lehr::bench {
namespace {

std::string Range(const std::string& name, int count) {
  return absl::StrFormat(
      "parameters { name: \"%s\" range { from: 1 to: %d count: %d } }\n", name,
      count, count);
}

std::string Hold(const std::string& time) {
  return "test { hold { time_ps { " + time + " } } }\n";
}

// Points of twenty stages that part at five of them, ten ways at each: the
// first stages are shared by all, the last two by none.
std::string Tree(int points) {
  std::string text = plan::kSample + Hold("number: 1");  // four stages
  int ways = 1;
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    const int values = ways < points ? 10 : 1;
    ways *= values;
    text += values == 1 ? "parameters { name: \"" + std::string(name) +
                              "\" list { values: 1 } }\n"
                        : Range(name, values);
    for (const char* time : {"1", "2"}) {
      text += Hold("number: " + std::string(time));
    }
    text += Hold("parameter: \"" + std::string(name) + "\"");
  }
  return text +
         "test { measure { measures { energy { time_ps { number: 1 } } } } }\n";
}

// Holds of a hundred temperatures and as many times as it takes: each is the
// beginning of the next longer one.
std::string Lengths(int points) {
  constexpr int kTemperatures = 100;
  return plan::kSample +
         absl::StrFormat(
             "parameters { name: \"T\" range { from: 301 to: 400 "
             "count: %d } }\n",
             kTemperatures) +
         Range("t", points / kTemperatures) +
         "test { hold { temperature_kelvin { parameter: \"T\" } time_ps { "
         "parameter: \"t\" } } }\n";
}

void Plan(benchmark::State& state, std::string (*sweep)(int)) {
  const v1::SweepSpec spec =
      plan::ParseSweep(sweep(static_cast<int>(state.range(0))));
  double segments = 0;
  double points = 0;
  double shared = 0;
  double peak = 0;
  for (auto _ : state) {
    const std::int64_t before = ResidentBytes();
    ResetPeak();
    const absl::StatusOr<plan::Plan> plan = plan::MakePlan(spec);
    if (!plan.ok()) {
      state.SkipWithError(std::string(plan.status().message()).c_str());
      return;
    }
    peak = static_cast<double>(PeakBytes() - before);
    segments = static_cast<double>(plan->segments.size());
    points = static_cast<double>(plan->points.size());
    shared = static_cast<double>(plan->atom_steps_as_written) /
             static_cast<double>(plan::SharedAtomSteps(*plan));
  }
  state.counters["points"] = points;
  state.counters["segments"] = segments;
  state.counters["saved"] = shared;
  state.counters["peak_MiB"] = peak / (1 << 20);
  state.counters["peak_bytes/point"] = peak / points;
}

// A sweep that is too large is refused before anything of it is expanded.
void Refuse(benchmark::State& state) {
  std::string text = plan::kSample;
  for (const char* name : {"a", "b", "c"}) {
    text += Range(name, 1000);
    text += Hold("parameter: \"" + std::string(name) + "\"");
  }
  const v1::SweepSpec spec = plan::ParseSweep(text);
  for (auto _ : state) {
    if (plan::MakePlan(spec).ok()) state.SkipWithError("was not refused");
  }
}

BENCHMARK_CAPTURE(Plan, tree, &Tree)
    ->RangeMultiplier(10)
    ->Range(1000, 100000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Plan, lengths, &Lengths)
    ->RangeMultiplier(10)
    ->Range(1000, 100000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(Refuse)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lehr::bench

BENCHMARK_MAIN();
