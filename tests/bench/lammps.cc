#include "tests/bench/lammps.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include <absl/status/status.h>
#include <absl/strings/match.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>

#include "tests/bench/lammps_log.h"
#include "tests/bench/measured_program.h"

namespace lehr::bench {
namespace {

// As their manual advises for CPUs. INTEL's mixed mode has tables and pairs in
// single precision, and is run with ranks and with threads, as either may win.
const std::vector<LammpsVariant>& AllVariants() {
  static const auto* const kAll = new std::vector<LammpsVariant>{
      {.name = "plain", .group = "plain", .suffix = "", .switches = ""},
      {.name = "opt", .group = "opt", .suffix = "opt", .switches = "-sf opt"},
      {.name = "omp",
       .group = "omp",
       .suffix = "omp",
       .ranks = false,
       .switches = "-sf omp -pk omp $t"},
      {.name = "kokkos",
       .group = "kokkos",
       .suffix = "kk",
       .ranks = false,
       .switches = "-k on t $t -sf kk"},
      {.name = "intel double",
       .group = "intel",
       .suffix = "intel",
       .switches = "-sf intel -pk intel 0 mode double omp 1"},
      {.name = "intel mixed",
       .group = "intel",
       .suffix = "intel",
       .exact = false,
       .switches = "-sf intel -pk intel 0 mode mixed omp 1"},
      {.name = "intel mixed, threads",
       .group = "intel",
       .suffix = "intel",
       .ranks = false,
       .exact = false,
       .switches = "-sf intel -pk intel 0 mode mixed omp $t"},
  };
  return *kAll;
}

std::string Version(const std::string& help) {
  // "Large-scale Atomic/... Simulator - 29 Sep 2021 - Update 2"
  const std::vector<std::string> lines = absl::StrSplit(help, '\n');
  for (const std::string& line : lines) {
    const std::size_t place = line.find("Simulator - ");
    if (place != std::string::npos) return line.substr(place + 12);
  }
  return "unknown version";
}

std::vector<std::string> Command(const Lammps& lammps,
                                 const LammpsVariant& variant, int threads) {
  std::vector<std::string> words;
  if (variant.ranks && threads > 1) {
    words = absl::StrSplit(lammps.mpirun, ' ', absl::SkipEmpty());
    words.insert(words.end(), {"-np", std::to_string(threads)});
    // More ranks than cores are refused otherwise.
    if (threads > static_cast<int>(std::thread::hardware_concurrency())) {
      words.emplace_back("--oversubscribe");
    }
  }
  words.insert(words.end(), {lammps.program, "-in", "run.in", "-log", "none"});
  const std::string switches =
      absl::StrReplaceAll(variant.switches, {{"$t", std::to_string(threads)}});
  const std::vector<std::string> parts =
      absl::StrSplit(switches, ' ', absl::SkipEmpty());
  for (const std::string& word : parts) {
    words.push_back(word);
  }
  return words;
}

}  // namespace

std::vector<std::string> LammpsGroups() {
  return {"plain", "opt", "omp", "intel", "kokkos"};
}

std::vector<LammpsVariant> OfferedVariants(
    std::string_view help, const std::vector<std::string>& wanted) {
  const std::vector<std::string> words = absl::StrSplit(
      std::string(help), absl::ByAnyChar(" \t\n"), absl::SkipEmpty());
  const auto has = [&](const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  std::vector<LammpsVariant> offered;
  for (const LammpsVariant& variant : AllVariants()) {
    const bool asked =
        std::find(wanted.begin(), wanted.end(), variant.group) != wanted.end();
    const std::string style =
        variant.suffix.empty() ? "eam/fs" : "eam/fs/" + variant.suffix;
    if (asked && has(style)) offered.push_back(variant);
  }
  return offered;
}

absl::StatusOr<Lammps> ProbeLammps(const std::string& program,
                                   const std::vector<std::string>& wanted,
                                   const std::string& mpirun) {
  auto help =
      RunMeasured(std::filesystem::temp_directory_path(), {program, "-h"});
  if (!help.ok()) return help.status();
  Lammps lammps;
  lammps.program = program;
  lammps.version = Version(help->output);
  if (!mpirun.empty()) lammps.mpirun = mpirun;
  lammps.mpi = absl::StrContains(help->output, "MPI v") &&
               !absl::StrContains(help->output, "MPI STUBS") &&
               HasProgram(lammps.mpirun.substr(0, lammps.mpirun.find(' ')));
  lammps.variants = OfferedVariants(help->output, wanted);
  if (lammps.variants.empty()) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s: expected a LAMMPS with pair style eam/fs in one of the variants "
        "%s, found none",
        program, absl::StrJoin(wanted, ", ")));
  }
  return lammps;
}

bool CanRun(const Lammps& lammps, const LammpsVariant& variant, int threads) {
  // With one core the two ways of INTEL are one.
  if (threads == 1) return variant.name != "intel mixed, threads";
  return !variant.ranks || lammps.mpi;
}

std::string LammpsScript(const Job& job) {
  const bool finnis_sinclair = job.potential.extension() == ".fs";
  return absl::StrFormat(
      "units metal\natom_style atomic\nboundary p p p\n"
      "read_data %s\n"
      "pair_style %s\npair_coeff * * %s Cu Zr\n"
      "neighbor %g bin\nneigh_modify every 1 delay 0 check yes\n"
      "timestep 0.002\n"
      "fix hold all npt temp %g %g 0.2 aniso 0 0 2.0\n"
      "thermo_style custom step pe\nthermo_modify format float %%.15g\n"
      "thermo 1000000000\n"
      "run %d\nrun %d\n",
      job.data_file().string(), finnis_sinclair ? "eam/fs" : "eam/alloy",
      job.potential.string(), job.skin, job.temperature, job.temperature,
      job.warmup, job.steps);
}

absl::StatusOr<Measurement> RunLammps(const Lammps& lammps,
                                      const LammpsVariant& variant, int threads,
                                      const Job& job,
                                      const std::vector<std::string>& prefix) {
  std::ofstream(job.folder / "run.in") << LammpsScript(job);
  std::vector<std::string> command = prefix;
  for (std::string& word : Command(lammps, variant, threads)) {
    command.push_back(std::move(word));
  }
  // Open MPI does not start as root unless told that this is meant.
  const std::map<std::string, std::string> environment = {
      {"OMPI_ALLOW_RUN_AS_ROOT", "1"},
      {"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"},
      {"OMP_NUM_THREADS", variant.ranks ? "1" : std::to_string(threads)}};
  const auto run = RunMeasured(job.folder, std::move(command), environment);
  if (!run.ok()) return run.status();
  auto result = ParseLammpsLog(run->output, threads);
  if (result.ok()) result->process_cpu_seconds = run->cpu_seconds;
  return result;
}

}  // namespace lehr::bench
