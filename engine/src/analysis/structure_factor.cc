#include "lehr/md/analysis/structure_factor.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "engine/src/analysis/checks.h"
#include "engine/src/team.h"

namespace lehr::md::analysis {
namespace {

constexpr const char* kWhere = "structure factor";
constexpr double kPi = std::numbers::pi;

// Points of a curve beyond which a step is a mistake.
constexpr double kMostPoints = 100000;

// Wave vectors beyond which g(r) is the way: those to 1/Å of 10⁷ atoms.
constexpr double kMostVectors = 2e6;

// sin(x) / x.
double Sinc(double x) { return x == 0 ? 1 : std::sin(x) / x; }

std::vector<double> Transform(const PairDistribution& distribution,
                              const std::vector<double>& g,
                              const std::vector<double>& q, bool lorch) {
  const double range =
      distribution.bin * static_cast<double>(distribution.r.size());
  // The integrand without sin(qr)/(qr).
  std::vector<double> weights;
  weights.reserve(g.size());
  for (std::size_t k = 0; k < g.size(); ++k) {
    const double r = distribution.r[k];
    const double window = lorch ? Sinc(kPi * r / range) : 1;
    weights.push_back(4 * kPi * distribution.number_density * r * r *
                      (g[k] - 1) * window * distribution.bin);
  }
  std::vector<double> s;
  s.reserve(q.size());
  for (const double wave : q) {
    double sum = 1;
    for (std::size_t k = 0; k < g.size(); ++k) {
      sum += weights[k] * Sinc(wave * distribution.r[k]);
    }
    s.push_back(sum);
  }
  return s;
}

// The wave vector number n of a box: k·edge_a = 2π n_a.
Vec3 WaveVector(const Box& box, const std::array<std::int64_t, 3>& n) {
  const auto& [lx, ly, lz] = box.lengths;
  const auto& [yz, xz, xy] = box.tilts;
  const double x = 2 * kPi * static_cast<double>(n[0]) / lx;
  const double y = (2 * kPi * static_cast<double>(n[1]) - x * xy) / ly;
  const double z = (2 * kPi * static_cast<double>(n[2]) - x * xz - y * yz) / lz;
  return {x, y, z};
}

struct Wave {
  Vec3 k;
  double q;
};

// Wave vectors up to q_max by bins, one of each k and −k.
std::vector<std::vector<Wave>> WavesByBin(
    const Box& box, const DirectStructureFactorOptions& options) {
  const auto& [yz, xz, xy] = box.tilts;
  // n_a = k·edge_a / 2π.
  const auto most = [&](double edge) {
    return static_cast<std::int64_t>(options.q_max * edge / (2 * kPi));
  };
  const std::int64_t nx = most(box.lengths[0]);
  const std::int64_t ny = most(std::hypot(box.lengths[1], xy));
  const std::int64_t nz = most(std::hypot(box.lengths[2], xz, yz));
  std::vector<std::vector<Wave>> bins(
      static_cast<std::size_t>(std::ceil(options.q_max / options.q_bin)));
  for (std::int64_t x = 0; x <= nx; ++x) {
    for (std::int64_t y = x == 0 ? 0 : -ny; y <= ny; ++y) {
      for (std::int64_t z = x == 0 && y == 0 ? 1 : -nz; z <= nz; ++z) {
        const Vec3 k = WaveVector(box, {x, y, z});
        const double q = std::hypot(k[0], k[1], k[2]);
        if (q >= options.q_max) continue;
        const auto bin = static_cast<std::size_t>(q / options.q_bin);
        bins[std::min(bin, bins.size() - 1)].push_back({k, q});
      }
    }
  }
  return bins;
}

double SumOverAtoms(const State& state, const Vec3& k) {
  double real = 0;
  double imaginary = 0;
  for (const Vec3& r : state.atoms.positions) {
    const double phase = k[0] * r[0] + k[1] * r[1] + k[2] * r[2];
    real += std::cos(phase);
    imaginary += std::sin(phase);
  }
  return (real * real + imaginary * imaginary) /
         static_cast<double>(state.atoms.size());
}

absl::Status Check(const State& state,
                   const DirectStructureFactorOptions& options) {
  if (!(options.q_bin > 0) || !(options.q_max >= options.q_bin) ||
      options.q_max / options.q_bin > kMostPoints || options.most_vectors < 1) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected q_max of one to %g bins and one vector or more in each, "
        "found %g, %g 1/Å and %d",
        kWhere, kMostPoints, options.q_max, options.q_bin,
        options.most_vectors));
  }
  absl::Status status = CheckThreads(kWhere, options.threads);
  status.Update(CheckConfiguration(kWhere, state));
  if (!status.ok()) return status;
  for (std::size_t a = 0; a < 3; ++a) {
    if (!state.box.periodic[a]) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "%s: expected a fully periodic state, found free surfaces along %c",
          kWhere, "xyz"[a]));
    }
  }
  // One vector in (2π)³/V, half of a ball.
  const double vectors = state.box.volume() * options.q_max * options.q_max *
                         options.q_max / (12 * kPi * kPi);
  if (vectors > kMostVectors) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected up to %g wave vectors, found %g below %g 1/Å: lower "
        "q_max, or transform g(r)",
        kWhere, kMostVectors, vectors, options.q_max));
  }
  return absl::OkStatus();
}

// At most `most` of `waves`, evenly spread.
std::vector<Wave> Thin(const std::vector<Wave>& waves, std::int64_t most) {
  const std::size_t count =
      std::min(waves.size(), static_cast<std::size_t>(most));
  std::vector<Wave> taken;
  for (std::size_t k = 0; k < count; ++k) {
    taken.push_back(waves[k * waves.size() / count]);
  }
  return taken;
}

}  // namespace

absl::StatusOr<StructureFactor> TransformPairDistribution(
    const PairDistribution& distribution,
    const StructureFactorOptions& options) {
  if (!(options.q_min >= 0) || !(options.q_step > 0) ||
      !(options.q_max >= options.q_min) ||
      (options.q_max - options.q_min) / options.q_step > kMostPoints) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected 0 <= q_min <= q_max in up to %g steps, found %g, %g and "
        "steps of %g 1/Å",
        kWhere, kMostPoints, options.q_min, options.q_max, options.q_step));
  }
  StructureFactor factor;
  // With room for rounding in the last step.
  const auto steps = static_cast<std::int64_t>(
      (options.q_max - options.q_min) / options.q_step + 1e-9);
  for (std::int64_t k = 0; k <= steps; ++k) {
    factor.q.push_back(options.q_min + static_cast<double>(k) * options.q_step);
  }
  factor.total =
      Transform(distribution, distribution.total.g, factor.q, options.lorch);
  for (const PartialCurve& partial : distribution.partials) {
    factor.partials.push_back(
        {partial.first, partial.second,
         Transform(distribution, partial.curve.g, factor.q, options.lorch)});
  }
  return factor;
}

absl::StatusOr<std::vector<double>> WeighStructureFactor(
    const StructureFactor& factor, std::span<const double> concentrations,
    std::span<const double> scattering_lengths) {
  double mean = 0;
  const std::size_t n = concentrations.size();
  if (scattering_lengths.size() == n &&
      factor.partials.size() == n * (n + 1) / 2) {
    for (std::size_t a = 0; a < n; ++a) {
      mean += concentrations[a] * scattering_lengths[a];
    }
  }
  if (!(std::abs(mean) > 0)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "%s: expected one scattering length for each of %d elements and a mean "
        "that is not zero, found %d",
        kWhere, n, scattering_lengths.size()));
  }
  std::vector<double> s(factor.q.size(), 0.0);
  for (const PartialStructureFactor& partial : factor.partials) {
    const std::size_t a = partial.first;
    const std::size_t b = partial.second;
    const double weight = (a == b ? 1 : 2) * concentrations[a] *
                          concentrations[b] * scattering_lengths[a] *
                          scattering_lengths[b] / (mean * mean);
    for (std::size_t k = 0; k < s.size(); ++k) s[k] += weight * partial.s[k];
  }
  return s;
}

absl::StatusOr<DirectStructureFactor> SumStructureFactor(
    const State& state, const DirectStructureFactorOptions& options) {
  absl::Status status = Check(state, options);
  if (!status.ok()) return status;
  std::vector<Wave> waves;
  std::vector<std::size_t> counts;
  for (const auto& bin : WavesByBin(state.box, options)) {
    const std::vector<Wave> taken = Thin(bin, options.most_vectors);
    waves.insert(waves.end(), taken.begin(), taken.end());
    counts.push_back(taken.size());
  }
  std::vector<double> values(waves.size());
  RunTeam(options.threads, [&](int member, int members) {
    for (auto k = static_cast<std::size_t>(member); k < waves.size();
         k += static_cast<std::size_t>(members)) {
      values[k] = SumOverAtoms(state, waves[k].k);
    }
  });
  DirectStructureFactor factor;
  std::size_t next = 0;
  for (const std::size_t count : counts) {
    if (count == 0) continue;
    double q = 0;
    double s = 0;
    for (const std::size_t end = next + count; next < end; ++next) {
      q += waves[next].q;
      s += values[next];
    }
    factor.q.push_back(q / static_cast<double>(count));
    factor.s.push_back(s / static_cast<double>(count));
    factor.vectors.push_back(static_cast<std::int64_t>(count));
  }
  return factor;
}

}  // namespace lehr::md::analysis
