#include "client/path_history.h"

#include <cmath>

namespace lehr::client {
namespace {

constexpr double kFsPerPs = 1000;
constexpr std::array<std::string_view, kStrains> kNames = {
    "true_strain_x",   "true_strain_y",   "true_strain_z",
    "shear_strain_xy", "shear_strain_xz", "shear_strain_yz"};
constexpr std::array<std::string_view, kStrains> kSymbols = {
    "ε_x", "ε_y", "ε_z", "γ_xy", "γ_xz", "γ_yz"};
constexpr std::array<v1::ShearPlane, 3> kPlanes = {
    v1::SHEAR_PLANE_XY, v1::SHEAR_PLANE_XZ, v1::SHEAR_PLANE_YZ};

// What a law does to a strain.
struct Change {
  enum class Kind { kKeeps, kStrains, kFrees } kind = Kind::kKeeps;
  double strain = 0;
};
using Changes = std::array<Change, kStrains>;

Change ChangeOf(const v1::AxisLaw& axis, double time_ps) {
  switch (axis.mode_case()) {
    case v1::AxisLaw::kFixed:
      return {};
    case v1::AxisLaw::kRate: {
      const double strain = axis.rate().rate_per_ps() * time_ps;
      const bool is_true = axis.rate().measure() == v1::STRAIN_MEASURE_TRUE;
      return {Change::Kind::kStrains, is_true ? strain : std::log1p(strain)};
    }
    default:
      return {Change::Kind::kFrees, 0};
  }
}

Changes ChangesOf(const v1::DynamicsLaw& law, double time_ps) {
  Changes changes = {ChangeOf(law.x(), time_ps), ChangeOf(law.y(), time_ps),
                     ChangeOf(law.z(), time_ps)};
  const bool any_free =
      law.x().has_stress() || law.y().has_stress() || law.z().has_stress();
  for (std::size_t i = 0; i < kPlanes.size(); ++i) {
    Change& change = changes[3 + i];
    if (!law.has_shear()) {
      if (any_free) change.kind = Change::Kind::kFrees;
    } else if (law.shear().plane() == kPlanes[i]) {
      change = {Change::Kind::kStrains, law.shear().rate_per_ps() * time_ps};
    }
  }
  return changes;
}

void Apply(const Changes& changes, PathState* state) {
  for (std::size_t i = 0; i < kStrains; ++i) {
    if (changes[i].kind == Change::Kind::kStrains) {
      state->strain[i] = state->strain[i].value_or(0) + changes[i].strain;
      state->strained[i] = true;
    } else if (changes[i].kind == Change::Kind::kFrees && state->strained[i]) {
      state->strain[i].reset();
    }
  }
}

void Follow(const v1::Advance& advance, PathState* state) {
  const v1::Law& law = advance.law();
  if (law.has_dynamics()) {
    const double time_ps = static_cast<double>(advance.steps()) *
                           law.dynamics().time_step_fs() / kFsPerPs;
    state->time_ps += time_ps;
    Apply(ChangesOf(law.dynamics(), time_ps), state);
  } else if (law.has_minimize() && law.minimize().relax_box()) {
    Changes frees;
    frees.fill({Change::Kind::kFrees, 0});
    Apply(frees, state);
  }
}

}  // namespace

std::string_view StrainName(std::size_t strain) { return kNames[strain]; }

std::string_view StrainSymbol(std::size_t strain) { return kSymbols[strain]; }

PathHistory::PathHistory(const plan::Plan& plan) {
  ends_.reserve(plan.segments.size());
  for (const plan::PlannedSegment& segment : plan.segments) {
    PathState state = segment.parent < 0 ? PathState() : EndOf(segment.parent);
    if (segment.work.has_advance()) Follow(segment.work.advance(), &state);
    ends_.push_back(state);
  }
}

}  // namespace lehr::client
