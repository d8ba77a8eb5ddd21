#ifndef LEHR_TESTS_BENCH_COMPARISON_H_
#define LEHR_TESTS_BENCH_COMPARISON_H_

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "lehr/md/state.h"
#include "tests/bench/measurement.h"

namespace lehr::bench {

// Median of values; 0 for none.
double Median(std::vector<double> values);

// Neighbors of an atom closer than `cutoff` [Å], the mean over some 500 atoms
// (0.1 %), for times per pair. The box is orthogonal and periodic.
double MeanNeighbors(const md::State& state, double cutoff);

// Contender is one program, with one way of computing, on some cores, and what
// it took in each round.
struct Contender {
  std::string name;  // "lehr", "lammps opt"
  int threads = 1;
  bool exact = true;
  std::vector<Measurement> rounds = {};
  Shares shares = {};
  // Per pair inside the cutoff and step; 0 where they could not be counted.
  double instructions_per_pair = 0;
  double cycles_per_pair = 0;

  double MedianWall() const;
  double MedianCpu() const;
  double BestWall() const;
};

// Comparison is what is printed. contenders[k] with the name kOurselves is
// ours.
inline constexpr const char* kOurselves = "lehr";
struct Comparison {
  std::string potential;
  std::string lammps;  // program and version
  std::int64_t atoms = 0;
  double temperature = 0;  // K
  std::int64_t steps = 0;
  double neighbors = 0;  // of an atom, inside the cutoff
  std::vector<std::string> notes;
  std::vector<Contender> contenders;

  // Ours on as many cores; nullptr if it did not run.
  const Contender* Ourselves(int threads) const;
};

// Tables for people, and all numbers for programs.
std::string ComparisonText(const Comparison& comparison);
nlohmann::json ComparisonJson(const Comparison& comparison);

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_COMPARISON_H_
