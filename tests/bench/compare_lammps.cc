// compare_lammps runs the same glass or melt, ensemble, time step and number of
// steps through every variant of LAMMPS that a binary has and through the
// engine, in turns (A B A B ...), and prints what each took:
//   compare_lammps --atoms 13500 --temperature 300 --threads 1,2

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <absl/status/status.h>
#include <absl/strings/match.h>
#include <absl/strings/str_format.h>

#include "lehr/md/formats/lammps_data.h"
#include "lehr/md/instruction_set.h"
#include "lehr/md/state_file.h"
#include "tests/bench/comparison.h"
#include "tests/bench/instruction_count.h"
#include "tests/bench/lammps.h"
#include "tests/bench/own_run.h"
#include "tests/bench/profile.h"
#include "tests/bench/sample.h"
#include "worker/openmp_waiting.h"

namespace lehr::bench {
namespace {

struct Settings {
  SampleRecipe sample;
  std::vector<int> threads = {1, 2};
  std::int64_t rounds = 3;
  std::string lammps = "lmp";
  std::string mpirun = Lammps().mpirun;
  std::vector<std::string> groups = LammpsGroups();
  std::filesystem::path samples = LEHR_SAMPLE_FOLDER;
  double energy_tolerance = 1e-8;  // eV/atom
  bool json = false;
  bool no_profile = false;
  bool count = false;
  Job job;
};

// Energies of a variant in single precision: 1e-7 of some 5 eV, many terms.
constexpr double kSinglePrecisionTolerance = 1e-4;  // eV/atom
// Of our fast path, which promises 1e-7 of them.
constexpr double kFastPathTolerance = 1e-6;  // eV/atom

// Runs one contender once.
struct Runner {
  const Lammps* lammps;  // nullptr: ourselves
  const LammpsVariant* variant;
  int threads;
  std::optional<double> skin = std::nullopt;  // of ours

  absl::StatusOr<Measurement> Run(
      const Job& job, const std::vector<std::string>& prefix = {}) const {
    if (lammps == nullptr) return RunOurselves({job, threads, skin}, prefix);
    return RunLammps(*lammps, *variant, threads, job, prefix);
  }
};

std::vector<Runner> Runners(const Settings& settings, const Lammps& lammps,
                            Comparison& comparison) {
  std::vector<Runner> runners;
  for (const int threads : settings.threads) {
    comparison.contenders.push_back({kOurselves, threads});
    runners.push_back({nullptr, nullptr, threads});
    for (const LammpsVariant& variant : lammps.variants) {
      if (!CanRun(lammps, variant, threads)) continue;
      comparison.contenders.push_back(
          {"lammps " + variant.name, threads, variant.exact});
      runners.push_back({&lammps, &variant, threads});
    }
  }
  return runners;
}

// All rounds of all contenders, in turns, so that what else the machine does
// meets all alike.
absl::Status Measure(const Settings& settings,
                     const std::vector<Runner>& runners,
                     Comparison& comparison) {
  for (std::int64_t round = 0; round < settings.rounds; ++round) {
    for (std::size_t k = 0; k < runners.size(); ++k) {
      Contender& contender = comparison.contenders[k];
      auto measured = runners[k].Run(settings.job);
      if (!measured.ok()) {
        return absl::Status(
            measured.status().code(),
            contender.name + ": " + std::string(measured.status().message()));
      }
      contender.shares = measured->shares;
      contender.rounds.push_back(*std::move(measured));
      if (!settings.json) std::cerr << '.' << std::flush;
    }
  }
  if (!settings.json) std::cerr << '\n';
  return absl::OkStatus();
}

void NoteTuning(Comparison& comparison) {
  for (const Contender& contender : comparison.contenders) {
    if (contender.name != kOurselves) continue;
    const Measurement& last = contender.rounds.back();
    comparison.notes.push_back(absl::StrFormat(
        "our lists with %d threads: skin %g A, chosen before the clock starts; "
        "a new one every %.0f steps",
        contender.threads, last.skin, last.rebuild_every));
  }
}

// Where our own time goes, in a run that is not measured otherwise.
void Profile(const Settings& settings, Comparison& comparison) {
  for (Contender& contender : comparison.contenders) {
    if (contender.name != kOurselves || settings.no_profile) continue;
    auto shares = ProfileOurselves({settings.job, contender.threads});
    if (!shares.ok()) {
      comparison.notes.push_back(
          "our time per part is not known: " +
          std::string(shares.status().message()).substr(0, 200));
      return;
    }
    contender.shares = *std::move(shares);
  }
}

// Counts on one core: more would count waiting too.
void Count(const Settings& settings, const std::vector<Runner>& runners,
           Comparison& comparison) {
  const CounterTool tool = FindCounterTool();
  comparison.notes.push_back(tool.note);
  if (!settings.count && !tool.cheap) return;
  const double pairs =
      static_cast<double>(comparison.atoms) * comparison.neighbors / 2;
  for (std::size_t k = 0; k < runners.size(); ++k) {
    if (runners[k].threads != 1) continue;
    Runner runner = runners[k];
    // It cannot choose by the clock while it is being counted.
    if (runner.lammps == nullptr) {
      runner.skin = comparison.contenders[k].rounds.back().skin;
    }
    const auto counts = CountPerStep(tool, settings.job,
                                     [&](const Job& job, const auto& prefix) {
                                       return runner.Run(job, prefix).status();
                                     });
    if (!counts.ok()) {
      comparison.notes.push_back(
          comparison.contenders[k].name +
          " was not counted: " + std::string(counts.status().message()));
      continue;
    }
    comparison.contenders[k].instructions_per_pair =
        counts->instructions / pairs;
    comparison.contenders[k].cycles_per_pair = counts->cycles / pairs;
  }
}

// The same physics: all agree on the energy of the state that they were given.
absl::Status CheckEnergies(const Settings& settings, const Comparison& c) {
  for (const Contender& one : c.contenders) {
    const Contender* ours = c.Ourselves(one.threads);
    const double difference =
        std::abs(one.rounds[0].first_energy - ours->rounds[0].first_energy) /
        static_cast<double>(c.atoms);
    double tolerance =
        one.exact ? settings.energy_tolerance : kSinglePrecisionTolerance;
    if (settings.job.fast) tolerance = std::max(tolerance, kFastPathTolerance);
    if (!(difference <= tolerance)) {
      return absl::DataLossError(absl::StrFormat(
          "%s: expected our energy at step 0 within %g eV/atom, found a "
          "difference of %g eV/atom",
          one.name, tolerance, difference));
    }
  }
  return absl::OkStatus();
}

absl::Status WriteSample(const Settings& settings,
                         const AlloyPotential& potential,
                         Comparison& comparison) {
  const auto state = MakeSample(potential, settings.sample, settings.samples);
  if (!state.ok()) return state.status();
  std::ofstream(settings.job.state_file(), std::ios::binary)
      << md::EncodeState(*state);
  std::ofstream(settings.job.data_file())
      << md::formats::WriteLammpsData(*state);
  comparison.potential = potential.name();
  comparison.atoms = static_cast<std::int64_t>(state->atoms.size());
  comparison.temperature = settings.sample.temperature;
  comparison.steps = settings.job.steps;
  comparison.neighbors = MeanNeighbors(*state, potential.model->cutoff());
  return absl::OkStatus();
}

void AddNotes(const Settings& settings, const Lammps& lammps,
              Comparison& comparison) {
  std::string variants;
  for (const LammpsVariant& variant : lammps.variants) {
    variants += (variants.empty() ? "" : "; ") + variant.name;
  }
  comparison.lammps = lammps.program + ", " + lammps.version;
  comparison.notes = {
      absl::StrFormat("LAMMPS: %s; it has: %s; cores are used by %s",
                      comparison.lammps, variants,
                      lammps.mpi ? "MPI ranks (" + lammps.mpirun +
                                       "), by omp and kokkos as threads"
                                 : "threads only (no MPI)"),
      absl::StrFormat("its lists: skin %g A, neigh_modify every 1 delay 0 "
                      "check yes",
                      settings.job.skin),
      absl::StrFormat("%d steps before the clock starts; %d rounds in turns; "
                      "without set-up and reading",
                      settings.job.warmup, settings.rounds),
      "ratio: how many times as fast as the program of the row lehr is, by "
      "medians"};
}

absl::StatusOr<Comparison> Compare(const Settings& settings) {
  const auto potential = ReadAlloyPotential(settings.job.potential);
  if (!potential.ok()) return potential.status();
  const auto lammps =
      ProbeLammps(settings.lammps, settings.groups, settings.mpirun);
  if (!lammps.ok()) return lammps.status();
  Comparison comparison;
  AddNotes(settings, *lammps, comparison);
  absl::Status status = WriteSample(settings, *potential, comparison);
  if (!status.ok()) return status;
  const auto runners = Runners(settings, *lammps, comparison);
  status = Measure(settings, runners, comparison);
  if (!status.ok()) return status;
  NoteTuning(comparison);
  Profile(settings, comparison);
  Count(settings, runners, comparison);
  return comparison;
}

int Fail(const absl::Status& status) {
  std::cerr << "compare_lammps: " << std::string(status.message()) << '\n';
  return 1;
}

int PrintComparison(Settings settings) {
  std::string folder =
      (std::filesystem::temp_directory_path() / "lehr-bench-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) {
    return Fail(absl::UnavailableError(folder + ": cannot be made"));
  }
  settings.job.folder = folder;
  settings.job.potential = std::filesystem::absolute(settings.job.potential);
  settings.job.temperature = settings.sample.temperature;
  const auto comparison = Compare(settings);
  std::filesystem::remove_all(folder);
  if (!comparison.ok()) return Fail(comparison.status());
  if (settings.json) {
    std::cout << ComparisonJson(*comparison).dump(2) << '\n';
  } else {
    std::cout << ComparisonText(*comparison);
  }
  const absl::Status status = CheckEnergies(settings, *comparison);
  return status.ok() ? 0 : Fail(status);
}

void AddOptions(CLI::App& app, Settings& s) {
  app.add_option("--atoms", s.sample.atoms, "About this many atoms")
      ->check(CLI::Range(500, 100000000))
      ->capture_default_str();
  app.add_option("--temperature", s.sample.temperature, "[K]")
      ->check(CLI::Range(1.0, 3000.0))
      ->capture_default_str();
  app.add_option("--potential", s.job.potential,
                 "A setfl file with Cu and Zr; eam/fs if it ends in .fs")
      ->default_val("/usr/share/lammps/potentials/CuZr_mm.eam.fs");
  app.add_option("--threads", s.threads, "Numbers of cores: 1,2")
      ->delimiter(',')
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--steps", s.job.steps, "Steps that are measured")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--warmup", s.job.warmup, "Steps before them")
      ->capture_default_str();
  app.add_option("--rounds", s.rounds, "How often each program runs")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--lammps", s.lammps, "The binary of LAMMPS")
      ->capture_default_str();
  app.add_option("--mpirun", s.mpirun, "What starts its MPI ranks")
      ->capture_default_str();
  app.add_option("--variants", s.groups, "Of LAMMPS, those that it has")
      ->delimiter(',')
      ->check(CLI::IsMember(LammpsGroups()))
      ->capture_default_str();
  app.add_option("--skin", s.job.skin, "Of LAMMPS' lists [A]")
      ->capture_default_str();
  app.add_option("--samples", s.samples, "Folder of kept samples")
      ->capture_default_str();
  app.add_option("--energy-tolerance", s.energy_tolerance,
                 "At step 0, against LAMMPS in double precision [eV/atom]")
      ->capture_default_str();
  app.add_option("--isa", s.job.instructions,
                 "Instructions of ours, unless the fastest")
      ->check(CLI::IsMember(md::InstructionSets()));
  app.add_flag("--fast", s.job.fast,
               "Ours by the fast path instead of the reference");
  app.add_flag("--json", s.json, "Print all numbers as JSON");
  app.add_flag("--no-profile", s.no_profile, "Do not look where our time goes");
  app.add_flag("--count", s.count,
               "Count instructions with callgrind if perf cannot (slow)");
  app.add_flag("--crude", s.sample.crude, "No glass, to try the program");
}

}  // namespace
}  // namespace lehr::bench

int main(int argc, char** argv) {
  lehr::worker::SettleOpenMpWaiting(argv);
  lehr::bench::Settings settings;
  CLI::App app("compare_lammps measures the engine beside LAMMPS.");
  lehr::bench::AddOptions(app, settings);
  // Of the child; not for people.
  std::string own_run;
  std::string control;
  std::optional<double> own_skin;
  app.add_option("--own-run", own_run)->group("");
  app.add_option("--control", control)->group("");
  app.add_option("--own-skin", own_skin)->group("");
  CLI11_PARSE(app, argc, argv);
  if (own_run.empty()) return lehr::bench::PrintComparison(settings);
  settings.job.folder = own_run;
  settings.job.temperature = settings.sample.temperature;
  const absl::Status status = lehr::bench::PrintOwnRun(
      {settings.job, settings.threads.front(), own_skin, control});
  return status.ok() ? 0 : lehr::bench::Fail(status);
}
