#include "engine/src/elastic_response.h"

#include <algorithm>
#include <cmath>

#include "lehr/md/units.h"

namespace lehr::md {
namespace {

constexpr double kAsymmetry = 0.05, kAsymmetryGrowth = 30;
constexpr double kMissingWork = 0.02, kMissingWorkGrowth = 10;
constexpr double kStressNoise = 10;  // GPa for each eV/Å

}  // namespace

double ElasticResponse::Stiffness() const {
  return (plus.stress[mode] - minus.stress[mode]) / (2 * strain) / kBarPerGpa;
}

double ElasticResponse::Asymmetry() const {
  double largest = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    largest = std::max(largest, std::abs(plus.stress[i] + minus.stress[i] -
                                         2 * base.stress[i]));
  }
  return largest / (2 * strain) / kBarPerGpa;
}

double ElasticResponse::MissingWork() const {
  double largest = 0;
  for (const int sign : {1, -1}) {
    const Relaxed& side = sign > 0 ? plus : minus;
    const double work = volume * sign * strain / 2 *
                        (side.stress[mode] + base.stress[mode]) /
                        kEvPerCubicAngstromToBar;
    largest = std::max(largest, std::abs(side.energy - base.energy - work));
  }
  return largest / (volume * strain * strain) * kEvPerCubicAngstromToBar /
         kBarPerGpa;
}

bool IsElastic(const ElasticResponse& response, double least_stiffness,
               double force_tolerance) {
  const double e = response.strain;
  const double stiffness =
      std::max(std::abs(response.Stiffness()), least_stiffness);
  const double noise = kStressNoise * force_tolerance / (2 * e);
  return response.Asymmetry() <=
             (kAsymmetry + kAsymmetryGrowth * e) * stiffness + noise &&
         response.MissingWork() <=
             (kMissingWork + kMissingWorkGrowth * e) * stiffness + noise;
}

}  // namespace lehr::md
