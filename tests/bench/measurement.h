#ifndef LEHR_TESTS_BENCH_MEASUREMENT_H_
#define LEHR_TESTS_BENCH_MEASUREMENT_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace lehr::bench {

// Parts of a run and the share of time that each took [%], in order.
using Shares = std::vector<std::pair<std::string, double>>;

// One run of one program, without reading its input and setting up.
struct Measurement {
  double wall_seconds = 0;
  double cpu_seconds = 0;  // of all threads and ranks
  // Of the whole program, from its start to its end.
  double process_cpu_seconds = 0;
  double first_energy = 0;  // potential energy of the given state [eV]
  // What the engine chose: Å, and steps that a list lasts. 0: not known.
  double skin = 0;
  double rebuild_every = 0;
  Shares shares;  // empty if the program does not tell
};

// What both programs run, given as files.
struct Job {
  std::filesystem::path folder;  // of all files that a run writes
  std::filesystem::path potential;
  double temperature = 300;  // K
  std::int64_t warmup = 50;  // steps before the clock starts
  std::int64_t steps = 100;
  double skin = 1.0;              // Å, of LAMMPS; ours chooses
  bool fast = false;              // ours by the fast path
  std::string instructions = {};  // ours by these, unless the fastest

  // The same state in the two programs' formats.
  std::filesystem::path state_file() const { return folder / "start.state"; }
  std::filesystem::path data_file() const { return folder / "start.data"; }
};

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_MEASUREMENT_H_
