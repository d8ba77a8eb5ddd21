#ifndef LEHR_SERVER_CORE_DERIVED_OBSERVABLES_H_
#define LEHR_SERVER_CORE_DERIVED_OBSERVABLES_H_

#include <vector>

#include "lehr/v1/observable.pb.h"

namespace lehr::server {

// What follows from the observables of a point and of its baseline: for
// potential_energy and inherent_structure_energy [eV/atom], where both have it,
//   delta_… = 1000 (E_point - E_baseline)  [meV/atom],
// with the standard error sqrt(s_point² + s_baseline²) if both have one (the
// two runs are independent).
std::vector<v1::Observable> DerivedObservables(
    const std::vector<v1::Observable>& point,
    const std::vector<v1::Observable>& baseline);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_DERIVED_OBSERVABLES_H_
