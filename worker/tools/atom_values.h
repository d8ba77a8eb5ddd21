#ifndef LEHR_WORKER_TOOLS_ATOM_VALUES_H_
#define LEHR_WORKER_TOOLS_ATOM_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/formats/extended_xyz.h"
#include "lehr/md/state.h"
#include "worker/tools/column_choice.h"
#include "worker/tools/potential_source.h"

namespace lehr::worker {

// What the atoms of a picture are colored by.
enum class Coloring { kStrain, kElement, kEnergy, kNone };

// "strain", "element", "energy", "none".
std::optional<Coloring> ColoringOf(std::string_view name);

// What quantities of atoms are made from; what is null or empty is not there.
struct ValueSources {
  Coloring coloring = Coloring::kStrain;
  ColumnChoice columns = {};
  const md::State* reference = nullptr;
  double cutoff = 3.8;  // of strains, as md::analysis::LocalStrainOptions [Å]
  const PotentialSource* potential = nullptr;
  // The elements that colors are given to, in order.
  std::vector<std::string> elements = {};
  int threads = 1;
};

// AtomValues are quantities of each atom of one state.
struct AtomValues {
  // [N] what colors the atom: η_Mises, index of its element, or potential
  // energy [eV]; not a number for one that has none.
  std::vector<double> colors;
  // What was chosen. Strain: eta_Mises, eta_hydrostatic, d2min [Å²],
  // d2min_per_neighbor [Å²], neighbors, measured (1, or 0 for an atom without
  // strain). Structure: see StructureColumns; surfaces are as deep as the
  // potential reaches, or 6.5 Å without one. Energy: energies [eV].
  std::vector<md::formats::AtomColumn> columns;
};

// The values of `state`. Strain needs the reference and energy the potential,
// for colors and columns: the caller sees to it. Errors as
// md::analysis::AnalyzeLocalStrain, MakePotential, Evaluate and
// StructureColumns.
absl::StatusOr<AtomValues> ValuesOf(const md::State& state,
                                    const ValueSources& sources);

// Of the numbers among `values`.
struct ValueSummary {
  std::int64_t count = 0;
  double minimum = 0;
  double maximum = 0;
  double mean = 0;
};
ValueSummary Summarize(const std::vector<double>& values);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_ATOM_VALUES_H_
