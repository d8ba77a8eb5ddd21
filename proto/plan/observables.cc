#include "proto/plan/observables.h"

#include <vector>

#include <absl/strings/str_format.h>

namespace lehr::plan {
namespace {

// Those whose names do not depend on the elements.
std::vector<ObservableKind> StructureObservables() {
  constexpr auto kStructure = v1::Measurement::kStructure;
  constexpr auto kPairDistribution = v1::Measurement::kPairDistribution;
  constexpr auto kStructureFactor = v1::Measurement::kStructureFactor;
  constexpr auto kLocalStrain = v1::Measurement::kLocalStrain;
  return {
      {kStructure, "coordination_number", "1"},
      {kStructure, "icosahedra", "1"},
      {kStructure, "class_1", "1"},
      {kStructure, "class_2", "1"},
      {kStructure, "class_3", "1"},
      {kStructure, "class_4", "1"},
      {kStructure, "class_5", "1"},
      {kStructure, "class_6", "1"},
      {kStructure, "solid_like", "1"},
      {kStructure, "transition", "1"},
      {kStructure, "liquid_like", "1"},
      {kStructure, "mro_size_mean", "1"},
      {kStructure, "mro_size_weighted", "1"},
      {kStructure, "mro_size_max", "1"},
      {kStructure, "mro_clusters", "1"},
      {kStructure, "mro_bonds", "1"},
      {kStructure, "free_volume_fraction", "1"},
      {kStructure, "cell_density", "g/cm^3"},
      {kStructure, "five_fold_symmetry", "1"},
      {kPairDistribution, "first_peak", "A"},
      {kPairDistribution, "first_minimum", "A"},
      {kStructureFactor, "first_peak_q", "1/A"},
      {kLocalStrain, "s_atoms", "1"},
      {kLocalStrain, "s_cluster_max", "1"},
      {kLocalStrain, "s_clusters", "1"},
      {kLocalStrain, "s_cluster_mean", "1"},
      {kLocalStrain, "strain_mean", "1"},
      {kLocalStrain, "strain_localization", "1"},
      {kLocalStrain, "strain_top_decile", "1"},
      {kLocalStrain, "strain_banded", "1"},
      {kLocalStrain, "displacement_squared", "A^2"},
  };
}

std::vector<ObservableKind> AllObservables() {
  constexpr auto kEnergy = v1::Measurement::kEnergy;
  constexpr auto kElastic = v1::Measurement::kElastic;
  constexpr auto kStressStrain = v1::Measurement::kStressStrain;
  constexpr auto kModulus = v1::Measurement::kModulus;
  constexpr auto kGlassTransition = v1::Measurement::kGlassTransition;
  constexpr auto kCreep = v1::Measurement::kCreep;
  constexpr auto kReplicaOverlap = v1::Measurement::kReplicaOverlap;
  std::vector<ObservableKind> all = {
      {kEnergy, "potential_energy", "eV/atom"},
      {kEnergy, "inherent_structure_energy", "eV/atom"},
      {kEnergy, "temperature", "K"},
      {kEnergy, "volume_per_atom", "A^3"},
      {kEnergy, "density", "g/cm^3"},
      {kEnergy, "pressure", "GPa"},
      {kElastic, "young_modulus", "GPa"},
      {kElastic, "shear_modulus", "GPa"},
      {kElastic, "bulk_modulus", "GPa"},
      {kElastic, "poisson_ratio", "1"},
      {kElastic, "bulk_modulus_reuss", "GPa"},
      {kElastic, "shear_modulus_reuss", "GPa"},
      {kElastic, "bulk_modulus_hill", "GPa"},
      {kElastic, "shear_modulus_hill", "GPa"},
      {kElastic, "anisotropy", "1"},
      {kElastic, "elastic_rearrangements", "1"},
      {kElastic, "elastic_restarts", "1"},
      {kElastic, "elastic_test_strain", "1"},
      {kStressStrain, "yield_stress", "GPa"},
      {kStressStrain, "flow_stress", "GPa"},
      {kStressStrain, "stress_drop", "GPa"},
      {kStressStrain, "yield_strain", "1"},
      {kStressStrain, "tangent_modulus", "GPa"},
      {kStressStrain, "yield_stress_engineering", "GPa"},
      {kStressStrain, "flow_stress_engineering", "GPa"},
      {kStressStrain, "stress_drop_engineering", "GPa"},
      {kModulus, "isothermal_young_modulus", "GPa"},
      {kModulus, "isothermal_shear_modulus", "GPa"},
      {kGlassTransition, "glass_transition_temperature", "K"},
      {kGlassTransition, "glass_transition_temperature_energy", "K"},
      {kGlassTransition, "glass_expansion", "1/K"},
      {kGlassTransition, "liquid_expansion", "1/K"},
      {kCreep, "elastic_strain", "1"},
      {kCreep, "creep_strain", "1"},
      {kCreep, "creep_rate", "%/ns"},
      {kCreep, "peak_stress", "GPa"},
      {kCreep, "elastic_recovery", "1"},
      {kCreep, "anelastic_recovery", "1"},
      {kCreep, "residual_strain", "1"},
      {kReplicaOverlap, "replica_overlap", "1"},
  };
  for (const ObservableKind& kind : StructureObservables()) all.push_back(kind);
  // C_ij in Voigt's notation; the tensor is symmetric.
  for (int i = 1; i <= 6; ++i) {
    for (int j = i; j <= 6; ++j) {
      all.push_back({kElastic, absl::StrFormat("c%d%d", i, j), "GPa"});
    }
  }
  return all;
}

}  // namespace

std::span<const ObservableKind> Observables() {
  static const auto& all = *new std::vector<ObservableKind>(AllObservables());
  return all;
}

std::optional<int> ObservableNumber(std::string_view name) {
  const auto all = Observables();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].name == name) return static_cast<int>(i);
  }
  return std::nullopt;
}

bool Produces(const v1::Measurement& measurement, int observable) {
  const ObservableKind& kind =
      Observables()[static_cast<std::size_t>(observable)];
  if (measurement.kind_case() != kind.measurement) return false;
  const bool shear =
      measurement.modulus().shear() != v1::SHEAR_PLANE_UNSPECIFIED;
  if (kind.name == "isothermal_young_modulus") return !shear;
  if (kind.name == "isothermal_shear_modulus") return shear;
  return true;
}

}  // namespace lehr::plan
