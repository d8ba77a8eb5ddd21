#include "lehr/md/analysis/glass_transition.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "engine/src/analysis/cooling_bins.h"
#include "engine/src/random.h"
#include "lehr/md/analysis/line.h"

namespace lehr::md::analysis {
namespace {

// Three points are the fewest that a line need not meet.
constexpr std::size_t kFewestBins = 3;

struct Points {
  std::vector<double> x, y;
};

struct Window {
  double from = 0, to = 0;
};

// What the two lines say together.
struct Reading {
  double temperature = 0;  // where they meet; NaN or infinite if parallel
  double glass_expansion = 0;
  double liquid_expansion = 0;
};

absl::Status Check(const GlassTransitionOptions& options) {
  if (options.bin > 0 && options.glass_from < options.glass_to &&
      options.glass_to <= options.liquid_from &&
      options.liquid_from < options.liquid_to && options.window_shift >= 0 &&
      options.bootstrap_samples > 0) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "glass transition: expected a bin above 0 K and rising windows, found %g "
      "K, %g to %g K, %g to %g K, shifted by %g K, %d samples",
      options.bin, options.glass_from, options.glass_to, options.liquid_from,
      options.liquid_to, options.window_shift, options.bootstrap_samples));
}

Points In(const Window& window, const std::vector<double>& temperature,
          const std::vector<double>& y) {
  Points points;
  for (std::size_t k = 0; k < temperature.size(); ++k) {
    if (temperature[k] < window.from || temperature[k] > window.to) continue;
    points.x.push_back(temperature[k]);
    points.y.push_back(y[k]);
  }
  return points;
}

Reading Read(const Points& glass, const Points& liquid) {
  const Line low = FitLine(glass.x, glass.y);
  const Line high = FitLine(liquid.x, liquid.y);
  return {.temperature = (low.At(0) - high.At(0)) / (high.slope - low.slope),
          .glass_expansion = low.slope / low.mean_y,
          .liquid_expansion = high.slope / high.mean_y};
}

// As many points, each any of `points`.
Points DrawAgain(const Points& points, Random* random) {
  Points drawn;
  for (std::size_t k = 0; k < points.x.size(); ++k) {
    const std::size_t pick = random->Below(points.x.size());
    drawn.x.push_back(points.x[pick]);
    drawn.y.push_back(points.y[pick]);
  }
  return drawn;
}

// Half the width of the central 68 % (one standard deviation of a normal
// distribution); values that are not finite count as far away.
double HalfWidth(std::vector<double> values) {
  for (double& value : values) {
    if (!std::isfinite(value)) value = HUGE_VAL;
  }
  std::sort(values.begin(), values.end());
  const auto at = [&](double part) {
    return values[static_cast<std::size_t>(
        part * static_cast<double>(values.size() - 1))];
  };
  return 0.5 * (at(0.84134) - at(0.15866));
}

// One quantity (volume or energy) against temperature.
class Kink {
 public:
  Kink(const std::vector<double>& temperature, const std::vector<double>& y,
       const GlassTransitionOptions& options)
      : temperature_(temperature), y_(y), options_(options) {}

  absl::Status CheckBins() const;
  Reading Value() const { return At(0, 0); }
  bool MeetWithinRecords(const Reading& reading) const {
    return reading.temperature >= temperature_.front() &&
           reading.temperature <= temperature_.back();
  }
  Reading Errors() const;

 private:
  Points Glass(double shift) const {
    return In({options_.glass_from + shift, options_.glass_to + shift},
              temperature_, y_);
  }
  Points Liquid(double shift) const {
    return In({options_.liquid_from + shift, options_.liquid_to + shift},
              temperature_, y_);
  }
  Reading At(double glass_shift, double liquid_shift) const {
    return Read(Glass(glass_shift), Liquid(liquid_shift));
  }
  Reading BootstrapErrors() const;
  Reading ShiftErrors() const;

  const std::vector<double>& temperature_;
  const std::vector<double>& y_;
  const GlassTransitionOptions& options_;
};

absl::Status Kink::CheckBins() const {
  const struct {
    const char* name;
    double from, to;
    std::size_t bins;
  } windows[] = {
      {"glass", options_.glass_from, options_.glass_to, Glass(0).x.size()},
      {"liquid", options_.liquid_from, options_.liquid_to, Liquid(0).x.size()}};
  for (const auto& window : windows) {
    if (window.bins >= kFewestBins) continue;
    return absl::OutOfRangeError(absl::StrFormat(
        "glass transition: %s window, %g to %g K: expected %d bins of %g K or "
        "more, found %d; the records go from %.0f to %.0f K",
        window.name, window.from, window.to, kFewestBins, options_.bin,
        window.bins, temperature_.front(), temperature_.back()));
  }
  return absl::OkStatus();
}

Reading Kink::BootstrapErrors() const {
  Random random(options_.seed);
  const Points glass = Glass(0);
  const Points liquid = Liquid(0);
  std::vector<double> temperatures, glass_expansions, liquid_expansions;
  for (int n = 0; n < options_.bootstrap_samples; ++n) {
    const Points glass_again = DrawAgain(glass, &random);
    const Reading reading = Read(glass_again, DrawAgain(liquid, &random));
    temperatures.push_back(reading.temperature);
    glass_expansions.push_back(reading.glass_expansion);
    liquid_expansions.push_back(reading.liquid_expansion);
  }
  return {HalfWidth(std::move(temperatures)),
          HalfWidth(std::move(glass_expansions)),
          HalfWidth(std::move(liquid_expansions))};
}

Reading Kink::ShiftErrors() const {
  const double by = options_.window_shift;
  const Reading unshifted = Value();
  double temperature = 0, glass = 0, liquid = 0;
  int temperatures = 0, glasses = 0, liquids = 0;
  for (const auto& [low, high] :
       {std::array{by, 0.0}, {-by, 0.0}, {0.0, by}, {0.0, -by}}) {
    if (Glass(low).x.size() < kFewestBins ||
        Liquid(high).x.size() < kFewestBins) {
      continue;
    }
    const Reading shifted = At(low, high);
    temperature += std::pow(shifted.temperature - unshifted.temperature, 2);
    ++temperatures;
    if (low != 0) {
      glass += std::pow(shifted.glass_expansion - unshifted.glass_expansion, 2);
      ++glasses;
    } else {
      liquid +=
          std::pow(shifted.liquid_expansion - unshifted.liquid_expansion, 2);
      ++liquids;
    }
  }
  const auto root = [](double sum, int n) {
    return n > 0 ? std::sqrt(sum / n) : 0.0;
  };
  return {root(temperature, temperatures), root(glass, glasses),
          root(liquid, liquids)};
}

Reading Kink::Errors() const {
  const Reading bootstrap = BootstrapErrors();
  const Reading shift = ShiftErrors();
  return {std::max(bootstrap.temperature, shift.temperature),
          std::max(bootstrap.glass_expansion, shift.glass_expansion),
          std::max(bootstrap.liquid_expansion, shift.liquid_expansion)};
}

}  // namespace

absl::StatusOr<GlassTransition> FindGlassTransition(
    std::span<const CoolingRows> laws, const GlassTransitionOptions& options) {
  if (absl::Status status = Check(options); !status.ok()) return status;
  const auto bins = BinCooling(laws, options.bin);
  if (!bins.ok()) return bins.status();
  const Kink volume(bins->temperature, bins->volume, options);
  if (absl::Status status = volume.CheckBins(); !status.ok()) return status;
  const Reading value = volume.Value();
  if (!volume.MeetWithinRecords(value)) {
    return absl::OutOfRangeError(absl::StrFormat(
        "glass transition: expected the lines of glass and liquid to meet "
        "within the records, %.0f to %.0f K, found expansions of %g and %g /K "
        "and a meeting at %g K",
        bins->temperature.front(), bins->temperature.back(),
        value.glass_expansion, value.liquid_expansion, value.temperature));
  }
  const Reading error = volume.Errors();
  GlassTransition result;
  result.temperature = {value.temperature, error.temperature};
  result.glass_expansion = {value.glass_expansion, error.glass_expansion};
  result.liquid_expansion = {value.liquid_expansion, error.liquid_expansion};
  const Kink energy(bins->temperature, bins->energy, options);
  const Reading of_energy = energy.Value();
  if (energy.MeetWithinRecords(of_energy)) {
    result.temperature_from_energy = {of_energy.temperature,
                                      energy.Errors().temperature};
  }
  return result;
}

}  // namespace lehr::md::analysis
