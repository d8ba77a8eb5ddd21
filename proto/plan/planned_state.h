#ifndef LEHR_PROTO_PLAN_PLANNED_STATE_H_
#define LEHR_PROTO_PLAN_PLANNED_STATE_H_

#include <array>
#include <cstdint>
#include <optional>

#include "lehr/v1/stage.pb.h"

namespace lehr::plan {

// A LawNumber is a v1::Number while planning: known, or a multiple of what a
// segment measures. Zero is always known, so that equal laws look equal.
struct LawNumber {
  double value = 0;
  int segment = -1;     // that measures; -1: `value` is the number
  int observable = -1;  // number in Observables()

  bool is_zero() const { return value == 0; }
  bool operator==(const LawNumber&) const = default;
};

// `number` times `factor`.
inline LawNumber Times(const LawNumber& number, double factor) {
  const double value = number.value * factor;
  if (value == 0) return {};
  return {value, number.segment, number.observable};
}

// A PlannedState is what is known of a state while planning: what the next
// stage needs to become a law.
struct PlannedState {
  int segment = -1;  // that leads to it; -1 before `create`
  int replica = 0;
  std::int64_t atoms = 0;
  // The atoms do not move, after `create` and `minimize`. A thermostat scales
  // velocities, so it cannot set them going.
  bool at_rest = true;
  std::optional<double> temperature;  // last target [K]
  std::array<LawNumber, 3> stress;    // last targets [GPa], tension positive
  std::array<bool, 3> free = {};      // axes with free surfaces
  std::array<bool, 3> fixed = {};     // axes that keep their length
  v1::Coupling coupling = v1::COUPLING_NONE;
  int random_stages = 0;              // so far; numbers the seeds
  double remembered_temperature = 0;  // for protocols [K]
  // Axis and strain of the deformation that led to it; unspecified if
  // something else did.
  v1::Axis deformed = v1::AXIS_UNSPECIFIED;
  double deformed_to = 0;
  // The same for shear.
  v1::ShearPlane sheared = v1::SHEAR_PLANE_UNSPECIFIED;
  // Segments that lead to it from the first state.
  int depth = 0;
  // The last name that a `save` stage gave on the way; number in StageLaws, -1
  // if none did.
  int saved = -1;
  // Edges of the box as it was made [Å], which a glass changes by a few
  // percent; 0 where they are not known: of a given state, and after a
  // deformation.
  std::array<double, 3> edges = {};
  // Copies that the last `replicate` made along each axis; all 1 if none did.
  std::array<int, 3> copies = {1, 1, 1};

  bool has_surface() const { return free[0] || free[1] || free[2]; }
  bool has_fixed() const { return fixed[0] || fixed[1] || fixed[2]; }
};

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_PLANNED_STATE_H_
