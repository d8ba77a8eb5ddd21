#include "engine/src/analysis/cooling_bins.h"

#include <cmath>
#include <cstddef>
#include <map>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "lehr/md/analysis/line.h"

namespace lehr::md::analysis {
namespace {

struct Sums {
  double rows = 0;
  double temperature = 0;
  double volume = 0;
  double energy = 0;
};

absl::Status Check(const CoolingRows& rows) {
  const std::size_t n = rows.time.size();
  if (n == 0 || rows.temperature.size() != n || rows.volume.size() != n ||
      rows.energy.size() != n) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "glass transition: expected as many times, temperatures, volumes and "
        "energies, found %d, %d, %d, %d",
        n, rows.temperature.size(), rows.volume.size(), rows.energy.size()));
  }
  for (std::size_t k = 0; k < n; ++k) {
    if (!std::isfinite(rows.time[k]) || !std::isfinite(rows.temperature[k]) ||
        !std::isfinite(rows.volume[k]) || !std::isfinite(rows.energy[k])) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "glass transition: row %d: expected finite numbers, found %g ps, %g "
          "K, %g Å³, %g eV",
          k, rows.time[k], rows.temperature[k], rows.volume[k],
          rows.energy[k]));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CoolingBins> BinCooling(std::span<const CoolingRows> laws,
                                       double bin) {
  std::map<std::int64_t, Sums> sums;
  for (const CoolingRows& rows : laws) {
    if (absl::Status status = Check(rows); !status.ok()) return status;
    const Line programme = FitLine(rows.time, rows.temperature);
    for (std::size_t k = 0; k < rows.time.size(); ++k) {
      const double temperature = programme.At(rows.time[k]);
      Sums& sum =
          sums[static_cast<std::int64_t>(std::floor(temperature / bin))];
      sum.rows += 1;
      sum.temperature += temperature;
      sum.volume += rows.volume[k];
      sum.energy += rows.energy[k];
    }
  }
  if (sums.empty()) {
    return absl::InvalidArgumentError(
        "glass transition: expected the records of a cooling, found none");
  }
  CoolingBins bins;
  for (const auto& [index, sum] : sums) {
    bins.temperature.push_back(sum.temperature / sum.rows);
    bins.volume.push_back(sum.volume / sum.rows);
    bins.energy.push_back(sum.energy / sum.rows);
  }
  return bins;
}

}  // namespace lehr::md::analysis
