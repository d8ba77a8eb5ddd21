#include "client/plot/figure_kinds.h"

#include <algorithm>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "client/plot/curve_figure.h"
#include "client/plot/measured_curves.h"
#include "client/plot/parameter_figure.h"
#include "client/plot/step_figure.h"
#include "proto/support/nearest_name.h"

namespace lehr::client {
namespace {

// Symbols are gnuplot's enhanced text.
absl::StatusOr<Figure> DeltaE(const SweepData& data) {
  static constexpr Quantity kQuantities[] = {
      {"delta_potential_energy", "Δ{/:Italic E}", true},
      {"delta_inherent_structure_energy", "Δ{/:Italic E}_{IS}", true}};
  return ParameterFigure(data, kQuantities);
}

absl::StatusOr<Figure> Strength(const SweepData& data) {
  static constexpr Quantity kQuantities[] = {{"yield_stress", "{/:Italic σ}_y"},
                                             {"flow_stress", "{/:Italic σ}_f"},
                                             {"stress_drop", "Δ{/:Italic σ}"}};
  return ParameterFigure(data, kQuantities);
}

absl::StatusOr<Figure> Moduli(const SweepData& data) {
  static constexpr Quantity kQuantities[] = {
      {"young_modulus", "{/:Italic E}"},
      {"shear_modulus", "{/:Italic G}"},
      {"isothermal_young_modulus", "{/:Italic E_T}"},
      {"isothermal_shear_modulus", "{/:Italic G_T}"}};
  return ParameterFigure(data, kQuantities);
}

absl::StatusOr<Figure> Classes(const SweepData& data) {
  static constexpr Quantity kQuantities[] = {
      {"solid_like", "solid-like"},
      {"transition", "transition"},
      {"liquid_like", "liquid-like"},
      {"icosahedra_Cu", "⟨0,0,12,0⟩ of Cu"}};
  return ParameterFigure(data, kQuantities);
}

absl::StatusOr<Figure> Mro(const SweepData& data) {
  static constexpr Quantity kQuantities[] = {
      {"mro_size_mean", "mean MRO size"}, {"mro_size_max", "largest MRO size"}};
  return ParameterFigure(data, kQuantities);
}

absl::StatusOr<Figure> FreeVolume(const SweepData& data) {
  static constexpr Quantity kQuantities[] = {
      {"free_volume_fraction", "free volume {/:Italic v}_f"},
      {"density", "density {/:Italic ρ}"}};
  return ParameterFigure(data, kQuantities);
}

absl::StatusOr<Figure> SAtoms(const SweepData& data) {
  static constexpr Quantity kQuantities[] = {
      {"s_atoms", "fraction of S-atoms"},
      {"s_cluster_max", "largest S cluster"}};
  return ParameterFigure(data, kQuantities);
}

absl::StatusOr<Figure> Creep(const SweepData& data) {
  static constexpr Quantity kQuantities[] = {
      {"creep_rate", "creep rate"},
      {"creep_strain", "creep strain"},
      {"residual_strain", "residual strain"}};
  return ParameterFigure(data, kQuantities);
}

absl::StatusOr<Figure> StressStrain(const SweepData& data) {
  return CurveFigure(data, {"stress_strain",
                            {"strain {/:Italic ε}", "strain", "%"},
                            {"true stress {/:Italic σ}", "stress", "GPa"},
                            StressStrainCurve});
}

absl::StatusOr<Figure> EquivalentStrain(const SweepData& data) {
  return CurveFigure(
      data, {"creep",
             {"time {/:Italic t}", "time", "ps"},
             {"equivalent strain {/:Italic ε}_e", "equivalent_strain", "%"},
             CreepCurve});
}

absl::StatusOr<Figure> PairDistribution(const SweepData& data) {
  return CurveFigure(data, {"pair_distribution",
                            {"{/:Italic r}", "r", "Å"},
                            {"{/:Italic g}({/:Italic r})", "g", "1"},
                            PairDistributionCurve});
}

absl::StatusOr<Figure> StructureFactor(const SweepData& data) {
  return CurveFigure(data, {"structure_factor",
                            {"{/:Italic q}", "q", "1/Å"},
                            {"{/:Italic S}({/:Italic q})", "S", "1"},
                            StructureFactorCurve});
}

constexpr FigureKind kKinds[] = {
    {"delta_e", "Change of the potential energy by the treatments", "2",
     "energy", DeltaE, ""},
    {"stress_strain", "Tension after the treatments", "3a, 7a, 14a",
     "stress_strain", StressStrain, "yield_stress"},
    {"strength", "Yield stress, flow stress and stress drop", "Tables 1 to 3",
     "stress_strain", Strength, ""},
    {"moduli", "Young's modulus and shear modulus", "4, 9, 15", "elastic",
     Moduli, ""},
    {"classes", "Classes of atomic packing and full icosahedra", "5, 11, 16",
     "structure", Classes, ""},
    {"mro", "Clusters of interpenetrating icosahedra, in atoms", "6, 12, 17",
     "structure", Mro, ""},
    {"free_volume", "Free volume and density", "6, 12, 17", "structure",
     FreeVolume, ""},
    {"s_atoms", "Atoms that have moved by shear, and their largest cluster",
     "8", "local_strain", SAtoms, ""},
    {"equivalent_strain", "Strain under constant stress, and its recovery",
     "10", "creep", EquivalentStrain, "creep_strain"},
    {"creep", "Creep rate, creep strain and what is left of it", "10", "creep",
     Creep, ""},
    {"localization", "Five-fold symmetry during deformation", "13", "structure",
     LocalizationFigure, ""},
    {"energy", "Potential energy on the way", "2c", "energy",
     EnergyHistoryFigure, ""},
    {"glass_transition", "Volume while cooling, and the glass transition", "",
     "glass_transition", GlassTransitionFigure, "glass_transition_temperature"},
    {"pair_distribution", "Pair distribution function", "", "pair_distribution",
     PairDistribution, "first_peak"},
    {"structure_factor", "Structure factor", "", "structure_factor",
     StructureFactor, "first_peak_q"}};

}  // namespace

std::span<const FigureKind> FigureKinds() { return kKinds; }

std::vector<std::string> FigureKindNames() {
  std::vector<std::string> names;
  for (const FigureKind& kind : kKinds) names.emplace_back(kind.name);
  return names;
}

bool HasFigure(const SweepData& data, const FigureKind& kind) {
  if (kind.shown_by.empty()) return kind.make(data).ok();
  return !UnitOf(data, kind.shown_by).empty() && !data.steps().empty();
}

absl::StatusOr<Figure> MakeFigure(const SweepData& data,
                                  const std::string& name) {
  const auto kind =
      std::find_if(std::begin(kKinds), std::end(kKinds),
                   [&](const FigureKind& other) { return other.name == name; });
  if (kind == std::end(kKinds)) {
    const std::string near = NearestName(name, FigureKindNames());
    return absl::InvalidArgumentError(absl::StrFormat(
        "KIND: expected a kind of figure (`lehr plot --help` lists them), "
        "found \"%s\"%s",
        name, near.empty() ? "" : ": did you mean \"" + near + "\"?"));
  }
  auto figure = kind->make(data);
  if (!figure.ok() && absl::IsNotFound(figure.status())) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "sweep %d (%s): %s: %s: the sweep has to `measure: [%s]`",
        data.sweep().sweep().sweep_id(), data.sweep().sweep().name(), name,
        std::string(figure.status().message()), std::string(kind->measure)));
  }
  if (!figure.ok()) return figure;
  figure->kind = name;
  figure->caption = std::string(kind->caption);
  return figure;
}

}  // namespace lehr::client
