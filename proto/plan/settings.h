#ifndef LEHR_PROTO_PLAN_SETTINGS_H_
#define LEHR_PROTO_PLAN_SETTINGS_H_

#include <cstdint>
#include <optional>

#include "lehr/v1/sweep.pb.h"
#include "proto/plan/violations.h"
#include "proto/support/version.h"

namespace lehr::plan {

// How dynamics compute pairs where a sweep does not say. A change of it changes
// what such sweeps ask for, not what a key means.
inline constexpr v1::Precision kDefaultPrecision = v1::PRECISION_FAST;

// Settings are v1::Settings with the defaults written out.
struct Settings {
  double time_step_fs = 2;
  double thermostat_time_ps = 0.2;
  int chain_length = 3;
  double barostat_time_ps = 2;
  // Unset: 0; with Lehr's engine 1/barostat_time_ps while a stress changes.
  std::optional<double> barostat_drag_per_ps;
  double record_ps = 0.1;
  v1::StressMeasure stress_measure = v1::STRESS_MEASURE_CAUCHY;
  v1::Precision precision = kDefaultPrecision;
  v1::Engine engine = v1::ENGINE_LEHR;

  // Nearest whole number of steps; a double because it may be too large.
  double StepsOf(double time_ps) const;
  // What laws say of it (law.proto).
  int lammps_numerics() const {
    return engine == v1::ENGINE_LAMMPS ? kLammpsNumericsVersion : 0;
  }
  // Steps between rows of the curve, at least 1.
  std::int64_t RecordSteps() const;
};

// Reads the field "settings". What is out of its range is added to `violations`
// and has its default.
Settings ReadSettings(const v1::Settings& settings, Violations* violations);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_SETTINGS_H_
