#include "proto/plan/settings.h"

#include <algorithm>
#include <cmath>

#include <absl/strings/str_format.h>

namespace lehr::plan {
namespace {

// Longer steps than this no metal stands; the fastest vibrations take 100 fs.
constexpr double kMaxTimeStepFs = 20;

// More links than this change nothing; the engine keeps them in a small array.
constexpr int kMaxChainLength = 10;

// Longest of the times [ps].
constexpr double kMaxTimePs = 1e6;

// Sets `target` if `given` is above 0 and at most `most`.
void ReadPositive(double given, double most, const char* unit,
                  const char* field, double* target, Violations* violations) {
  if (given > 0 && given <= most) {
    *target = given;
    return;
  }
  violations->Add(
      absl::StrFormat("settings.%s", field),
      absl::StrFormat("expected more than 0 and at most %g %s, found %g %s",
                      most, unit, given, unit));
}

}  // namespace

double Settings::StepsOf(double time_ps) const {
  constexpr double kFsPerPs = 1000;
  return std::round(time_ps * kFsPerPs / time_step_fs);
}

std::int64_t Settings::RecordSteps() const {
  return static_cast<std::int64_t>(std::max(1.0, StepsOf(record_ps)));
}

Settings ReadSettings(const v1::Settings& settings, Violations* violations) {
  Settings result;
  if (settings.has_time_step_fs()) {
    ReadPositive(settings.time_step_fs(), kMaxTimeStepFs, "fs", "time_step_fs",
                 &result.time_step_fs, violations);
  }
  if (settings.has_thermostat_time_ps()) {
    ReadPositive(settings.thermostat_time_ps(), kMaxTimePs, "ps",
                 "thermostat_time_ps", &result.thermostat_time_ps, violations);
  }
  if (settings.has_barostat_time_ps()) {
    ReadPositive(settings.barostat_time_ps(), kMaxTimePs, "ps",
                 "barostat_time_ps", &result.barostat_time_ps, violations);
  }
  if (settings.has_record_ps()) {
    ReadPositive(settings.record_ps(), kMaxTimePs, "ps", "record_ps",
                 &result.record_ps, violations);
  }
  if (const double drag = settings.barostat_drag_per_ps();
      settings.has_barostat_drag_per_ps()) {
    if (drag >= 0 && std::isfinite(drag)) {
      result.barostat_drag_per_ps = drag;
    } else {
      violations->Add(
          "settings.barostat_drag_per_ps",
          absl::StrFormat("expected at least 0 /ps, found %g /ps", drag));
    }
  }
  if (const int length = settings.chain_length(); settings.has_chain_length()) {
    if (length >= 1 && length <= kMaxChainLength) {
      result.chain_length = length;
    } else {
      violations->Add("settings.chain_length",
                      absl::StrFormat("expected 1 to %d links, found %d",
                                      kMaxChainLength, length));
    }
  }
  if (!v1::StressMeasure_IsValid(settings.stress_measure())) {
    violations->Add(
        "settings.stress_measure",
        absl::StrFormat("expected a known value, found %d",
                        static_cast<int>(settings.stress_measure())));
  } else if (settings.stress_measure() == v1::STRESS_MEASURE_REFERENCE) {
    result.stress_measure = v1::STRESS_MEASURE_REFERENCE;
  }
  if (!v1::Precision_IsValid(settings.precision())) {
    violations->Add("settings.precision",
                    absl::StrFormat("expected a known value, found %d",
                                    static_cast<int>(settings.precision())));
  } else if (settings.precision() != v1::PRECISION_UNSPECIFIED) {
    result.precision = settings.precision();
  }
  if (!v1::Engine_IsValid(settings.engine())) {
    violations->Add("settings.engine",
                    absl::StrFormat("expected a known value, found %d",
                                    static_cast<int>(settings.engine())));
  } else if (settings.engine() == v1::ENGINE_LAMMPS) {
    result.engine = v1::ENGINE_LAMMPS;
    // LAMMPS' own; said once, so that there is one key.
    result.precision = v1::PRECISION_REFERENCE;
  }
  return result;
}

}  // namespace lehr::plan
