#include "lehr/md/analysis/chemical_order.h"

#include <cstddef>
#include <cstdint>

#include <absl/status/status.h>

#include "engine/src/analysis/checks.h"
#include "engine/src/analysis/near_atoms.h"
#include "engine/src/blocks.h"

namespace lehr::md::analysis {
namespace {

constexpr const char* kWhere = "chemical order";

// [elements × elements] ordered pairs within the cutoff: counts, which may be
// added in any order.
std::vector<std::int64_t> CountPairs(const State& state,
                                     const ChemicalOrderOptions& options) {
  const std::size_t elements = state.elements.size();
  const NearAtoms near(state.box, state.atoms.positions, options.cutoff);
  const std::size_t n = state.atoms.size();
  std::vector<std::vector<std::int64_t>> of_block(BlockCount(n));
  ForEachBlock(
      n, options.threads,
      [&](std::size_t block, std::size_t begin, std::size_t end) {
        std::vector<std::int64_t>& mine = of_block[block];
        mine.assign(elements * elements, 0);
        for (std::size_t i = begin; i < end; ++i) {
          const std::size_t a =
              static_cast<std::size_t>(state.atoms.species[i]) * elements;
          near.ForEach(i, [&](std::size_t j, const Vec3&, double) {
            ++mine[a + static_cast<std::size_t>(state.atoms.species[j])];
          });
        }
      });
  std::vector<std::int64_t> pairs(elements * elements, 0);
  for (const auto& mine : of_block) {
    for (std::size_t k = 0; k < pairs.size(); ++k) pairs[k] += mine[k];
  }
  return pairs;
}

// α_ab = 1 − Z_ab / (c_b Z) for all b; 0 for elements without atoms.
std::vector<double> AlphaOf(const ChemicalOrder& order, std::size_t a,
                            double z) {
  std::vector<double> alpha(order.elements.size(), 0.0);
  for (std::size_t b = 0; b < alpha.size(); ++b) {
    const double chance = order.concentrations[b] * z;
    if (chance > 0) alpha[b] = 1 - order.coordination[a][b] / chance;
  }
  return alpha;
}

}  // namespace

absl::StatusOr<ChemicalOrder> AnalyzeChemicalOrder(
    const State& state, const ChemicalOrderOptions& options) {
  absl::Status status = CheckThreads(kWhere, options.threads);
  status.Update(CheckConfiguration(kWhere, state));
  if (status.ok()) status = CheckCutoff(kWhere, state.box, options.cutoff);
  if (!status.ok()) return status;

  const std::size_t elements = state.elements.size();
  std::vector<double> counts(elements, 0.0);
  for (const std::int32_t s : state.atoms.species) {
    ++counts[static_cast<std::size_t>(s)];
  }
  ChemicalOrder order;
  order.cutoff = options.cutoff;
  order.elements = state.elements;
  for (const double count : counts) {
    order.concentrations.push_back(count /
                                   static_cast<double>(state.atoms.size()));
  }
  const std::vector<std::int64_t> pairs = CountPairs(state, options);
  std::vector<double> totals(elements, 0.0);  // Z_a
  double mean = 0;                            // ⟨Z⟩
  for (std::size_t a = 0; a < elements; ++a) {
    std::vector<double> around(elements, 0.0);
    for (std::size_t b = 0; b < elements && counts[a] > 0; ++b) {
      around[b] = static_cast<double>(pairs[a * elements + b]) / counts[a];
      totals[a] += around[b];
    }
    order.coordination.push_back(around);
    mean += order.concentrations[a] * totals[a];
  }
  for (std::size_t a = 0; a < elements; ++a) {
    order.warren_cowley.push_back(AlphaOf(order, a, totals[a]));
    order.warren_cowley_of_mean.push_back(
        AlphaOf(order, a, totals[a] > 0 ? mean : 0));
  }
  return order;
}

}  // namespace lehr::md::analysis
