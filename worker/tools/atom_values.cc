#include "worker/tools/atom_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <utility>

#include "lehr/md/analysis/local_strain.h"
#include "lehr/md/analysis/voronoi.h"
#include "proto/support/rpc_status.h"
#include "worker/tools/evaluation.h"
#include "worker/tools/structure_columns.h"

namespace lehr::worker {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

template <typename T>
md::formats::AtomColumn Column(std::string name, const std::vector<T>& values) {
  return {std::move(name), 1, {values.begin(), values.end()}};
}

absl::Status AddStrain(const md::State& state, const ValueSources& sources,
                       AtomValues* values) {
  md::analysis::LocalStrainOptions options;
  options.cutoff = sources.cutoff;
  options.threads = sources.threads;
  const auto strain =
      md::analysis::AnalyzeLocalStrain(*sources.reference, state, options);
  if (!strain.ok()) return strain.status();
  if (sources.columns.strain) {
    auto& columns = values->columns;
    columns.push_back(Column("eta_Mises", strain->von_mises));
    columns.push_back(Column("eta_hydrostatic", strain->hydrostatic));
    columns.push_back(Column("d2min", strain->d2min));
    columns.push_back(Column("d2min_per_neighbor", strain->d2min_per_neighbor));
    columns.push_back(Column("neighbors", strain->neighbors));
    columns.push_back(Column("measured", strain->measured));
  }
  if (sources.coloring != Coloring::kStrain) return absl::OkStatus();
  values->colors = strain->von_mises;
  for (std::size_t i = 0; i < values->colors.size(); ++i) {
    if (strain->measured[i] == 0) values->colors[i] = kNone;
  }
  return absl::OkStatus();
}

absl::Status AddEnergies(const md::State& state, const ValueSources& sources,
                         AtomValues* values) {
  const auto potential = MakePotential(*sources.potential, state.elements);
  if (!potential.ok()) return potential.status();
  auto evaluation =
      Evaluate(**potential, state, sources.threads, md::Precision::kReference);
  if (!evaluation.ok()) return evaluation.status();
  if (sources.coloring == Coloring::kEnergy) {
    values->colors = evaluation->atom_energies;
  }
  if (sources.columns.energy) {
    values->columns.push_back(
        {"energies", 1, std::move(evaluation->atom_energies)});
  }
  return absl::OkStatus();
}

absl::Status AddStructure(const md::State& state, const ValueSources& sources,
                          AtomValues* values) {
  double surface_distance = md::analysis::VoronoiOptions().surface_distance;
  if (sources.potential != nullptr) {
    const auto potential = MakePotential(*sources.potential, state.elements);
    if (!potential.ok()) return potential.status();
    surface_distance = (*potential)->cutoff();
  }
  auto columns = StructureColumns(state, surface_distance, sources.threads);
  if (!columns.ok()) return Annotate(columns.status(), "structure");
  std::move(columns->begin(), columns->end(),
            std::back_inserter(values->columns));
  return absl::OkStatus();
}

// Index of the element of each atom in `elements`.
std::vector<double> ElementIndices(const md::State& state,
                                   const std::vector<std::string>& elements) {
  std::vector<double> indices;
  indices.reserve(state.atoms.size());
  for (const std::int32_t species : state.atoms.species) {
    const auto found =
        std::find(elements.begin(), elements.end(),
                  state.elements[static_cast<std::size_t>(species)]);
    indices.push_back(found == elements.end()
                          ? kNone
                          : static_cast<double>(found - elements.begin()));
  }
  return indices;
}

}  // namespace

std::optional<Coloring> ColoringOf(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Coloring>, 4> kNames = {
      {{"strain", Coloring::kStrain},
       {"element", Coloring::kElement},
       {"energy", Coloring::kEnergy},
       {"none", Coloring::kNone}}};
  for (const auto& [known, coloring] : kNames) {
    if (known == name) return coloring;
  }
  return std::nullopt;
}

absl::StatusOr<AtomValues> ValuesOf(const md::State& state,
                                    const ValueSources& sources) {
  AtomValues values;
  values.colors.assign(state.atoms.size(), kNone);
  if (sources.coloring == Coloring::kElement) {
    values.colors = ElementIndices(state, sources.elements);
  }
  if (sources.columns.strain || sources.coloring == Coloring::kStrain) {
    absl::Status added = AddStrain(state, sources, &values);
    if (!added.ok()) return added;
  }
  if (sources.columns.structure) {
    absl::Status added = AddStructure(state, sources, &values);
    if (!added.ok()) return added;
  }
  if (sources.columns.energy || sources.coloring == Coloring::kEnergy) {
    absl::Status added = AddEnergies(state, sources, &values);
    if (!added.ok()) return added;
  }
  return values;
}

ValueSummary Summarize(const std::vector<double>& values) {
  ValueSummary summary;
  double sum = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    if (summary.count == 0) summary.minimum = summary.maximum = value;
    summary.minimum = std::min(summary.minimum, value);
    summary.maximum = std::max(summary.maximum, value);
    sum += value;
    ++summary.count;
  }
  if (summary.count > 0) sum /= static_cast<double>(summary.count);
  summary.mean = sum;
  return summary;
}

}  // namespace lehr::worker
