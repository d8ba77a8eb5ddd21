// engine_bench measures the engine's hot places with Google Benchmark:
//   engine_bench --benchmark_filter='npt/.*glass/13500/'
// Each line has wall time per iteration, CPU time of all threads, and counters
// per second of both: on a machine that others use, read those per CPU second.

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <absl/status/status.h>
#include <absl/strings/str_format.h>
#include <benchmark/benchmark.h>

#include "lehr/md/instruction_set.h"
#include "lehr/md/minimize.h"
#include "lehr/md/potential.h"
#include "lehr/md/simulation.h"
#include "lehr/md/state_file.h"
#include "tests/bench/sample.h"
#include "tests/bench/usage.h"
#include "worker/openmp_waiting.h"

namespace lehr::bench {
namespace {

using benchmark::Counter;

struct Settings {
  std::vector<std::filesystem::path> potentials = KnownPotentials();
  std::filesystem::path samples = LEHR_SAMPLE_FOLDER;
  bool large = false;
  bool crude = false;
};

// One thing to measure, and on what.
struct Case {
  std::shared_ptr<const AlloyPotential> potential;
  SampleRecipe sample;
  int threads = 1;
  md::Precision precision;
  const Settings* settings;
};

// Steps between two looks at the clock.
constexpr std::int64_t kStepsPerIteration = 10;

std::string Reason(const absl::Status& status) {
  return std::string(status.message());
}

// Whether `result` is there; else the benchmark ends with its reason.
template <typename T>
bool Succeeded(const absl::StatusOr<T>& result, benchmark::State& run) {
  if (!result.ok()) run.SkipWithError(Reason(result.status()).c_str());
  return result.ok();
}

absl::StatusOr<md::State> Sample(const Case& c) {
  return MakeSample(*c.potential, c.sample, c.settings->samples);
}

// Work done in `clocks`, by name: per second of wall and of CPU time.
void SetRates(const std::string& name, double work, const Clocks& begin,
              benchmark::State& run) {
  const Clocks end = ReadClocks();
  run.counters[name + "/s"] = Counter(work / (end.wall - begin.wall));
  run.counters[name + "/cpu_s"] = Counter(work / (end.cpu - begin.cpu));
}

// NPT as a real run does it: stress in every step, rebuilds, records, and a
// skin that was chosen before.
absl::StatusOr<std::unique_ptr<md::Simulation>> BeginDynamics(const Case& c,
                                                              md::State state) {
  state.law_step = 0;
  auto simulation = md::Simulation::Create(
      *c.potential->model, HoldLaw(c.sample.temperature, c.precision),
      std::move(state), {.threads = c.threads, .seconds = CpuSeconds});
  if (!simulation.ok() || c.settings->crude) return simulation;
  if (absl::Status status = Settle(**simulation); !status.ok()) return status;
  return simulation;
}

void RunDynamics(const Case& c, benchmark::State& run) {
  auto state = Sample(c);
  if (!Succeeded(state, run)) return;
  const auto atoms = static_cast<double>(state->atoms.size());
  const auto simulation = BeginDynamics(c, *std::move(state));
  if (!Succeeded(simulation, run)) return;
  std::vector<md::Record> records;
  const Clocks begin = ReadClocks();
  double steps = 0;
  for (auto _ : run) {
    const absl::Status status =
        (*simulation)->Advance(kStepsPerIteration, &records);
    if (!status.ok()) run.SkipWithError(Reason(status).c_str());
    steps += kStepsPerIteration;
  }
  SetRates("atom_steps", atoms * steps, begin, run);
  const md::Tuning tuning = (*simulation)->tuning();
  run.counters["skin"] = Counter(tuning.skin);
  run.counters["rebuild_every"] = Counter(tuning.rebuild_every);
}

// Forces, energy and virial of one configuration, with a list that stays.
void RunForces(const Case& c, benchmark::State& run) {
  const auto state = Sample(c);
  if (!Succeeded(state, run)) return;
  const auto field = c.potential->model->MakeForceField(
      state->atoms.species, c.threads, md::kUsualSkin, c.precision);
  std::vector<md::Vec3> forces(state->atoms.size());
  const auto compute = [&] {
    return Succeeded(field->Compute(state->box, state->atoms.positions, forces),
                     run);
  };
  if (!compute()) return;
  const Clocks begin = ReadClocks();
  double evaluations = 0;
  for (auto _ : run) {
    if (!compute()) break;
    ++evaluations;
  }
  SetRates("atom_evaluations",
           evaluations * static_cast<double>(state->atoms.size()), begin, run);
}

// From the sample to forces below 1e-3 eV/Å.
void RunMinimizer(const Case& c, benchmark::State& run) {
  const auto start = Sample(c);
  if (!Succeeded(start, run)) return;
  const Clocks begin = ReadClocks();
  double evaluations = 0;
  double minimizations = 0;
  for (auto _ : run) {
    md::State state = *start;
    const auto result =
        md::Minimize(*c.potential->model, {.threads = c.threads}, &state);
    if (!Succeeded(result, run)) break;
    evaluations += static_cast<double>(result->evaluations);
    ++minimizations;
  }
  SetRates("atom_evaluations",
           evaluations * static_cast<double>(start->atoms.size()), begin, run);
  run.counters["evaluations"] = Counter(evaluations / minimizations);
}

void RunEncode(const Case& c, benchmark::State& run) {
  const auto state = Sample(c);
  if (!Succeeded(state, run)) return;
  const Clocks begin = ReadClocks();
  double bytes = 0;
  double count = 0;
  for (auto _ : run) {
    const std::string encoded = md::EncodeState(*state);
    benchmark::DoNotOptimize(encoded.data());
    bytes += static_cast<double>(encoded.size());
    ++count;
  }
  SetRates("bytes", bytes, begin, run);
  run.counters["bytes/atom"] =
      Counter(bytes / count / static_cast<double>(state->atoms.size()));
}

void RunDecode(const Case& c, benchmark::State& run) {
  const auto state = Sample(c);
  if (!Succeeded(state, run)) return;
  const std::string encoded = md::EncodeState(*state);
  const Clocks begin = ReadClocks();
  double bytes = 0;
  for (auto _ : run) {
    if (!Succeeded(md::DecodeState(encoded), run)) break;
    bytes += static_cast<double>(encoded.size());
  }
  SetRates("bytes", bytes, begin, run);
}

// Peak of resident memory that a state and its simulation take together.
void RunMemory(const Case& c, benchmark::State& run) {
  // So that the sample is on disk, and making it is no part of the peak.
  if (!Succeeded(Sample(c), run)) return;
  const std::int64_t before = ResidentBytes();
  auto state = Sample(c);
  if (!Succeeded(state, run)) return;
  const auto atoms = static_cast<double>(state->atoms.size());
  state->law_step = 0;
  ResidentBytes();  // gives the encoded bytes back
  ResetPeak();
  auto simulation = md::Simulation::Create(
      *c.potential->model, HoldLaw(c.sample.temperature, c.precision),
      *std::move(state), {.threads = c.threads});
  if (!Succeeded(simulation, run)) return;
  const Clocks begin = ReadClocks();
  double steps = 0;
  for (auto _ : run) {
    const absl::Status status =
        (*simulation)->Advance(kStepsPerIteration, nullptr);
    if (!status.ok()) run.SkipWithError(Reason(status).c_str());
    steps += kStepsPerIteration;
  }
  SetRates("atom_steps", atoms * steps, begin, run);
  run.counters["peak_bytes/atom"] =
      Counter(static_cast<double>(PeakBytes() - before) / atoms);
}

using Body = void (*)(const Case&, benchmark::State&);

// kind/potential/sample/atoms/threads/precision
void Register(const std::string& kind, Body body, const Case& c) {
  const std::string name = absl::StrFormat(
      "%s/%s/%s/%d/threads:%d/%s", kind, c.potential->name(),
      c.sample.temperature < 1000 ? "glass" : "melt",
      SampleSize(c.sample.atoms), c.threads,
      c.precision == md::Precision::kFast ? "fast" : "reference");
  benchmark::RegisterBenchmark(
      name.c_str(), [body, c](benchmark::State& run) { body(c, run); })
      ->MeasureProcessCPUTime()
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

// 1, 2 and further powers of two as far as there are cores.
std::vector<int> ThreadCounts() {
  std::vector<int> counts = {1, 2};
  const auto cores = static_cast<int>(std::thread::hardware_concurrency());
  while (2 * counts.back() <= cores) counts.push_back(2 * counts.back());
  return counts;
}

void RegisterFor(const std::shared_ptr<const AlloyPotential>& potential,
                 const Settings& settings) {
  const std::vector<std::int64_t> sizes =
      settings.crude ? std::vector<std::int64_t>{500}
                     : std::vector<std::int64_t>{1372, 13500, 108000};
  const auto with = [&](std::int64_t atoms, double kelvin, int threads,
                        md::Precision precision = md::Precision::kReference) {
    return Case{
        potential,
        {.atoms = atoms, .temperature = kelvin, .crude = settings.crude},
        threads,
        precision,
        &settings};
  };
  for (const int threads : ThreadCounts()) {
    for (const std::int64_t atoms : sizes) {
      for (const auto precision :
           {md::Precision::kFast, md::Precision::kReference}) {
        Register("npt", RunDynamics, with(atoms, 300, threads, precision));
        Register("npt", RunDynamics, with(atoms, 1500, threads, precision));
        Register("forces", RunForces, with(atoms, 300, threads, precision));
      }
    }
    Register("minimize", RunMinimizer, with(sizes.front(), 300, threads));
  }
  Register("encode", RunEncode, with(sizes.back(), 300, 1));
  Register("decode", RunDecode, with(sizes.back(), 300, 1));
  const std::int64_t memory = settings.large ? 1000000 : sizes.back();
  for (const auto precision :
       {md::Precision::kFast, md::Precision::kReference}) {
    Register("memory", RunMemory, with(memory, 300, 1, precision));
  }
}

absl::Status RegisterAll(const Settings& settings) {
  for (const auto& path : settings.potentials) {
    auto potential = ReadAlloyPotential(path);
    if (!potential.ok()) return potential.status();
    RegisterFor(std::make_shared<AlloyPotential>(*std::move(potential)),
                settings);
  }
  return absl::OkStatus();
}

// The table with one line for each benchmark: the median of its repetitions.
class MedianReporter : public benchmark::ConsoleReporter {
 public:
  MedianReporter()
      : ConsoleReporter(isatty(STDOUT_FILENO) == 1 ? OO_Color : OO_None) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    std::vector<Run> shown;
    for (const Run& run : runs) {
      if (run.run_type == Run::RT_Iteration || run.aggregate_name == "median") {
        shown.push_back(run);
      }
    }
    ConsoleReporter::ReportRuns(shown);
  }
};

// What the command line says besides is for Google Benchmark. Three
// repetitions, of which the median counts, unless it says otherwise.
void RunBenchmarks(const char* program, const std::vector<std::string>& rest) {
  std::vector<std::string> words = {program, "--benchmark_repetitions=3",
                                    "--benchmark_report_aggregates_only=true"};
  words.insert(words.end(), rest.begin(), rest.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  auto count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) return;
  const bool other_format =
      std::any_of(rest.begin(), rest.end(), [](const std::string& word) {
        return word.starts_with("--benchmark_format");
      });
  MedianReporter reporter;
  benchmark::RunSpecifiedBenchmarks(other_format ? nullptr : &reporter);
}

}  // namespace
}  // namespace lehr::bench

int main(int argc, char** argv) {
  lehr::worker::SettleOpenMpWaiting(argv);
  lehr::bench::Settings settings;
  CLI::App app(
      "engine_bench measures the engine. Options of Google Benchmark "
      "(--benchmark_filter=REGEX, ...) are understood too.");
  app.allow_extras();
  app.add_option("--potential", settings.potentials,
                 "Potential files (setfl with Cu and Zr)");
  app.add_option("--samples", settings.samples, "Folder of kept samples")
      ->capture_default_str();
  app.add_option_function<std::string>(
         "--isa",
         [](const std::string& name) {
           static_cast<void>(lehr::md::UseInstructionSet(name));
         },
         "Instructions, unless the fastest")
      ->check(CLI::IsMember(lehr::md::InstructionSets()));
  app.add_flag("--large", settings.large,
               "Measure memory with 1,000,000 atoms instead of 108,000");
  app.add_flag("--crude", settings.crude,
               "500 atoms of no glass at all, to try the program");
  CLI11_PARSE(app, argc, argv);
  if (const absl::Status status = lehr::bench::RegisterAll(settings);
      !status.ok()) {
    std::cerr << "engine_bench: " << std::string(status.message()) << '\n';
    return 1;
  }
  lehr::bench::RunBenchmarks(argv[0], app.remaining());
  return 0;
}
