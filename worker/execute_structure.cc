#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_format.h>

#include "lehr/md/analysis/five_fold.h"
#include "lehr/md/analysis/free_volume.h"
#include "lehr/md/analysis/icosahedral_order.h"
#include "lehr/md/analysis/packing_classes.h"
#include "lehr/md/analysis/voronoi.h"
#include "worker/curve.h"
#include "worker/element_order.h"
#include "worker/execute_measurement.h"
#include "worker/observables.h"
#include "worker/preparation.h"

namespace lehr::worker {
namespace {

using md::analysis::Voronoi;

absl::StatusOr<md::analysis::PackingTable> TableOf(
    const v1::StructureMeasurement& measurement) {
  using md::analysis::PackingRank;
  using md::analysis::PackingTable;
  if (!measurement.classes_table().empty()) {
    return PackingTable::Parse(measurement.classes_table(), "classes_table");
  }
  switch (measurement.rank()) {
    case v1::PACKING_RANK_GAPS:
      return PackingTable::Default(PackingRank::kFourEdged);
    case v1::PACKING_RANK_EXISTING:
      return PackingTable::Default(PackingRank::kExisting);
    default:
      return absl::InvalidArgumentError(
          absl::StrFormat("structure.rank: expected gaps or existing, found %d",
                          static_cast<int>(measurement.rank())));
  }
}

md::analysis::VoronoiOptions OptionsOf(
    const v1::StructureMeasurement& measurement, const Task& task) {
  md::analysis::VoronoiOptions options;
  options.radii.clear();
  for (const v1::ElementRadius& radius : measurement.radii()) {
    options.radii[radius.element()] = radius.radius_angstrom();
  }
  options.face_area_rel = measurement.face_area_rel();
  options.edge_abs = measurement.edge_abs_angstrom();
  // Who plans for a state without a material does not know the cutoff.
  options.surface_distance = measurement.surface_margin_angstrom() > 0
                                 ? measurement.surface_margin_angstrom()
                                 : task.interaction.potential->cutoff();
  options.threads = task.threads;
  return options;
}

// Reads the cells of one state.
class Reader {
 public:
  Reader(const Voronoi& voronoi, Outcome* outcome)
      : voronoi_(voronoi),
        means_(md::analysis::MeansOf(voronoi)),
        outcome_(outcome) {
    for (const std::size_t e : AlphabeticalOrder(voronoi.elements)) {
      if (means_[e].atoms > 0) elements_.push_back(e);
    }
  }

  void AddIndices() {
    const auto counts = md::analysis::CountIcosahedra(voronoi_);
    Add("coordination_number", means_.back().coordination);
    // The same of every element.
    Add("icosahedra", counts.front().any_centre_of_all);
    for (const std::size_t e : elements_) {
      const std::string& name = voronoi_.elements[e];
      Add("icosahedra_" + name, counts[e].of_element);
      Add("icosahedra_" + name + "_of_all", counts[e].of_all);
      Add("coordination_number_" + name, means_[e].coordination);
      Add("cell_volume_" + name, means_[e].volume, "A^3");
    }
  }

  void AddClasses(const md::analysis::PackingTable& table) {
    const auto fractions =
        md::analysis::ClassifyPacking(voronoi_, table).fractions.back();
    for (std::size_t k = 0; k < fractions.classes.size(); ++k) {
      Add(absl::StrFormat("class_%d", k + 1), fractions.classes[k]);
    }
    Add("solid_like", fractions.solid_like());
    Add("transition", fractions.transition());
    Add("liquid_like", fractions.liquid_like());
  }

  void AddClusters() {
    const auto order = md::analysis::FindIcosahedralOrder(voronoi_);
    Add("mro_size_mean", order.atoms.number_average);
    Add("mro_size_weighted", order.atoms.weight_average);
    Add("mro_size_max", static_cast<double>(order.atoms.maximum));
    Add("mro_clusters", static_cast<double>(order.clusters));
    Add("mro_bonds", static_cast<double>(order.bonds));
  }

  void AddFreeVolume(const md::analysis::FreeVolume& free) {
    Add("free_volume_fraction", free.volumes.back().fraction);
    Add("cell_density", free.density, "g/cm^3");
    for (const std::size_t e : elements_) {
      const std::string& name = voronoi_.elements[e];
      const md::analysis::FreeVolumes& volumes = free.volumes[e];
      Add("free_volume_p05_" + name, volumes.percentile_5, "A^3");
      Add("free_volume_p50_" + name, volumes.percentile_50, "A^3");
      Add("free_volume_p95_" + name, volumes.percentile_95, "A^3");
    }
  }

  void AddFiveFold() {
    const auto symmetry = md::analysis::FiveFoldSymmetry(voronoi_);
    Add("five_fold_symmetry", symmetry.back());
    for (const std::size_t e : elements_) {
      Add("five_fold_symmetry_" + voronoi_.elements[e], symmetry[e]);
    }
  }

  void AddCurve() {
    const auto frequent = md::analysis::MostFrequentIndices(voronoi_);
    std::array<std::vector<double>, 8> columns;
    for (std::size_t k = 0; k < elements_.size(); ++k) {
      for (const auto& [index, count, fraction] : frequent[elements_[k]]) {
        const std::array<double, 8> row = {
            static_cast<double>(index.n3),
            static_cast<double>(index.n4),
            static_cast<double>(index.n5),
            static_cast<double>(index.n6),
            static_cast<double>(index.n7_or_more),
            static_cast<double>(k),
            static_cast<double>(count),
            fraction};
        for (std::size_t c = 0; c < row.size(); ++c)
          columns[c].push_back(row[c]);
      }
    }
    constexpr std::array<const char*, 8> kNames = {
        "n3", "n4", "n5", "n6", "n7plus", "element", "count", "fraction"};
    outcome_->curve.emplace();
    for (std::size_t c = 0; c < columns.size(); ++c) {
      AddColumn(kNames[c], "1", &*outcome_->curve, columns[c]);
    }
  }

 private:
  void Add(std::string name, double value, std::string unit = "1") {
    outcome_->observables.push_back(
        MakeObservable(std::move(name), std::move(unit), value));
  }

  const Voronoi& voronoi_;
  // Of each element, then of all.
  const std::vector<md::analysis::VoronoiMeans> means_;
  // Those that have cells, in alphabetical order.
  std::vector<std::size_t> elements_;
  Outcome* const outcome_;
};

}  // namespace

absl::StatusOr<Outcome> MeasureStructure(
    const v1::StructureMeasurement& measurement, Task task) {
  const auto table = TableOf(measurement);
  if (!table.ok()) return table.status();
  const md::analysis::VoronoiOptions options = OptionsOf(measurement, task);
  Preparation preparation(measurement.configuration(),
                          measurement.force_tolerance_ev_per_angstrom(), 1,
                          task);
  if (absl::Status ready = preparation.Bring(&task.start); !ready.ok()) {
    return ready;
  }
  const auto voronoi = md::analysis::ComputeVoronoi(task.start, options);
  if (!voronoi.ok()) return voronoi.status();
  if (absl::Status wanted = StillWanted(task); !wanted.ok()) return wanted;
  // Cores are as large as the cells were made for.
  const auto free =
      md::analysis::ComputeFreeVolume(task.start, *voronoi, options.radii);
  if (!free.ok()) return free.status();

  Outcome outcome;
  outcome.atoms = static_cast<std::int64_t>(task.start.atoms.size());
  outcome.steps_taken = preparation.evaluations();
  Reader reader(*voronoi, &outcome);
  reader.AddIndices();
  reader.AddClasses(*table);
  reader.AddClusters();
  reader.AddFreeVolume(*free);
  reader.AddFiveFold();
  reader.AddCurve();
  return outcome;
}

}  // namespace lehr::worker
