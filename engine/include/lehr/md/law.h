#ifndef LEHR_MD_LAW_H_
#define LEHR_MD_LAW_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <absl/status/status.h>

#include "lehr/md/precision.h"

namespace lehr::md {

// What an axis of the box does.
enum class AxisMode {
  kFixed,   // keeps its length
  kFree,    // is not periodic: free surfaces
  kStress,  // has a barostat
  kRate,    // is strained at a constant rate
};

enum class StrainMeasure {
  kEngineering,  // L(t) = L0 (1 + rate t)
  kTrue,         // L(t) = L0 exp(rate t)
};

enum class Coupling {
  kNone,  // every axis has its own barostat
  kIso,   // all three axes scale together; needs kStress with one target
};

// Which stress the targets mean where they differ from each other.
enum class StressMeasure {
  // True stress: force per present cross-section.
  kCauchy,
  // What LAMMPS' fix npt holds by default (nreset 0): the mean p_h of the
  // targets is a true pressure, but what differs from it acts through the box
  // at the start of the law,
  //   P_a = p_h + (P_a^target − p_h) (V_0/V) (L_a/L_a0)².
  kReference,
};

// ShearLaw is simple shear at a constant rate: atoms move along `direction` by
// γ(t) = rate t for each length along `normal`.
struct ShearLaw {
  int direction = 0;  // 0, 1
  int normal = 1;     // 1, 2; above `direction`
  double rate = 0;    // 1/ps

  // Of Box::tilts.
  std::size_t tilt() const {
    return static_cast<std::size_t>(3 - direction - normal);
  }
};

// AxisLaw is the programme of one axis. Time t runs from the law's first step.
struct AxisLaw {
  AxisMode mode = AxisMode::kFixed;
  // kStress: target of the stress, tension positive,
  // σ(t) = stress_start + stress_rate t [bar, bar/ps].
  double stress_start = 0;
  double stress_rate = 0;
  // kRate [1/ps].
  double strain_rate = 0;
  StrainMeasure strain_measure = StrainMeasure::kEngineering;
};

// TemperatureLaw is the thermostat: a Nosé-Hoover chain with target
// T(t) = start + rate t.
struct TemperatureLaw {
  double start = 300;            // K
  double rate = 0;               // K/ps
  double relaxation_time = 0.2;  // τ, ps
  int chain_length = 3;
};

// DynamicsLaw is all that decides how a state moves. It has no end: a law with
// more steps continues the same law with fewer.
struct DynamicsLaw {
  double time_step = 0.002;  // ps
  std::optional<TemperatureLaw> temperature;
  std::array<AxisLaw, 3> axes;
  Coupling coupling = Coupling::kNone;
  // Barostat; used if an axis is kStress.
  double barostat_time = 2.0;  // τ_P, ps
  int barostat_chain_length = 3;
  double barostat_drag = 0;  // 1/ps
  StressMeasure stress_measure = StressMeasure::kCauchy;
  Precision precision = Precision::kReference;
  // Tilts the box, which must be periodic along all axes.
  std::optional<ShearLaw> shear;

  // INVALID_ARGUMENT, naming the field, if the law has no meaning: a time step
  // or relaxation time that is not positive, unequal targets with kIso, ...
  absl::Status Validate() const;
};

}  // namespace lehr::md

#endif  // LEHR_MD_LAW_H_
