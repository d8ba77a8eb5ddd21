#ifndef LEHR_WORKER_DYNAMICS_OBSERVABLES_H_
#define LEHR_WORKER_DYNAMICS_OBSERVABLES_H_

#include <vector>

#include "lehr/md/law.h"
#include "lehr/v1/observable.pb.h"

namespace lehr::worker {

// What every dynamics segment says of itself, from the rows of its curve:
//   mean_temperature [K], mean_volume_per_atom [A^3],
//   mean_stress_xx, mean_stress_yy, mean_stress_zz [GPa] (true, tension
//     positive), each with a block-averaged standard error,
//   peak_stress [GPa], if an axis is under stress control: of the means over
//     0.1 ps of the stresses along such axes, the one of largest magnitude,
//     with its sign (md::analysis::PeakOfShortMeans; longer records are taken
//     as they are, so record at least every 0.1 ps to see peaks),
//   density_overflows [1], if there were any: mean number of atoms whose host
//     density was above the potential's table,
//   conserved_energy_drift [eV/atom/ns], if ConservesEnergy(law): slope of
//     conserved_energy, with a standard error.
// Columns that the curve lacks and errors of too few rows are left out; a curve
// without rows says nothing, one with fewer than three has no drift.
std::vector<v1::Observable> ObserveDynamics(const md::DynamicsLaw& law,
                                            const v1::Curve& curve);

// Whether the law keeps md::Sample::conserved_energy constant: temperature and
// stresses whose targets do not change, one target for all axes under stress
// control, which is zero if another axis is free, no axis with a rate, no
// shear, and no drag.
bool ConservesEnergy(const md::DynamicsLaw& law);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_DYNAMICS_OBSERVABLES_H_
