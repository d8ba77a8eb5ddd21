#include "server/core/lease_order.h"

#include <algorithm>

namespace lehr::server {
namespace {

constexpr std::int64_t kMostAtomSteps = std::int64_t{1} << 43;  // ~ 9e12

}  // namespace

std::int64_t AtomStepsOf(std::int64_t atoms, std::int64_t steps) {
  if (atoms <= 0 || steps <= 0) return 0;
  return steps > kMostAtomSteps / atoms ? kMostAtomSteps : atoms * steps;
}

std::vector<std::int64_t> AtomStepsOf(
    const plan::Plan& plan, const std::vector<std::int64_t>& head_steps) {
  std::vector<std::int64_t> atom_steps;
  atom_steps.reserve(plan.segments.size());
  for (std::size_t i = 0; i < plan.segments.size(); ++i) {
    const plan::PlannedSegment& segment = plan.segments[i];
    atom_steps.push_back(
        AtomStepsOf(segment.atoms, segment.steps - head_steps[i]));
  }
  return atom_steps;
}

std::vector<std::int64_t> PathAtomSteps(
    const plan::Plan& plan, const std::vector<std::int64_t>& atom_steps) {
  std::vector<std::int64_t> path(plan.segments.size(), 0);
  // Who needs a segment stands behind it, so its path is known before.
  for (std::size_t i = plan.segments.size(); i-- > 0;) {
    const plan::PlannedSegment& segment = plan.segments[i];
    path[i] += atom_steps[i];
    const auto extend = [&](int needed) {
      std::int64_t& longest = path[static_cast<std::size_t>(needed)];
      longest = std::max(longest, path[i]);
    };
    if (segment.parent >= 0) extend(segment.parent);
    if (segment.continues >= 0) extend(segment.continues);
    for (const int reference : segment.references) extend(reference);
  }
  return path;
}

}  // namespace lehr::server
