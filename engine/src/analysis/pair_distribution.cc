#include "lehr/md/analysis/pair_distribution.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <absl/strings/str_format.h>

#include "engine/src/analysis/checks.h"
#include "engine/src/analysis/near_atoms.h"
#include "engine/src/blocks.h"
#include "engine/src/team.h"

namespace lehr::md::analysis {
namespace {

constexpr const char* kWhere = "pair distribution";

// More shells than this are a mistake in the unit of the width.
constexpr double kMostShells = 100000;

// A curve is zero below this, between the shells of a crystal for example: the
// tail of a Gaussian at eight standard deviations is 1e-14.
constexpr double kNothing = 1e-9;

std::vector<double> Smooth(std::span<const double> g, double bin,
                           double sigma) {
  const auto reach = static_cast<std::ptrdiff_t>(std::ceil(4 * sigma / bin));
  const auto n = static_cast<std::ptrdiff_t>(g.size());
  std::vector<double> smooth(g.size());
  for (std::ptrdiff_t k = 0; k < n; ++k) {
    double sum = 0;
    double weights = 0;
    for (std::ptrdiff_t m = std::max<std::ptrdiff_t>(k - reach, 0);
         m <= std::min(k + reach, n - 1); ++m) {
      const double x = static_cast<double>(m - k) * bin / sigma;
      const double weight = std::exp(-0.5 * x * x);
      sum += weight * g[static_cast<std::size_t>(m)];
      weights += weight;
    }
    smooth[static_cast<std::size_t>(k)] = sum / weights;
  }
  return smooth;
}

std::vector<std::int64_t> CountElements(const State& state) {
  std::vector<std::int64_t> counts(state.elements.size(), 0);
  for (const std::int32_t s : state.atoms.species) {
    ++counts[static_cast<std::size_t>(s)];
  }
  return counts;
}

// Place of the pair a <= b among (0,0), (0,1), (1,1), (0,2), ...
std::size_t PairNumber(std::size_t a, std::size_t b) {
  return b * (b + 1) / 2 + a;
}

}  // namespace

double FindFirstMinimum(std::span<const double> r, std::span<const double> g,
                        double smoothing) {
  if (r.size() < 3) return 0;
  const double bin = r[1] - r[0];
  const std::vector<double> smooth = Smooth(g, bin, smoothing);
  const std::size_t n = smooth.size();
  const auto peak = static_cast<std::size_t>(
      std::max_element(smooth.begin(), smooth.end()) - smooth.begin());
  std::size_t begin = peak;
  while (begin < n && smooth[begin] >= 1) ++begin;
  std::size_t end = begin;
  while (end < n && smooth[end] < 1) ++end;
  if (begin == peak || end >= n) return 0;
  const auto lowest = static_cast<std::size_t>(
      std::min_element(smooth.begin() + static_cast<std::ptrdiff_t>(begin),
                       smooth.begin() + static_cast<std::ptrdiff_t>(end)) -
      smooth.begin());
  if (smooth[lowest] < kNothing) {
    std::size_t last = lowest;
    while (last + 1 < end && smooth[last + 1] < kNothing) ++last;
    return 0.5 * (r[lowest] + r[last]);
  }
  // The vertex of the parabola through the lowest and its neighbors.
  const double left = smooth[lowest - 1] - smooth[lowest];
  const double right = smooth[lowest + 1] - smooth[lowest];
  const double bend = left + right;
  return r[lowest] + (bend > 0 ? 0.5 * bin * (left - right) / bend : 0);
}

absl::Status PairDistributionSum::Check(const State& state) const {
  const auto& [range, bin, smoothing, threads] = options_;
  if (!(bin > 0) || !(smoothing > 0) || !(range > bin) ||
      range / bin > kMostShells || smoothing > range) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected a range of up to %g shells of a positive width and a "
        "smoothing within it, found %g, %g and %g Å",
        kWhere, kMostShells, range, bin, smoothing));
  }
  absl::Status status = CheckThreads(kWhere, threads);
  status.Update(CheckConfiguration(kWhere, state));
  if (!status.ok()) return status;
  for (std::size_t a = 0; a < 3; ++a) {
    if (!state.box.periodic[a]) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "%s: expected a fully periodic state, found free surfaces along %c",
          kWhere, "xyz"[a]));
    }
  }
  status = CheckCutoff(kWhere, state.box, range);
  if (!status.ok() || states_ == 0) return status;
  if (state.elements != elements_ || CountElements(state) != counts_) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected the elements of the first state and as many atoms of "
        "each, found another alloy in state %d",
        kWhere, states_ + 1));
  }
  return absl::OkStatus();
}

absl::Status PairDistributionSum::Add(const State& state) {
  absl::Status status = Check(state);
  if (!status.ok()) return status;
  if (states_ == 0) {
    shells_ =
        static_cast<std::size_t>(std::ceil(options_.range / options_.bin));
    elements_ = state.elements;
    counts_ = CountElements(state);
    histogram_.assign(PairNumber(0, elements_.size()) * shells_, 0);
  }
  const NearAtoms near(state.box, state.atoms.positions, options_.range);
  const double scale = static_cast<double>(shells_) / options_.range;
  const std::size_t n = state.atoms.size();
  const std::size_t blocks = BlockCount(n);
  // Counts: in whatever order they are added, the sum is the same.
  std::vector<std::vector<std::int64_t>> counts(
      static_cast<std::size_t>(options_.threads));
  RunTeam(options_.threads, [&](int member, int members) {
    std::vector<std::int64_t>& mine = counts[static_cast<std::size_t>(member)];
    mine.assign(histogram_.size(), 0);
    for (auto b = static_cast<std::size_t>(member); b < blocks;
         b += static_cast<std::size_t>(members)) {
      const std::size_t end = std::min(n, (b + 1) * kBlockSize);
      for (std::size_t i = b * kBlockSize; i < end; ++i) {
        const auto a = static_cast<std::size_t>(state.atoms.species[i]);
        near.ForEach(i, [&](std::size_t j, const Vec3&, double square) {
          const auto c = static_cast<std::size_t>(state.atoms.species[j]);
          if (c < a) return;
          const auto shell =
              static_cast<std::size_t>(std::sqrt(square) * scale);
          ++mine[PairNumber(a, c) * shells_ + std::min(shell, shells_ - 1)];
        });
      }
    }
  });
  for (const auto& mine : counts) {
    for (std::size_t k = 0; k < mine.size(); ++k) histogram_[k] += mine[k];
  }
  volumes_ += state.box.volume();
  densities_ += 1 / state.box.volume();
  ++states_;
  return absl::OkStatus();
}

PairCurve PairDistributionSum::Curve(std::span<const std::int64_t> pairs,
                                     double from, double choices) const {
  const double bin = options_.range / static_cast<double>(shells_);
  PairCurve curve;
  std::vector<double> r(shells_);
  std::int64_t sum = 0;
  for (std::size_t k = 0; k < shells_; ++k) {
    const double inner = static_cast<double>(k) * bin;
    const double outer = static_cast<double>(k + 1) * bin;
    const double shell = 4 * std::numbers::pi / 3 *
                         (outer * outer * outer - inner * inner * inner);
    r[k] = 0.5 * (inner + outer);
    sum += pairs[k];
    const double expected = from * choices * shell * densities_;
    curve.g.push_back(expected > 0 ? static_cast<double>(pairs[k]) / expected
                                   : 0);
    curve.coordination.push_back(from > 0
                                     ? static_cast<double>(sum) /
                                           (from * static_cast<double>(states_))
                                     : 0);
  }
  curve.first_minimum = FindFirstMinimum(r, curve.g, options_.smoothing);
  if (curve.first_minimum > 0) {
    // Linear in the shell that it falls into.
    const double place = curve.first_minimum / bin;
    const auto k = std::min(static_cast<std::size_t>(place), shells_ - 1);
    const double before = k == 0 ? 0 : curve.coordination[k - 1];
    curve.first_shell = before + (place - static_cast<double>(k)) *
                                     (curve.coordination[k] - before);
  }
  return curve;
}

absl::StatusOr<PairDistribution> PairDistributionSum::Mean() const {
  if (states_ == 0) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: expected one state or more, found none", kWhere));
  }
  PairDistribution mean;
  mean.states = states_;
  mean.elements = elements_;
  mean.bin = options_.range / static_cast<double>(shells_);
  double atoms = 0;
  for (const std::int64_t count : counts_) atoms += static_cast<double>(count);
  for (const std::int64_t count : counts_) {
    mean.concentrations.push_back(static_cast<double>(count) / atoms);
  }
  mean.number_density = atoms * static_cast<double>(states_) / volumes_;
  for (std::size_t k = 0; k < shells_; ++k) {
    mean.r.push_back((static_cast<double>(k) + 0.5) * mean.bin);
  }
  std::vector<std::int64_t> all(shells_, 0);
  for (std::size_t b = 0; b < elements_.size(); ++b) {
    for (std::size_t a = 0; a <= b; ++a) {
      const std::span<const std::int64_t> pairs(
          histogram_.data() + PairNumber(a, b) * shells_, shells_);
      // Pairs of two elements were counted from the first one only.
      for (std::size_t k = 0; k < shells_; ++k) {
        all[k] += (a == b ? 1 : 2) * pairs[k];
      }
      const auto from = static_cast<double>(counts_[a]);
      const auto choices = static_cast<double>(counts_[b] - (a == b ? 1 : 0));
      mean.partials.push_back({a, b, Curve(pairs, from, choices)});
    }
  }
  mean.total = Curve(all, atoms, atoms - 1);
  return mean;
}

absl::StatusOr<PairDistribution> AnalyzePairDistribution(
    std::span<const State> states, const PairDistributionOptions& options) {
  PairDistributionSum sum(options);
  for (const State& state : states) {
    absl::Status status = sum.Add(state);
    if (!status.ok()) return status;
  }
  return sum.Mean();
}

}  // namespace lehr::md::analysis
