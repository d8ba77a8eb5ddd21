#ifndef LEHR_MD_ANALYSIS_STRESS_STRAIN_H_
#define LEHR_MD_ANALYSIS_STRESS_STRAIN_H_

#include <span>

#include <absl/status/statusor.h>

namespace lehr::md::analysis {

// How a stress-strain curve is read.
struct StressStrainOptions {
  double smoothing_strain = 0.002;  // width of the running mean
  double yield_window = 0.12;       // yield is the largest stress up to here
  double flow_from = 0.15;          // flow stress is the mean over
  double flow_to = 0.20;            // [flow_from, flow_to]
  double elastic_to = 0.01;  // tangent modulus is the slope over [0, this]
};

// In the unit of the stresses given.
struct StressStrain {
  double yield_stress = 0;
  double yield_strain = 0;
  double flow_stress = 0;
  double stress_drop = 0;      // yield − flow, the softening Δσ
  double tangent_modulus = 0;  // least squares
  // Block-averaged standard error of the flow stress.
  double flow_stress_error = 0;
};

// `strain` rises; both have one value a row. INVALID_ARGUMENT if there are too
// few rows or the strain ends before flow_to.
absl::StatusOr<StressStrain> AnalyzeStressStrain(
    std::span<const double> strain, std::span<const double> stress,
    const StressStrainOptions& options);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_STRESS_STRAIN_H_
