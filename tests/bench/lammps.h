#ifndef LEHR_TESTS_BENCH_LAMMPS_H_
#define LEHR_TESTS_BENCH_LAMMPS_H_

#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "tests/bench/measurement.h"

namespace lehr::bench {

// LammpsVariant is one way in which LAMMPS computes the embedded-atom method.
struct LammpsVariant {
  std::string name = {};
  std::string group = {};   // name of --variants that means it
  std::string suffix = {};  // of pair styles that it needs; empty: none
  // Several cores are used by MPI ranks; else by OpenMP threads.
  bool ranks = true;
  // Computes in double precision, so that energies agree to rounding.
  bool exact = true;
  // Switches of the command line; $t stands for the number of threads.
  std::string switches = {};
};

// A binary, and those of all variants that it has, slowest first.
struct Lammps {
  std::string program;
  std::string version;
  bool mpi = false;  // it was built with MPI, and there is an mpirun
  // Ranks that yield while they wait and may move lose least where others use
  // the machine, and nothing where nobody does.
  std::string mpirun = "mpirun --bind-to none --mca mpi_yield_when_idle 1";
  std::vector<LammpsVariant> variants;
};

// Names of groups of variants, as --variants takes them.
std::vector<std::string> LammpsGroups();

// Variants of the groups `wanted` that have what `help`, the output of
// `lmp -h`, lists.
std::vector<LammpsVariant> OfferedVariants(
    std::string_view help, const std::vector<std::string>& wanted);

// Asks the binary what it is; `mpirun` replaces the default if it is not
// empty. UNAVAILABLE if it cannot be run; FAILED_PRECONDITION if it has none of
// the variants.
absl::StatusOr<Lammps> ProbeLammps(const std::string& program,
                                   const std::vector<std::string>& wanted,
                                   const std::string& mpirun = "");

// Whether `variant` can run on this many cores.
bool CanRun(const Lammps& lammps, const LammpsVariant& variant, int threads);

// The input of both programs' job in LAMMPS' words.
std::string LammpsScript(const Job& job);

// Runs it. `prefix` is put in front of the command (perf stat ...).
absl::StatusOr<Measurement> RunLammps(
    const Lammps& lammps, const LammpsVariant& variant, int threads,
    const Job& job, const std::vector<std::string>& prefix = {});

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_LAMMPS_H_
