#include "engine/src/landscape.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/src/blocks.h"
#include "engine/src/portable_math.h"
#include "engine/src/wrap.h"
#include "lehr/md/units.h"

namespace lehr::md {
double LargestNorm(std::span<const Vec3> vectors) {
  double square = 0;
  for (const Vec3& v : vectors) {
    square = std::max(square, v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
  }
  return std::sqrt(square);
}

// The strain scale c of one atom [Å].
constexpr double kScaleOfOneAtom = 1.25;

Landscape::Landscape(ForceField* field, State start, bool moves_box,
                     int threads)
    : field_(field),
      start_(std::move(start)),
      threads_(threads),
      trial_(start_),
      forces_(start_.atoms.size()) {
  for (std::size_t a = 0; a < 3; ++a) {
    moves_edge_[a] = moves_box && start_.box.periodic[a];
  }
  strain_scale_ = kScaleOfOneAtom * std::sqrt(static_cast<double>(atoms()));
}

Landscape::Point Landscape::Start() const {
  Point point = start_.atoms.positions;
  point.push_back({0, 0, 0});
  return point;
}

void Landscape::Place(const Point& point, State* state) const {
  const std::size_t n = atoms();
  Vec3 stretch = {1, 1, 1};
  for (std::size_t a = 0; a < 3; ++a) {
    if (moves_edge_[a]) stretch[a] = Exp(point[n][a] / strain_scale_);
    state->box.lengths[a] = start_.box.lengths[a] * stretch[a];
  }
  state->box.tilts = {start_.box.tilts[0] * stretch[1],
                      start_.box.tilts[1] * stretch[0],
                      start_.box.tilts[2] * stretch[0]};
  ForEachBlock(n, threads_,
               [&](std::size_t /*block*/, std::size_t begin, std::size_t end) {
                 for (std::size_t i = begin; i < end; ++i) {
                   Vec3& r = state->atoms.positions[i];
                   for (std::size_t a = 0; a < 3; ++a) {
                     r[a] = point[i][a] * stretch[a];
                   }
                   state->atoms.images[i] = start_.atoms.images[i];
                   WrapPosition(state->box, &r, &state->atoms.images[i]);
                 }
               });
}

absl::Status Landscape::Evaluate(const Point& point, Value* value,
                                 Point* gradient) {
  Place(point, &trial_);
  ++evaluations_;
  absl::StatusOr<Interaction> interaction =
      field_->Compute(trial_.box, trial_.atoms.positions, forces_);
  if (!interaction.ok()) return interaction.status();
  const std::size_t n = atoms();
  const double volume = trial_.box.volume();
  *value = {.energy = interaction->energy,
            .largest_force = LargestNorm(forces_)};
  for (std::size_t k = 0; k < 6; ++k) {
    value->stress[k] =
        -interaction->virial[k] / volume * kEvPerCubicAngstromToBar;
  }
  gradient->resize(n + 1);
  (*gradient)[n] = {0, 0, 0};
  Vec3 stretch = {1, 1, 1};
  for (std::size_t a = 0; a < 3; ++a) {
    if (!moves_edge_[a]) continue;
    stretch[a] = trial_.box.lengths[a] / start_.box.lengths[a];
    (*gradient)[n][a] = -interaction->virial[a] / strain_scale_;
    value->largest_stress =
        std::max(value->largest_stress, std::abs(value->stress[a]));
  }
  ForEachBlock(n, threads_,
               [&](std::size_t /*block*/, std::size_t begin, std::size_t end) {
                 for (std::size_t i = begin; i < end; ++i) {
                   for (std::size_t a = 0; a < 3; ++a) {
                     (*gradient)[i][a] = -forces_[i][a] * stretch[a];
                   }
                 }
               });
  return absl::OkStatus();
}

State Landscape::At(const Point& point) const {
  State state = start_;
  Place(point, &state);
  for (Vec3& velocity : state.atoms.velocities) velocity = {0, 0, 0};
  return state;
}

}  // namespace lehr::md
