#ifndef LEHR_WORKER_EXECUTE_MEASUREMENT_H_
#define LEHR_WORKER_EXECUTE_MEASUREMENT_H_

#include <span>
#include <string_view>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "lehr/v1/law.pb.h"
#include "lehr/v1/observable.pb.h"
#include "worker/execute.h"

namespace lehr::worker {

// Measurements at the start state, one function a kind. Names and units of the
// observables are those of README.md. Those that read curves want as many as
// the measurement counts, in the order of the segments (FAILED_PRECONDITION),
// with the columns that they need (as FindColumn).

// Averages a hold from the start state, in records whose interval follows from
// the numbers of steps alone (recording must not change what is measured), then
// minimizes the start state in its box. Resumes within the hold; the
// minimization is done again.
absl::StatusOr<Outcome> MeasureEnergy(const v1::EnergyMeasurement& measurement,
                                      Task task);

// All C_ij and their averages. `anisotropy`, and how it went:
// elastic_rearrangements, elastic_restarts [1] and elastic_test_strain [1] are
// md::ElasticConstants' rearrangements, restarts and smallest_strain. Begins
// again after an interruption.
absl::StatusOr<Outcome> MeasureElastic(
    const v1::ElasticMeasurement& measurement, Task task);

// Reads the curve of a deformation along an axis. In compression strains and
// stresses count as positive. Yield, flow and drop once more from the
// engineering stress, force per initial cross-section, with `_engineering`.
absl::StatusOr<Outcome> MeasureStressStrain(
    const v1::StressStrainMeasurement& measurement, const Task& task);

// Slope of the curve of a deformation: isothermal_young_modulus of an axis,
// isothermal_shear_modulus of a plane (md::analysis::InitialModulus).
absl::StatusOr<Outcome> MeasureModulus(
    const v1::ModulusMeasurement& measurement, const Task& task);

// Reads the curves of a cooling (md::analysis::FindGlassTransition).
// glass_transition_temperature_energy is left out where the energy shows no
// transition.
absl::StatusOr<Outcome> MeasureGlassTransition(
    const v1::GlassTransitionMeasurement& measurement, const Task& task);

// Reads the curves of a creep test (md::analysis::AnalyzeCreep). Without time
// after unloading the three observables of recovery are left out.
absl::StatusOr<Outcome> MeasureCreep(const v1::CreepMeasurement& measurement,
                                     const Task& task);

// Compares the copies in the start state (md::analysis::ReplicaOverlap).
absl::StatusOr<Outcome> MeasureReplicaOverlap(
    const v1::ReplicaOverlapMeasurement& measurement, const Task& task);

// Measurements of the structure. They minimize the state first where they are
// of the inherent structure, which is what takes time, and begin again after an
// interruption. Errors are those of the analyses and of md::Minimize;
// INVALID_ARGUMENT for choices that are unspecified.

// Voronoi cells and what follows from them (md::analysis::ComputeVoronoi and
// its readers), and of each element El: icosahedra_El (of its own atoms),
// icosahedra_El_of_all, coordination_number_El, five_fold_symmetry_El,
// cell_volume_El, free_volume_p05_El, _p50_, _p95_ [A^3]; cell_density [g/cm^3]
// is that of the cells. The curve has the 20 most frequent indices of each
// element: n3, n4, n5, n6, n7plus, element (its number in alphabetical order,
// from 0), count, and fraction of the element's cells.
absl::StatusOr<Outcome> MeasureStructure(
    const v1::StructureMeasurement& measurement, Task task);

// g(r) of the state, and as observables its first peak and minimum (left out
// where g does not oscillate) and, of alloys, Warren-Cowley parameters within
// that minimum: warren_cowley_CuZr is of Zr around Cu. Columns: r, g, g_CuZr
// ...
absl::StatusOr<Outcome> MeasurePairDistribution(
    const v1::PairDistributionMeasurement& measurement, Task task);

// S(q) from g(r) with Lorch's window, all atoms scattering alike, and where its
// first peak, which is the highest, is. Columns: q, S, S_CuZr ...
// (Faber-Ziman).
absl::StatusOr<Outcome> MeasureStructureFactor(
    const v1::StructureFactorMeasurement& measurement, Task task);

// Local strain against the reference of the task, whether it is localized, and
// the mean squared displacement since. FAILED_PRECONDITION without a reference,
// INVALID_ARGUMENT if it has other atoms. The curve is the distribution of the
// von Mises strain: eta, and the fraction of atoms around it.
absl::StatusOr<Outcome> MeasureLocalStrain(
    const v1::LocalStrainMeasurement& measurement, Task task);

// FAILED_PRECONDITION, beginning with `measurement`, if there are not
// `expected` curves, or INVALID_ARGUMENT if none is expected: there is nothing
// to read.
absl::Status CheckCurves(std::string_view measurement, int expected,
                         std::span<const v1::Curve> curves);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_EXECUTE_MEASUREMENT_H_
