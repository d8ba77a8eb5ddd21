#include "worker/tools/structure_columns.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numbers>
#include <string>
#include <utility>

#include "lehr/md/analysis/element_radii.h"
#include "lehr/md/analysis/five_fold.h"
#include "lehr/md/analysis/packing_classes.h"
#include "lehr/md/analysis/voronoi.h"

namespace lehr::worker {
namespace {

using md::analysis::Voronoi;
using md::analysis::VoronoiIndex;
using md::formats::AtomColumn;

// Makes columns from a function of the atom's number.
class Columns {
 public:
  explicit Columns(std::size_t atoms) : atoms_(atoms) {}

  void Add(std::string name, const std::function<double(std::size_t)>& value) {
    AtomColumn column{std::move(name), 1, std::vector<double>(atoms_)};
    for (std::size_t i = 0; i < atoms_; ++i) column.values[i] = value(i);
    columns_.push_back(std::move(column));
  }

  std::vector<AtomColumn> Take() { return std::move(columns_); }

 private:
  const std::size_t atoms_;
  std::vector<AtomColumn> columns_;
};

// As md::analysis::ComputeFreeVolume: V_Voronoi − 4/3 π R³.
double FreeVolumeOf(const Voronoi& voronoi, std::size_t i) {
  const double radius =
      voronoi.radii[static_cast<std::size_t>(voronoi.species[i])];
  return voronoi.volumes[i] -
         4.0 / 3.0 * std::numbers::pi * radius * radius * radius;
}

void AddIndices(const Voronoi& voronoi, Columns* columns) {
  const std::pair<const char*, std::int32_t VoronoiIndex::*> members[] = {
      {"n3", &VoronoiIndex::n3},
      {"n4", &VoronoiIndex::n4},
      {"n5", &VoronoiIndex::n5},
      {"n6", &VoronoiIndex::n6},
      {"n7plus", &VoronoiIndex::n7_or_more}};
  for (const auto& [name, member] : members) {
    columns->Add(name, [&, at = member](std::size_t i) {
      return static_cast<double>(voronoi.indices[i].*at);
    });
  }
}

}  // namespace

absl::StatusOr<std::vector<AtomColumn>> StructureColumns(
    const md::State& state, double surface_distance, int threads) {
  using md::analysis::PackingTable;
  md::analysis::VoronoiOptions options;
  options.surface_distance = surface_distance;
  options.threads = threads;
  const auto computed = md::analysis::ComputeVoronoi(state, options);
  if (!computed.ok()) return computed.status();
  const Voronoi& voronoi = *computed;
  const auto classes =
      md::analysis::ClassifyPacking(
          voronoi, PackingTable::Default(md::analysis::PackingRank::kFourEdged))
          .classes;
  Columns columns(voronoi.size());
  columns.Add("cell_volume", [&](std::size_t i) { return voronoi.volumes[i]; });
  columns.Add("free_volume",
              [&](std::size_t i) { return FreeVolumeOf(voronoi, i); });
  columns.Add("coordination", [&](std::size_t i) {
    return static_cast<double>(voronoi.coordination(i));
  });
  AddIndices(voronoi, &columns);
  columns.Add("packing_class", [&](std::size_t i) { return classes[i]; });
  columns.Add("f5", [&](std::size_t i) {
    return md::analysis::FiveFoldOf(voronoi.indices[i]);
  });
  columns.Add("icosahedral", [&](std::size_t i) {
    const bool full = voronoi.indices[i] == md::analysis::kIcosahedron;
    return full && voronoi.counted(i) ? 1 : 0;
  });
  columns.Add("surface",
              [&](std::size_t i) { return voronoi.counted(i) ? 0 : 1; });
  return columns.Take();
}

bool HasRadii(const md::State& state) {
  return md::analysis::RadiiOf(state.elements, state.atoms.species,
                               md::analysis::DefaultRadii())
      .ok();
}

}  // namespace lehr::worker
