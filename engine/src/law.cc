#include "lehr/md/law.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

namespace lehr::md {
namespace {

absl::Status CheckPositive(std::string_view field, double value,
                           std::string_view unit) {
  if (std::isfinite(value) && value > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrFormat(
      "law: %s: expected a positive number, found %g %s", field, value, unit));
}

absl::Status CheckFinite(std::string_view field, double value,
                         std::string_view unit) {
  if (std::isfinite(value)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrFormat(
      "law: %s: expected a finite number, found %g %s", field, value, unit));
}

// A longer chain is of no use; a bound keeps a slip from becoming a state of
// gigabytes.
constexpr int kLongest = 100;

absl::Status CheckChain(std::string_view field, int length, int least) {
  if (length >= least && length <= kLongest) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrFormat("law: %s: expected %d to %d thermostats, found %d", field,
                      least, kLongest, length));
}

absl::Status CheckTemperature(const TemperatureLaw& law) {
  for (const absl::Status& status :
       {CheckPositive("temperature.start", law.start, "K"),
        CheckFinite("temperature.rate", law.rate, "K/ps"),
        CheckPositive("temperature.relaxation_time", law.relaxation_time, "ps"),
        CheckChain("temperature.chain_length", law.chain_length, 1)}) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

constexpr std::array<char, 3> kAxisName = {'x', 'y', 'z'};

absl::Status CheckAxis(std::size_t a, const AxisLaw& law) {
  const auto field = [&](const char* name) {
    return absl::StrFormat("axis %c: %s", kAxisName[a], name);
  };
  for (const absl::Status& status :
       {CheckFinite(field("stress_start"), law.stress_start, "bar"),
        CheckFinite(field("stress_rate"), law.stress_rate, "bar/ps"),
        CheckFinite(field("strain_rate"), law.strain_rate, "1/ps")}) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status CheckBarostat(const DynamicsLaw& law) {
  if (!law.temperature.has_value()) {
    return absl::InvalidArgumentError(
        "law: temperature: expected one, as the barostat's mass follows from "
        "it, found none with an axis under stress control");
  }
  absl::Status status = CheckPositive("barostat_time", law.barostat_time, "ps");
  if (!status.ok()) return status;
  status = CheckChain("barostat_chain_length", law.barostat_chain_length, 0);
  if (!status.ok()) return status;
  if (!std::isfinite(law.barostat_drag) || law.barostat_drag < 0) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "law: barostat_drag: expected a number that is not negative, found %g "
        "1/ps",
        law.barostat_drag));
  }
  return absl::OkStatus();
}

absl::Status CheckShear(const ShearLaw& law) {
  if (law.direction < 0 || law.normal > 2 || law.direction >= law.normal) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "law: shear: expected the plane xy, xz or yz, found axes %d and %d",
        law.direction, law.normal));
  }
  return CheckFinite("shear.rate", law.rate, "1/ps");
}

absl::Status CheckIso(const std::array<AxisLaw, 3>& axes) {
  for (const AxisLaw& axis : axes) {
    if (axis.mode != AxisMode::kStress) {
      return absl::InvalidArgumentError(
          "law: coupling: iso needs all three axes under stress control");
    }
    if (axis.stress_start != axes[0].stress_start ||
        axis.stress_rate != axes[0].stress_rate) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "law: coupling: iso needs one target, found %g and %g bar, rates %g "
          "and %g bar/ps",
          axes[0].stress_start, axis.stress_start, axes[0].stress_rate,
          axis.stress_rate));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status DynamicsLaw::Validate() const {
  absl::Status status = CheckPositive("time_step", time_step, "ps");
  if (!status.ok()) return status;
  if (temperature.has_value()) {
    status = CheckTemperature(*temperature);
    if (!status.ok()) return status;
  }
  bool has_stress = false;
  for (std::size_t a = 0; a < 3; ++a) {
    status = CheckAxis(a, axes[a]);
    if (!status.ok()) return status;
    has_stress = has_stress || axes[a].mode == AxisMode::kStress;
  }
  if (has_stress) {
    status = CheckBarostat(*this);
    if (!status.ok()) return status;
  }
  if (shear.has_value()) {
    status = CheckShear(*shear);
    if (!status.ok()) return status;
  }
  return coupling == Coupling::kIso ? CheckIso(axes) : absl::OkStatus();
}

}  // namespace lehr::md
