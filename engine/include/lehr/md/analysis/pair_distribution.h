#ifndef LEHR_MD_ANALYSIS_PAIR_DISTRIBUTION_H_
#define LEHR_MD_ANALYSIS_PAIR_DISTRIBUTION_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "lehr/md/state.h"

namespace lehr::md::analysis {

// Pair distribution functions of one state or the mean of several. With H_ab(k)
// the ordered pairs of an atom of a and one of b at distances in shell k of
// volume v_k = 4π/3 (r_{k+1}³ − r_k³),
//   g_ab(k) = H_ab(k) / (N_a (N_b − δ_ab) v_k / V),
// both summed over the states first: exactly 1 on average in an ideal gas of
// few atoms also, as in LAMMPS' compute rdf. Total: all atoms as one species.
// Coordination is the running sum of H_ab / N_a.

struct PairDistributionOptions {
  double range = 10;  // Å
  // Width of a shell [Å]; made less so that shells fill the range.
  double bin = 0.02;
  // The first minimum is sought in g smoothed by a Gaussian of this standard
  // deviation [Å].
  double smoothing = 0.1;
  int threads = 1;
};

// One g(r).
struct PairCurve {
  std::vector<double> g;  // [shells]
  // [shells] neighbors of an atom up to the end of the shell.
  std::vector<double> coordination;
  // Where the smoothed g is least between its main peak's end and the next
  // rise above 1, or, if it is zero on a length there, the middle of that [Å];
  // 0 if it does not oscillate so.
  double first_minimum = 0;
  // Neighbors up to there; 0 without one.
  double first_shell = 0;
};

// g_ab, first <= second; coordination is that of `second` around `first`.
struct PartialCurve {
  std::size_t first = 0;
  std::size_t second = 0;
  PairCurve curve;
};

struct PairDistribution {
  std::int64_t states = 0;
  std::vector<std::string> elements;
  std::vector<double> concentrations;  // [elements]
  double number_density = 0;           // 1/Å³, N over the mean volume
  double bin = 0;                      // Å
  std::vector<double> r;               // [shells] their middles, Å
  PairCurve total;
  std::vector<PartialCurve> partials;
};

// PairDistributionSum collects states one by one, so that a trajectory need not
// be in memory. Not for use from several threads; each Add uses
// options.threads, and the bits do not depend on how many.
class PairDistributionSum {
 public:
  explicit PairDistributionSum(const PairDistributionOptions& options)
      : options_(options) {}

  // Adds the pairs of `state`. INVALID_ARGUMENT for a range beyond half the
  // smallest edge, options that make no sense, and other numbers of atoms per
  // element than before; FAILED_PRECONDITION for free surfaces, where a density
  // at a distance is not defined. Nothing is added then.
  absl::Status Add(const State& state);

  // The mean of what was added; FAILED_PRECONDITION if that is nothing.
  absl::StatusOr<PairDistribution> Mean() const;

 private:
  absl::Status Check(const State& state) const;
  PairCurve Curve(std::span<const std::int64_t> pairs, double from,
                  double choices) const;

  PairDistributionOptions options_;
  std::size_t shells_ = 0;
  std::int64_t states_ = 0;
  std::vector<std::string> elements_;
  std::vector<std::int64_t> counts_;  // [elements] atoms
  double volumes_ = 0;                // Σ V, Å³
  double densities_ = 0;              // Σ 1/V, 1/Å³
  // [pairs of elements × shells] ordered pairs, a <= b: those of a and b once.
  std::vector<std::int64_t> histogram_;
};

// The mean over `states`. Errors as those of PairDistributionSum.
absl::StatusOr<PairDistribution> AnalyzePairDistribution(
    std::span<const State> states, const PairDistributionOptions& options);

// The first minimum of `g` at equidistant `r`, as in PairCurve.
double FindFirstMinimum(std::span<const double> r, std::span<const double> g,
                        double smoothing);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_PAIR_DISTRIBUTION_H_
