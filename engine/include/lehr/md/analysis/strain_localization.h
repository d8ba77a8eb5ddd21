#ifndef LEHR_MD_ANALYSIS_STRAIN_LOCALIZATION_H_
#define LEHR_MD_ANALYSIS_STRAIN_LOCALIZATION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <absl/status/statusor.h>

#include "lehr/md/analysis/local_strain.h"
#include "lehr/md/state.h"

namespace lehr::md::analysis {

// How the local strain of a sample is spread: evenly, or in a shear band.

struct LocalizationOptions {
  // An S-atom is one with η_Mises above this.
  double s_threshold = 0.3;
  // S-atoms nearer than this to each other are in one cluster [Å]; 0: the
  // cutoff of the strain.
  double cluster_cutoff = 0;
  // Atoms with the largest strain whose share is taken.
  double top_atoms = 0.1;
  // The map is seen along this axis; it has bins of about this edge [Å].
  std::size_t map_normal = 2;
  double bin = 20;
  // `banded` if this fraction of the bins carries more than this share of the
  // plastic strain, and at least this fraction of atoms are S-atoms: a few
  // that lie somewhere are no band.
  double top_bins = 0.2;
  double banded_share = 0.5;
  double fewest_s_atoms = 0.02;
  int threads = 1;
};

// `count` clusters have `size` atoms.
struct ClusterCount {
  std::int64_t size = 0;
  std::int64_t count = 0;
};

// The strain seen along one axis, in equal bins that tile the box, or the
// extent of the atoms between free surfaces. In a tilted box the bins are as
// tilted as its edges.
struct StrainMap {
  // Axes of the map: the first changes fastest.
  std::array<std::size_t, 2> axes = {0, 1};
  std::array<std::size_t, 2> bins = {0, 0};
  std::array<double, 2> origin = {0, 0};  // Å
  std::array<double, 2> widths = {0, 0};  // Å
  // [bins[1] × bins[0]]
  std::vector<std::int64_t> atoms;
  std::vector<double> mean_strain;     // η_Mises; 0 without atoms
  std::vector<double> plastic_strain;  // Σ η_Mises of its S-atoms
};

enum class Verdict { kHomogeneous, kBanded };

struct StrainLocalization {
  LocalizationOptions options;  // with the cutoff that was used
  // S-atoms over all measured atoms.
  double s_fraction = 0;
  // Clusters of S-atoms by size, small ones first.
  std::vector<ClusterCount> cluster_sizes;
  std::int64_t clusters = 0;
  std::int64_t largest_cluster = 0;  // atoms
  double largest_fraction = 0;       // of all measured atoms
  // Whether the largest cluster goes through the sample along each axis: meets
  // its own image along a periodic one, comes within the cutoff of the
  // outermost atoms of both sides between free surfaces.
  std::array<bool, 3> largest_spans = {false, false, false};
  // ψ = √⟨(η_i − ⟨η⟩)²⟩, the standard deviation of η_Mises: Cheng, Cao and Ma,
  // Acta Mater. 57, 3253 (2009), doi:10.1016/j.actamat.2009.03.027.
  double psi = 0;
  // Share of Σ η_Mises that the `top_atoms` with the largest have; 0 if no atom
  // is strained. Evenly spread it is `top_atoms`.
  double top_atoms_share = 0;
  // Shares that the `top_bins` with the most of it have, the last one counted
  // in part where their number is not whole; evenly spread they are
  // `top_bins`. Of the plastic strain, that is Σ η_Mises over S-atoms, and of
  // Σ η_Mises over all atoms, elastic strain and vibrations with it.
  double top_bins_share = 0;
  double top_bins_share_of_all = 0;
  Verdict verdict = Verdict::kHomogeneous;
  StrainMap map;
};

// Reads `strain`, which AnalyzeLocalStrain gave for `state`. Clusters and map
// are those of the present positions. Same bits on any number of threads.
// INVALID_ARGUMENT if the two have different numbers of atoms, for a cutoff
// beyond half an edge, and options that make no sense; FAILED_PRECONDITION if
// no atom has a strain.
absl::StatusOr<StrainLocalization> AnalyzeLocalization(
    const State& state, const LocalStrain& strain,
    const LocalizationOptions& options);

}  // namespace lehr::md::analysis

#endif  // LEHR_MD_ANALYSIS_STRAIN_LOCALIZATION_H_
