#include "worker/element_order.h"

#include <algorithm>
#include <numeric>

namespace lehr::worker {

std::vector<std::size_t> AlphabeticalOrder(
    const std::vector<std::string>& elements) {
  std::vector<std::size_t> order(elements.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return elements[a] < elements[b];
  });
  return order;
}

std::vector<std::size_t> AlphabeticalOrder(
    const std::vector<std::string>& elements,
    std::span<const double> concentrations) {
  std::vector<std::size_t> order = AlphabeticalOrder(elements);
  std::erase_if(order, [&](std::size_t e) { return !(concentrations[e] > 0); });
  return order;
}

std::string PairName(const std::string& first, const std::string& second) {
  return std::min(first, second) + std::max(first, second);
}

}  // namespace lehr::worker
