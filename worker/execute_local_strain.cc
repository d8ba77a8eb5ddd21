#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "lehr/md/analysis/displacement.h"
#include "lehr/md/analysis/local_strain.h"
#include "lehr/md/analysis/strain_localization.h"
#include "worker/curve.h"
#include "worker/execute_measurement.h"
#include "worker/observables.h"
#include "worker/preparation.h"

namespace lehr::worker {
namespace {

using md::analysis::LocalStrain;
using md::analysis::StrainLocalization;

// Width of a row of the distribution of strains.
constexpr double kStrainBin = 0.01;
// Most rows; the last one has what is above it too. Neighbors that leave for
// good make strains of a few units at most.
constexpr std::size_t kMostBins = 1000;

// Strains below are those of a state against itself: rounding of vectors of
// some A in boxes of some 100 A.
constexpr double kRounding = 1e-12;

// That there is a reference with the elements of the start state: the potential
// is made for these, in this order.
absl::Status CheckReference(const Task& task) {
  if (!task.reference.has_value()) {
    return absl::FailedPreconditionError(
        "local_strain: expected a state to compare with, found none");
  }
  if (task.reference->elements == task.start.elements) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrFormat(
      "local_strain: expected a reference with the elements %s, found %s",
      absl::StrJoin(task.start.elements, " "),
      absl::StrJoin(task.reference->elements, " ")));
}

// A cluster has at least as many atoms: an S-atom alone is none, as in
// medium-range order.
constexpr std::int64_t kSmallestCluster = 2;

// How many of the measured atoms have a strain in each bin, as fractions.
std::vector<double> FractionsOf(const LocalStrain& strain) {
  std::vector<double> fractions;
  for (std::size_t i = 0; i < strain.von_mises.size(); ++i) {
    if (strain.measured[i] == 0) continue;
    const auto bin = static_cast<std::size_t>(
        std::min(strain.von_mises[i] / kStrainBin, kMostBins - 1.0));
    if (bin >= fractions.size()) fractions.resize(bin + 1, 0);
    fractions[bin] += 1;
  }
  const auto measured = static_cast<double>(strain.von_mises.size()) -
                        static_cast<double>(strain.unmeasured);
  for (double& fraction : fractions) fraction /= measured;
  return fractions;
}

// Clusters of S-atoms of two atoms or more.
struct Clusters {
  // Each size that there is, small ones first, and how many have it.
  std::vector<double> sizes;
  std::vector<double> counts;

  double count() const {
    return std::accumulate(counts.begin(), counts.end(), 0.0);
  }
  // Number average of the size; 0 without clusters.
  double mean_size() const {
    const double atoms =
        std::inner_product(sizes.begin(), sizes.end(), counts.begin(), 0.0);
    return counts.empty() ? 0 : atoms / count();
  }
};

Clusters ClustersOf(const StrainLocalization& localization) {
  Clusters clusters;
  for (const auto& [size, count] : localization.cluster_sizes) {
    if (size < kSmallestCluster) continue;
    clusters.sizes.push_back(static_cast<double>(size));
    clusters.counts.push_back(static_cast<double>(count));
  }
  return clusters;
}

// Two distributions beside each other. Columns of a curve are equally long:
// rows that one of them lacks have a fraction or a cluster size of 0.
v1::Curve Distributions(const LocalStrain& strain, Clusters clusters) {
  std::vector<double> fractions = FractionsOf(strain);
  const std::size_t rows = std::max(fractions.size(), clusters.sizes.size());
  fractions.resize(rows, 0);
  clusters.sizes.resize(rows, 0);
  clusters.counts.resize(rows, 0);
  std::vector<double> middles;
  for (std::size_t k = 0; k < rows; ++k) {
    middles.push_back((static_cast<double>(k) + 0.5) * kStrainBin);
  }
  v1::Curve curve;
  AddColumn("eta", "1", &curve, middles);
  AddColumn("fraction", "1", &curve, fractions);
  AddColumn("s_cluster_size", "1", &curve, clusters.sizes);
  AddColumn("s_cluster_count", "1", &curve, clusters.counts);
  return curve;
}

void AddObservables(const LocalStrain& strain,
                    const StrainLocalization& localization,
                    const Clusters& clusters, Outcome* outcome) {
  using md::analysis::Verdict;
  // Who has how much of nothing is a matter of rounding.
  const double top_decile =
      strain.mean_von_mises > kRounding ? localization.top_atoms_share : 0;
  const struct {
    const char* name;
    double value;
  } observables[] = {
      {"s_atoms", localization.s_fraction},
      {"s_cluster_max", static_cast<double>(localization.largest_cluster)},
      {"s_clusters", clusters.count()},
      {"s_cluster_mean", clusters.mean_size()},
      {"strain_mean", strain.mean_von_mises},
      {"strain_localization", localization.psi},
      {"strain_top_decile", top_decile},
      {"strain_banded", localization.verdict == Verdict::kBanded ? 1.0 : 0.0}};
  for (const auto& [name, value] : observables) {
    outcome->observables.push_back(MakeObservable(name, "1", value));
  }
}

}  // namespace

absl::StatusOr<Outcome> MeasureLocalStrain(
    const v1::LocalStrainMeasurement& measurement, Task task) {
  if (absl::Status usable = CheckReference(task); !usable.ok()) return usable;
  Preparation preparation(measurement.configuration(),
                          measurement.force_tolerance_ev_per_angstrom(), 2,
                          task);
  for (md::State* state : {&*task.reference, &task.start}) {
    if (absl::Status ready = preparation.Bring(state); !ready.ok()) {
      return ready;
    }
  }
  const auto strain = md::analysis::AnalyzeLocalStrain(
      *task.reference, task.start,
      {.cutoff = measurement.cutoff_angstrom(), .threads = task.threads});
  if (!strain.ok()) return strain.status();
  if (absl::Status wanted = StillWanted(task); !wanted.ok()) return wanted;
  const auto localization = md::analysis::AnalyzeLocalization(
      task.start, *strain,
      {.s_threshold = measurement.threshold(), .threads = task.threads});
  if (!localization.ok()) return localization.status();
  if (absl::Status wanted = StillWanted(task); !wanted.ok()) return wanted;
  const auto displacement = md::analysis::AnalyzeDisplacement(
      *task.reference, task.start, {.threads = task.threads});
  if (!displacement.ok()) return displacement.status();

  Outcome outcome;
  outcome.atoms = static_cast<std::int64_t>(task.start.atoms.size());
  outcome.steps_taken = preparation.evaluations();
  const Clusters clusters = ClustersOf(*localization);
  AddObservables(*strain, *localization, clusters, &outcome);
  outcome.observables.push_back(
      MakeObservable("displacement_squared", "A^2", displacement->all.total()));
  outcome.curve = Distributions(*strain, clusters);
  return outcome;
}

}  // namespace lehr::worker
