#include "lehr/md/analysis/strain_localization.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <utility>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "engine/src/analysis/checks.h"
#include "engine/src/analysis/clusters.h"
#include "engine/src/analysis/near_atoms.h"
#include "engine/src/blocks.h"

namespace lehr::md::analysis {
namespace {

constexpr const char* kWhere = "strain localization";

// Bins along one axis of the map, however far an atom has gone.
constexpr double kMostBins = 1000;

bool IsFraction(double value) { return value > 0 && value <= 1; }

absl::Status Check(const State& state, const LocalStrain& strain,
                   const LocalizationOptions& options) {
  if (!(options.s_threshold > 0) || !(options.bin > 0) ||
      !(options.cluster_cutoff >= 0) || options.map_normal > 2 ||
      !(options.fewest_s_atoms >= 0)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected a positive threshold and bin, a cutoff, a fraction of "
        "S-atoms and an axis from 0 to 2, found %g, %g Å, %g Å, %g, %d",
        kWhere, options.s_threshold, options.bin, options.cluster_cutoff,
        options.fewest_s_atoms, options.map_normal));
  }
  if (!IsFraction(options.top_atoms) || !IsFraction(options.top_bins) ||
      !IsFraction(options.banded_share)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected fractions of atoms, bins and strain in (0, 1], found %g, "
        "%g, %g",
        kWhere, options.top_atoms, options.top_bins, options.banded_share));
  }
  absl::Status status = CheckThreads(kWhere, options.threads);
  status.Update(CheckConfiguration(kWhere, state));
  if (!status.ok()) return status;
  if (strain.von_mises.size() != state.atoms.size() ||
      strain.measured.size() != state.atoms.size()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: expected the strain of the state's %d atoms, "
                        "found that of %d",
                        kWhere, state.atoms.size(), strain.von_mises.size()));
  }
  if (std::count(strain.measured.begin(), strain.measured.end(), 1) == 0) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s: expected atoms that have a strain, found none of %d", kWhere,
        state.atoms.size()));
  }
  return absl::OkStatus();
}

// Share of the total that the `top` largest of `values` carry, `top` of them
// being a fraction of their number; the last one counts in part.
double TopShare(std::vector<double> values, double top) {
  std::sort(values.begin(), values.end(), std::greater<>());
  double rest = top * static_cast<double>(values.size());
  double carried = 0;
  double total = 0;
  for (const double value : values) {
    carried += std::min(rest, 1.0) * value;
    rest = std::max(rest - 1, 0.0);
    total += value;
  }
  return total > 0 ? carried / total : 0;
}

// Least and largest coordinate of all atoms.
std::array<Vec3, 2> Extent(const State& state) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  std::array<Vec3, 2> extent = {Vec3{kFar, kFar, kFar},
                                Vec3{-kFar, -kFar, -kFar}};
  for (const Vec3& r : state.atoms.positions) {
    for (std::size_t a = 0; a < 3; ++a) {
      extent[0][a] = std::min(extent[0][a], r[a]);
      extent[1][a] = std::max(extent[1][a], r[a]);
    }
  }
  return extent;
}

class Localization {
 public:
  Localization(const State& state, const LocalStrain& strain,
               const LocalizationOptions& options)
      : state_(state), strain_(strain), extent_(Extent(state)) {
    result_.options = options;
    for (std::size_t i = 0; i < state.atoms.size(); ++i) {
      if (strain.measured[i] == 0) continue;
      ++measured_;
      if (IsPlastic(i)) s_atoms_.push_back(i);
    }
  }

  StrainLocalization Run() {
    result_.s_fraction = static_cast<double>(s_atoms_.size()) / measured_;
    AddSpread();
    AddClusters();
    ChooseBins();
    FillBins();
    AddVerdict();
    return result_;
  }

 private:
  bool IsPlastic(std::size_t i) const {
    return strain_.von_mises[i] > result_.options.s_threshold;
  }
  void AddSpread();
  void AddClusters();
  bool Spans(const std::vector<std::size_t>& atoms, std::size_t axis) const;
  void ChooseBins();
  std::size_t BinOf(std::size_t i) const;
  void FillBins();
  void AddVerdict();

  const State& state_;
  const LocalStrain& strain_;
  std::array<Vec3, 2> extent_;
  double measured_ = 0;
  std::vector<std::size_t> s_atoms_;
  StrainLocalization result_;
};

void Localization::AddSpread() {
  const double mean = strain_.mean_von_mises;
  const double squares = SumOverBlocks(
      strain_.von_mises.size(), result_.options.threads, [&](std::size_t i) {
        const double rest = strain_.von_mises[i] - mean;
        return strain_.measured[i] == 0 ? 0.0 : rest * rest;
      });
  result_.psi = std::sqrt(squares / measured_);
  std::vector<double> values;
  values.reserve(strain_.von_mises.size());
  for (std::size_t i = 0; i < strain_.von_mises.size(); ++i) {
    if (strain_.measured[i] != 0) values.push_back(strain_.von_mises[i]);
  }
  result_.top_atoms_share =
      TopShare(std::move(values), result_.options.top_atoms);
}

bool Localization::Spans(const std::vector<std::size_t>& atoms,
                         std::size_t axis) const {
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  for (const std::size_t i : atoms) {
    low = std::min(low, state_.atoms.positions[i][axis]);
    high = std::max(high, state_.atoms.positions[i][axis]);
  }
  const double cutoff = result_.options.cluster_cutoff;
  return low < extent_[0][axis] + cutoff && high > extent_[1][axis] - cutoff;
}

void Localization::AddClusters() {
  std::vector<Vec3> positions;
  positions.reserve(s_atoms_.size());
  for (const std::size_t i : s_atoms_) {
    positions.push_back(state_.atoms.positions[i]);
  }
  std::vector<Cluster> clusters =
      FindClusters(state_.box, positions, result_.options.cluster_cutoff);
  std::map<std::int64_t, std::int64_t> sizes;
  for (const Cluster& cluster : clusters) {
    ++sizes[static_cast<std::int64_t>(cluster.members.size())];
  }
  for (const auto& [size, count] : sizes) {
    result_.cluster_sizes.push_back({size, count});
  }
  result_.clusters = static_cast<std::int64_t>(clusters.size());
  if (clusters.empty()) return;
  Cluster& largest = clusters.front();
  result_.largest_cluster = static_cast<std::int64_t>(largest.members.size());
  result_.largest_fraction =
      static_cast<double>(result_.largest_cluster) / measured_;
  for (std::size_t& member : largest.members) member = s_atoms_[member];
  for (std::size_t a = 0; a < 3; ++a) {
    result_.largest_spans[a] =
        state_.box.periodic[a] ? largest.winds[a] : Spans(largest.members, a);
  }
}

void Localization::ChooseBins() {
  StrainMap& map = result_.map;
  const std::size_t normal = result_.options.map_normal;
  map.axes = {normal == 0 ? std::size_t{1} : std::size_t{0},
              normal == 2 ? std::size_t{1} : std::size_t{2}};
  for (std::size_t m = 0; m < 2; ++m) {
    const std::size_t a = map.axes[m];
    const bool periodic = state_.box.periodic[a];
    map.origin[m] = periodic ? 0 : extent_[0][a];
    const double length =
        periodic ? state_.box.lengths[a] : extent_[1][a] - extent_[0][a];
    const double bins =
        std::clamp(std::round(length / result_.options.bin), 1.0, kMostBins);
    map.bins[m] = static_cast<std::size_t>(bins);
    map.widths[m] = length / bins;
  }
}

std::size_t Localization::BinOf(std::size_t i) const {
  const StrainMap& map = result_.map;
  const Vec3 fraction =
      ToFraction(LatticeOf(state_.box), state_.atoms.positions[i]);
  std::array<std::size_t, 2> bin = {0, 0};
  for (std::size_t m = 0; m < 2; ++m) {
    const std::size_t a = map.axes[m];
    const double bins = static_cast<double>(map.bins[m]);
    double place = 0;  // in bins
    if (state_.box.periodic[a]) {
      place = (fraction[a] - std::floor(fraction[a])) * bins;
    } else if (map.widths[m] > 0) {
      place = (fraction[a] - map.origin[m]) / map.widths[m];
    }
    bin[m] = static_cast<std::size_t>(std::clamp(place, 0.0, bins - 1));
  }
  return bin[1] * map.bins[0] + bin[0];
}

void Localization::FillBins() {
  StrainMap& map = result_.map;
  const std::size_t bins = map.bins[0] * map.bins[1];
  map.atoms.assign(bins, 0);
  map.mean_strain.assign(bins, 0.0);
  map.plastic_strain.assign(bins, 0.0);
  for (std::size_t i = 0; i < state_.atoms.size(); ++i) {
    if (strain_.measured[i] == 0) continue;
    const std::size_t bin = BinOf(i);
    ++map.atoms[bin];
    map.mean_strain[bin] += strain_.von_mises[i];
    if (IsPlastic(i)) map.plastic_strain[bin] += strain_.von_mises[i];
  }
  // Bins in the vacuum beside a neck are none of the sample.
  std::vector<double> all;
  std::vector<double> plastic;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    if (map.atoms[bin] == 0) continue;
    all.push_back(map.mean_strain[bin]);
    plastic.push_back(map.plastic_strain[bin]);
    map.mean_strain[bin] /= static_cast<double>(map.atoms[bin]);
  }
  const double top = result_.options.top_bins;
  result_.top_bins_share_of_all = TopShare(std::move(all), top);
  result_.top_bins_share = TopShare(std::move(plastic), top);
}

void Localization::AddVerdict() {
  const LocalizationOptions& options = result_.options;
  const bool banded = result_.top_bins_share > options.banded_share &&
                      result_.s_fraction >= options.fewest_s_atoms;
  result_.verdict = banded ? Verdict::kBanded : Verdict::kHomogeneous;
}

}  // namespace

absl::StatusOr<StrainLocalization> AnalyzeLocalization(
    const State& state, const LocalStrain& strain,
    const LocalizationOptions& options) {
  absl::Status status = Check(state, strain, options);
  if (!status.ok()) return status;
  LocalizationOptions used = options;
  if (used.cluster_cutoff == 0) used.cluster_cutoff = strain.cutoff;
  status = CheckCutoff(kWhere, state.box, used.cluster_cutoff);
  if (!status.ok()) return status;
  return Localization(state, strain, used).Run();
}

}  // namespace lehr::md::analysis
