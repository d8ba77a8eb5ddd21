#include "server/core/work_cost.h"

#include <algorithm>
#include <cmath>

namespace lehr::server {
namespace {

constexpr std::string_view kDynamics = "dynamics";
constexpr std::string_view kFastDynamics = "dynamics_fast";

// Of a segment, until one was measured [s]: some commits to the disk.
constexpr double kUsualOverhead = 0.02;

// Of the inherent structure behind an energy, which its plan leaves out.
constexpr std::int64_t kInherentEvaluations = 200;

// A mean forgets what lies further back than about this [s], so that it follows
// a machine that becomes busier.
constexpr double kMostWeight = 120;
// One measurement counts for no more than this [s].
constexpr double kMostWeightOfOne = 30;
// Means of less than this are not defended against outliers [s]: a calibration.
constexpr double kEstablished = 2;
constexpr double kMostFactor = 2;

std::string_view StructureKind(v1::StructureState configuration,
                               std::string_view inherent,
                               std::string_view instantaneous) {
  return configuration == v1::STRUCTURE_STATE_INSTANTANEOUS ? instantaneous
                                                            : inherent;
}

std::string_view KindOf(const v1::Measurement& measurement) {
  switch (measurement.kind_case()) {
    case v1::Measurement::kEnergy:
      return measurement.energy().dynamics().precision() == v1::PRECISION_FAST
                 ? "energy_fast"
                 : "energy";
    case v1::Measurement::kElastic:
      return "elastic";
    case v1::Measurement::kStructure:
      return StructureKind(measurement.structure().configuration(), "structure",
                           "structure_instantaneous");
    case v1::Measurement::kPairDistribution:
      return StructureKind(measurement.pair_distribution().configuration(),
                           "pairs", "pairs_instantaneous");
    case v1::Measurement::kStructureFactor:
      return StructureKind(measurement.structure_factor().configuration(),
                           "pairs", "pairs_instantaneous");
    case v1::Measurement::kLocalStrain:
      return StructureKind(measurement.local_strain().configuration(),
                           "local_strain", "local_strain_instantaneous");
    default:
      return "instant";  // reads curves, or compares positions once
  }
}

// How many units of dynamics a unit of the kind takes, until it was measured.
// CPU times with CuZr_mm.eam.fs and 720 to 1,440 atoms of Cu64Zr36: an
// evaluation of a minimization takes 1.05 steps; an inherent structure took 100
// evaluations of an annealed glass and 330 to 470 of one quenched at 1000 K/ps
// and more, where 100 are planned; elastic constants 570 to 780 where 800 are;
// Voronoi cells then take 12 steps, g(r) 5, S(q) 8, local strain 2.
double UsualFactor(std::string_view kind) {
  static const auto& factors = *new std::map<std::string_view, double>{
      {"energy", 1},         {"energy_fast", 0.5},
      {kFastDynamics, 0.5},  // half of the bytes, twice the lanes
      {"elastic", 0.9},      {"minimize", 2.2},
      {"structure", 2.2},    {"structure_instantaneous", 12},
      {"pairs", 2.2},        {"pairs_instantaneous", 7},
      {"local_strain", 2.1}, {"local_strain_instantaneous", 2},
      {"instant", 0},
  };
  const auto found = factors.find(kind);
  return found == factors.end() ? 1 : found->second;
}

}  // namespace

std::string_view DynamicsCostKind(v1::Precision precision) {
  return precision == v1::PRECISION_FAST ? kFastDynamics : kDynamics;
}

std::string_view CostKindOf(const v1::Work& work) {
  if (work.has_measurement()) return KindOf(work.measurement());
  const v1::Law& law = work.advance().law();
  if (law.has_dynamics()) return DynamicsCostKind(law.dynamics().precision());
  return law.has_minimize() ? "minimize" : "instant";
}

double CostUnits(const v1::Work& work, std::int64_t atoms, std::int64_t steps) {
  if (work.measurement().has_energy()) steps += kInherentEvaluations;
  return static_cast<double>(std::max<std::int64_t>(atoms, 1)) *
         static_cast<double>(std::max<std::int64_t>(steps, 1));
}

CostMean Refine(const std::optional<CostMean>& before, double seconds,
                double measured_for) {
  const double weight = std::min(measured_for, kMostWeightOfOne);
  if (!before.has_value() || before->seconds <= 0) return {seconds, weight};
  const double old = before->seconds;
  if (before->weight_seconds >= kEstablished) {
    seconds = std::clamp(seconds, old / kMostFactor, old * kMostFactor);
  }
  const double sum = before->weight_seconds + weight;
  return {std::lerp(old, seconds, weight / sum), std::min(sum, kMostWeight)};
}

void WorkCosts::Add(std::string_view kind, std::int64_t atoms, double seconds) {
  measured_[std::string(kind)][std::log(static_cast<double>(atoms))] = seconds;
}

bool WorkCosts::has_dynamics() const {
  return measured_.contains(kDynamics) || measured_.contains(kFastDynamics);
}

std::optional<double> WorkCosts::SecondsOf(const v1::Work& work,
                                           std::int64_t atoms,
                                           std::int64_t steps) const {
  const std::string_view kind = CostKindOf(work);
  std::optional<double> per_unit = PerUnit(kind, atoms);
  if (!per_unit.has_value()) {
    const auto dynamics = PerUnit(kDynamics, atoms);
    const auto fast = PerUnit(kFastDynamics, atoms);
    if (!dynamics.has_value() && !fast.has_value()) return std::nullopt;
    per_unit =
        UsualFactor(kind) *
        (dynamics.has_value() ? *dynamics : *fast / UsualFactor(kFastDynamics));
  }
  return PerUnit(kOverheadKind, atoms).value_or(kUsualOverhead) +
         *per_unit * CostUnits(work, atoms, steps);
}

std::optional<double> WorkCosts::PerUnit(std::string_view kind,
                                         std::int64_t atoms) const {
  const auto found = measured_.find(kind);
  if (found == measured_.end()) return std::nullopt;
  const BySize& sizes = found->second;
  const double size =
      std::log(static_cast<double>(std::max<std::int64_t>(atoms, 1)));
  const auto above = sizes.lower_bound(size);
  if (above == sizes.end()) return sizes.rbegin()->second;
  if (above == sizes.begin()) return above->second;
  const auto below = std::prev(above);
  const double share = (size - below->first) / (above->first - below->first);
  return std::lerp(below->second, above->second, share);
}

}  // namespace lehr::server
