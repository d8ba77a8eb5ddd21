#ifndef LEHR_WORKER_ELEMENT_ORDER_H_
#define LEHR_WORKER_ELEMENT_ORDER_H_

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "lehr/md/analysis/pair_distribution.h"

namespace lehr::worker {

// Indices of `elements` in alphabetical order. Results name and number elements
// so, whatever their order in a state: g_CuZr is the name of g_ZrCu too.
std::vector<std::size_t> AlphabeticalOrder(
    const std::vector<std::string>& elements);

// Those of them that there are atoms of.
std::vector<std::size_t> AlphabeticalOrder(
    const std::vector<std::string>& elements,
    std::span<const double> concentrations);

// "CuZr" for Zr and Cu.
std::string PairName(const std::string& first, const std::string& second);

// Calls visit(name, partial) for each pair of elements that `distribution` has
// atoms of, CuCu CuZr ZrZr, with that of `partials` (a first and a second index
// of its elements, first <= second) which belongs to it.
template <typename Partial, typename Visit>
void ForEachPair(const md::analysis::PairDistribution& distribution,
                 const std::vector<Partial>& partials, Visit visit) {
  const auto& elements = distribution.elements;
  const auto order = AlphabeticalOrder(elements, distribution.concentrations);
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = i; j < order.size(); ++j) {
      for (const Partial& partial : partials) {
        if (partial.first != std::min(order[i], order[j]) ||
            partial.second != std::max(order[i], order[j])) {
          continue;
        }
        visit(PairName(elements[order[i]], elements[order[j]]), partial);
      }
    }
  }
}

}  // namespace lehr::worker

#endif  // LEHR_WORKER_ELEMENT_ORDER_H_
