#include "lehr/md/analysis/creep.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "lehr/md/analysis/line.h"
#include "lehr/md/analysis/peak.h"

namespace lehr::md::analysis {
namespace {

// Times are sums of steps; comparisons allow for their rounding [ps].
constexpr double kTimeRounding = 1e-6;
// Half the width of the mean that stands for a strain at a time, in elastic_ps.
constexpr double kHalfWindow = 0.1;
constexpr std::size_t kFewestRatePoints = 3;

absl::Status CheckRows(const char* name, const CreepRows& rows) {
  const std::size_t n = rows.time.size();
  for (std::size_t a = 0; a < 3; ++a) {
    if (rows.lengths[a].size() == n && rows.stresses[a].size() == n) continue;
    return absl::InvalidArgumentError(absl::StrFormat(
        "creep: %s: expected %d rows along %c, found %d lengths and %d "
        "stresses",
        name, n, "xyz"[a], rows.lengths[a].size(), rows.stresses[a].size()));
  }
  for (std::size_t k = 0; k < n; ++k) {
    bool good = std::isfinite(rows.time[k]) &&
                rows.time[k] > (k > 0 ? rows.time[k - 1] : 0.0);
    for (std::size_t a = 0; a < 3; ++a) {
      good = good && rows.lengths[a][k] > 0 &&
             std::isfinite(rows.lengths[a][k]) &&
             std::isfinite(rows.stresses[a][k]);
    }
    if (good) continue;
    return absl::InvalidArgumentError(absl::StrFormat(
        "creep: %s: row %d: expected a time after the last one, positive "
        "lengths and finite stresses, found %g ps",
        name, k, rows.time[k]));
  }
  return absl::OkStatus();
}

absl::Status Check(const CreepHistory& history, const CreepOptions& options) {
  if (!(options.reference_ps > 0) || !(options.elastic_ps > 0) ||
      !(options.fit_from >= 0) || !(options.fit_from < 1)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "creep: expected positive times and a fit from a part of the hold in "
        "[0, 1), found reference_ps %g, elastic_ps %g, fit_from %g",
        options.reference_ps, options.elastic_ps, options.fit_from));
  }
  const struct {
    const char* name;
    const CreepRows& rows;
    bool needed;
  } parts[] = {{"before loading", history.before, true},
               {"loading", history.load, false},
               {"hold", history.hold, true},
               {"unloading", history.unload, false},
               {"relaxation", history.relax, false}};
  for (const auto& part : parts) {
    if (part.needed && part.rows.time.empty()) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "creep: %s: expected records, found none", part.name));
    }
    if (absl::Status rows = CheckRows(part.name, part.rows); !rows.ok()) {
      return rows;
    }
  }
  return absl::OkStatus();
}

// Mean edges of the rows with times in (from, to]; the last row if there is
// none, which is then longer than the window.
Vec3 MeanEdges(const CreepRows& rows, double from, double to) {
  Vec3 sum = {0, 0, 0};
  double count = 0;
  for (std::size_t k = 0; k < rows.time.size(); ++k) {
    if (rows.time[k] <= from + kTimeRounding) continue;
    // The first row that ends after the window holds all of it if no row ended
    // within.
    if (rows.time[k] > to + kTimeRounding && count > 0) break;
    for (std::size_t a = 0; a < 3; ++a) sum[a] += rows.lengths[a][k];
    count += 1;
    if (rows.time[k] > to + kTimeRounding) break;
  }
  for (double& edge : sum) edge /= count;
  return sum;
}

// Reads strains off one part.
class Strains {
 public:
  Strains(const char* name, const CreepRows& rows, const Vec3& reference,
          double elastic_ps)
      : name_(name),
        rows_(rows),
        reference_(reference),
        elastic_ps_(elastic_ps) {}

  absl::Status LongEnough() const {
    const double needed = (1 + kHalfWindow) * elastic_ps_;
    if (rows_.time.back() + kTimeRounding >= needed) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrFormat(
        "creep: %s: expected at least %g ps, 1.1 times elastic_ps, found %g ps",
        name_, needed, rows_.time.back()));
  }
  double AfterElasticTime() const {
    const double half = kHalfWindow * elastic_ps_;
    return Mean(elastic_ps_ - half, elastic_ps_ + half);
  }
  double AtEnd() const {
    const double end = rows_.time.back();
    return Mean(end - 2 * kHalfWindow * elastic_ps_, end);
  }

 private:
  double Mean(double from, double to) const {
    return EquivalentStrain(MeanEdges(rows_, from, to), reference_);
  }

  const char* name_;
  const CreepRows& rows_;
  const Vec3& reference_;
  double elastic_ps_;
};

absl::StatusOr<Estimate> Rate(const CreepRows& hold, const Vec3& reference,
                              double fit_from) {
  const double from = fit_from * hold.time.back();
  std::vector<double> nanoseconds;
  std::vector<double> percents;
  for (std::size_t k = 0; k < hold.time.size(); ++k) {
    if (hold.time[k] < from - kTimeRounding) continue;
    nanoseconds.push_back(hold.time[k] / 1000);
    percents.push_back(
        100 * EquivalentStrain(
                  {hold.lengths[0][k], hold.lengths[1][k], hold.lengths[2][k]},
                  reference));
  }
  if (nanoseconds.size() < kFewestRatePoints) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "creep: hold: expected %d records or more from %g ps to its end for "
        "the rate, found %d: record more often",
        kFewestRatePoints, from, nanoseconds.size()));
  }
  return FitSlope(nanoseconds, percents);
}

double MeanOf(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double PeakStress(const CreepHistory& history) {
  Vec3 mean = {};
  double largest = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    mean[a] = MeanOf(history.hold.stresses[a]);
    largest = std::max(largest, std::abs(mean[a]));
  }
  double peak = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    if (std::abs(mean[a]) < 0.5 * largest) continue;
    for (const CreepRows* rows : {&history.load, &history.hold}) {
      const double found = PeakOfShortMeans(rows->time, rows->stresses[a]);
      if (std::abs(found) > std::abs(peak)) peak = found;
    }
  }
  return peak;
}

}  // namespace

double EquivalentStrain(const Vec3& lengths, const Vec3& reference) {
  Vec3 e = {};
  for (std::size_t a = 0; a < 3; ++a) e[a] = lengths[a] / reference[a] - 1;
  const double xy = e[0] - e[1];
  const double yz = e[1] - e[2];
  const double xz = e[0] - e[2];
  return std::sqrt(2.0 / 9 * (xy * xy + yz * yz + xz * xz));
}

absl::StatusOr<Creep> AnalyzeCreep(const CreepHistory& history,
                                   const CreepOptions& options) {
  if (absl::Status status = Check(history, options); !status.ok()) {
    return status;
  }
  const double before_end = history.before.time.back();
  const Vec3 reference =
      MeanEdges(history.before,
                std::max(0.0, before_end - options.reference_ps), before_end);
  const Strains hold("hold", history.hold, reference, options.elastic_ps);
  if (absl::Status status = hold.LongEnough(); !status.ok()) return status;
  const auto rate = Rate(history.hold, reference, options.fit_from);
  if (!rate.ok()) return rate.status();
  const double at_end = hold.AtEnd();
  Creep creep;
  creep.elastic_strain = hold.AfterElasticTime();
  creep.creep_strain = at_end - creep.elastic_strain;
  creep.creep_rate = *rate;
  creep.peak_stress = PeakStress(history);
  if (history.relax.time.empty()) return creep;

  const Strains relax("relaxation", history.relax, reference,
                      options.elastic_ps);
  if (absl::Status status = relax.LongEnough(); !status.ok()) return status;
  Creep::Recovery recovery;
  recovery.residual = relax.AtEnd();
  recovery.elastic = at_end - relax.AfterElasticTime();
  recovery.anelastic = relax.AfterElasticTime() - recovery.residual;
  creep.recovery = recovery;
  return creep;
}

}  // namespace lehr::md::analysis
