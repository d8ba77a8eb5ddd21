#ifndef LEHR_MD_ANALYSIS_STRUCTURE_FACTOR_H_
#define LEHR_MD_ANALYSIS_STRUCTURE_FACTOR_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/analysis/pair_distribution.h"
#include "lehr/md/state.h"

namespace lehr::md::analysis {

// S(q) from g(r), for q [1/Å] up to where peaks are, or summed over the atoms,
// for small q, where the end of g(r) would be felt (q < 2π / range).

struct StructureFactorOptions {
  double q_min = 0.5;  // 1/Å
  double q_max = 12;   // 1/Å
  double q_step = 0.05;
  // Lorch's window, against the waves that the end of g(r) makes; it widens
  // peaks to 5.4 / range: J. Phys. C 2, 229 (1969),
  // doi:10.1088/0022-3719/2/2/305.
  bool lorch = true;
};

// S_ab, first <= second.
struct PartialStructureFactor {
  std::size_t first = 0;
  std::size_t second = 0;
  std::vector<double> s;  // [q]
};

struct StructureFactor {
  std::vector<double> q;      // 1/Å
  std::vector<double> total;  // number-number: all atoms scatter alike
  std::vector<PartialStructureFactor> partials;  // Faber-Ziman
};

// With R the range of g and L(r) = sin(πr/R) / (πr/R), or 1 without window:
//   S_ab(q) = 1 + 4πρ ∫_0^R r² (g_ab(r) − 1) sin(qr)/(qr) L(r) dr.
// Faber and Ziman, Phil. Mag. 11, 153 (1965), doi:10.1080/14786436508211931.
// INVALID_ARGUMENT for options that make no sense.
absl::StatusOr<StructureFactor> TransformPairDistribution(
    const PairDistribution& distribution,
    const StructureFactorOptions& options);

// What a measurement with scattering lengths b_a sees, e.g. with neutrons 7.718
// (Cu) and 7.16 fm (Zr):
//   S(q) = Σ_ab c_a c_b b_a b_b S_ab(q) / (Σ_a c_a b_a)².
// [q]. INVALID_ARGUMENT unless there is one length for each concentration and
// their mean is not zero.
absl::StatusOr<std::vector<double>> WeighStructureFactor(
    const StructureFactor& factor, std::span<const double> concentrations,
    std::span<const double> scattering_lengths);

struct DirectStructureFactorOptions {
  double q_max = 1;    // 1/Å
  double q_bin = 0.1;  // 1/Å
  // Of more wave vectors in a bin, this many evenly spread ones are taken.
  std::int64_t most_vectors = 300;
  int threads = 1;
};

// Means over the wave vectors of a bin; bins without any are left out.
struct DirectStructureFactor {
  std::vector<double> q;  // 1/Å
  std::vector<double> s;
  std::vector<std::int64_t> vectors;
};

// S(k) = |Σ_i exp(i k·r_i)|² / N over the wave vectors k of a periodic box,
// tilted or not. Each is summed in index order by one thread: same bits on any
// number of them. Cost: atoms × vectors × 20 ns. INVALID_ARGUMENT for options
// that make no sense or more than some million vectors; FAILED_PRECONDITION
// for free surfaces.
absl::StatusOr<DirectStructureFactor> SumStructureFactor(
    const State& state, const DirectStructureFactorOptions& options);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_STRUCTURE_FACTOR_H_
