#ifndef LEHR_ENGINE_SRC_ANALYSIS_CHECKS_H_
#define LEHR_ENGINE_SRC_ANALYSIS_CHECKS_H_

#include <string_view>

#include <absl/status/status.h>

#include "lehr/md/state.h"

namespace lehr::md::analysis {

// INVALID_ARGUMENT, beginning with `where`, unless `state` is one that an
// analysis can read: as many species as positions, species with a name, edges
// and coordinates that are numbers, these within a million edges.
absl::Status CheckConfiguration(std::string_view where, const State& state);

// INVALID_ARGUMENT, beginning with `where`, unless `state` has the atoms of
// `reference`, one by one of the same elements, and free surfaces along the
// same axes.
absl::Status CheckSameAtoms(std::string_view where, const State& reference,
                            const State& state);

// INVALID_ARGUMENT, beginning with `where`, unless there are `threads`.
absl::Status CheckThreads(std::string_view where, int threads);

}  // namespace lehr::md::analysis

#endif  // LEHR_ENGINE_SRC_ANALYSIS_CHECKS_H_
