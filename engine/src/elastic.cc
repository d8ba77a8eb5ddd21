#include "lehr/md/elastic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "engine/src/elastic_averages.h"
#include "engine/src/elastic_response.h"
#include "engine/src/landscape.h"
#include "engine/src/lbfgs.h"
#include "engine/src/relaxation.h"
#include "engine/src/simulation_checks.h"
#include "lehr/md/units.h"

namespace lehr::md {
namespace {

constexpr const char* kVoigtName[6] = {"xx", "yy", "zz", "yz", "xz", "xy"};

// Edges are relaxed until their stresses are below this [bar]: 1e-4 GPa, a
// thousandth of the stresses that a strain of 1e-3 makes.
constexpr double kBaseStress = 1.0;

absl::Status Check(const ElasticOptions& options, const State& state) {
  if (!(options.strain > 0) || options.strain > 0.1 ||
      !(options.force_tolerance > 0) || options.threads < 1 ||
      options.most_halvings < 0 || options.most_restarts < 0) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "elastic: expected a strain in (0, 0.1], a positive tolerance and "
        "threads, and no fewer than 0 halvings and restarts, found %g, %g "
        "eV/Å, %d, %d, %d",
        options.strain, options.force_tolerance, options.threads,
        options.most_halvings, options.most_restarts));
  }
  for (std::size_t a = 0; a < 3; ++a) {
    if (!state.box.periodic[a]) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "elastic: expected a fully periodic state, found free surfaces along "
          "%c",
          "xyz"[a]));
    }
  }
  return CheckState(state);
}

// Of each Voigt strain: the axis along which positions move, and the one with
// which the move grows.
constexpr std::size_t kMoves[6] = {0, 1, 2, 1, 0, 0};
constexpr std::size_t kWith[6] = {0, 1, 2, 2, 2, 1};

// Applies r -> r + e n (k · r) to box and atoms, the Voigt strain `mode` with
// engineering shears: k, n = x, x ... for the first three; then y moves with z,
// x with z, x with y.
void Strain(std::size_t mode, double e, State* state) {
  const std::size_t n = kMoves[mode];
  const std::size_t k = kWith[mode];
  for (Vec3& r : state->atoms.positions) r[n] += e * r[k];
  // The edge vectors are strained as positions are.
  Box& box = state->box;
  Vec3 y_edge = {box.tilts[2], box.lengths[1], 0};
  Vec3 z_edge = {box.tilts[1], box.tilts[0], box.lengths[2]};
  y_edge[n] += e * y_edge[k];
  z_edge[n] += e * z_edge[k];
  if (mode == 0) box.lengths[0] *= 1 + e;
  box.lengths[1] = y_edge[1];
  box.lengths[2] = z_edge[2];
  box.tilts = {z_edge[1], z_edge[0], y_edge[0]};
}

// The measurement of one state: all relaxations share the force field.
class Measurement {
 public:
  Measurement(const Potential& potential, const ElasticOptions& options,
              State state)
      : options_(options),
        state_(std::move(state)),
        field_(
            potential.MakeForceField(state_.atoms.species, options.threads)) {}

  absl::StatusOr<ElasticConstants> Run();

 private:
  // Relaxes; `guess` [N] is added to the positions at the start, and is where
  // they went [Å] at the end.
  absl::StatusOr<Relaxed> RelaxAtoms(const State& strained,
                                     std::vector<Vec3>* guess);
  // Both signs of one strain.
  absl::StatusOr<ElasticResponse> Respond(std::size_t mode, double strain);
  // The same with half the size until it is elastic.
  absl::StatusOr<ElasticResponse> RespondElastically(std::size_t mode);
  // All modes. OUT_OF_RANGE if one is not elastic.
  absl::StatusOr<ElasticConstants> MeasureModes();
  absl::Status RelaxBase();
  // Makes a lower state, to which the last response went and from which it does
  // not come back, the base; false if there is none.
  absl::StatusOr<bool> FallToLowerBase();
  RelaxationGoal Goal(double stress) const;

  const ElasticOptions& options_;
  State state_;
  std::unique_ptr<ForceField> field_;
  Relaxed base_;  // what state_ has once it is relaxed
  // Where the atoms went under the last strain and its opposite [Å].
  std::array<std::vector<Vec3>, 2> moved_;
  // Mean of C_11, C_22, C_33 [GPa]; 0 until they are known.
  double axial_stiffness_ = 0;
  int rearrangements_ = 0;
  std::int64_t evaluations_ = 0;
};

RelaxationGoal Measurement::Goal(double stress) const {
  RelaxationGoal goal;
  goal.force = options_.force_tolerance;
  goal.stress = stress;
  if (options_.keep_going) {
    goal.keep_going = [this](std::int64_t evaluations) {
      return options_.keep_going(evaluations_ + evaluations);
    };
  }
  return goal;
}

absl::Status Measurement::RelaxBase() {
  Landscape landscape(field_.get(), state_, /*moves_box=*/true,
                      options_.threads);
  LbfgsMemory memory(kRelaxationMemory, options_.threads);
  Landscape::Point point = landscape.Start();
  Landscape::Value value;
  absl::Status status = Relax(Goal(kBaseStress), options_.threads, &landscape,
                              &memory, &point, &value);
  if (!status.ok()) return status;
  evaluations_ += landscape.evaluations();
  state_ = landscape.At(point);
  base_ = {value.energy, value.stress};
  return absl::OkStatus();
}

absl::StatusOr<Relaxed> Measurement::RelaxAtoms(const State& strained,
                                                std::vector<Vec3>* guess) {
  Landscape landscape(field_.get(), strained, /*moves_box=*/false,
                      options_.threads);
  LbfgsMemory memory(kRelaxationMemory, options_.threads);
  Landscape::Point point = landscape.Start();
  AddScaled(1.0, *guess, options_.threads, point);
  Landscape::Value value;
  absl::Status status = Relax(Goal(kNoStressGoal), options_.threads, &landscape,
                              &memory, &point, &value);
  if (!status.ok()) return status;
  evaluations_ += landscape.evaluations();
  const std::vector<Vec3>& start = strained.atoms.positions;
  for (std::size_t i = 0; i < start.size(); ++i) {
    for (std::size_t a = 0; a < 3; ++a) {
      (*guess)[i][a] = point[i][a] - start[i][a];
    }
  }
  return Relaxed{value.energy, value.stress};
}

absl::StatusOr<ElasticResponse> Measurement::Respond(std::size_t mode,
                                                     double strain) {
  ElasticResponse response;
  response.mode = mode;
  response.strain = strain;
  response.volume = state_.box.volume();
  response.base = base_;
  std::vector<Vec3> moved(state_.atoms.size(), Vec3{0, 0, 0});
  for (const int sign : {1, -1}) {
    State strained = state_;
    Strain(mode, sign * strain, &strained);
    // To first order in the strain, atoms move back as far as they moved.
    for (Vec3& u : moved) u = {-u[0], -u[1], -u[2]};
    absl::StatusOr<Relaxed> at = RelaxAtoms(strained, &moved);
    if (!at.ok()) {
      return absl::Status(
          at.status().code(),
          absl::StrFormat("elastic: strain %s %+g: %s", kVoigtName[mode],
                          sign * strain, std::string(at.status().message())));
    }
    (sign > 0 ? response.plus : response.minus) = *at;
    moved_[sign > 0 ? 0 : 1] = moved;
  }
  return response;
}

// Part of C_11 that a shear modulus is asked to be known to: of metals and
// metallic glasses it is a third to a sixth of it.
constexpr double kLeastStiffness = 0.1;

absl::StatusOr<ElasticResponse> Measurement::RespondElastically(
    std::size_t mode) {
  double strain = options_.strain;
  for (int halvings = 0;; ++halvings, strain /= 2) {
    absl::StatusOr<ElasticResponse> response = Respond(mode, strain);
    // The mirror image of a rearrangement may put atoms on top of each other.
    if (!response.ok() && !absl::IsOutOfRange(response.status())) {
      return response;
    }
    if (response.ok() &&
        IsElastic(*response, kLeastStiffness * axial_stiffness_,
                  options_.force_tolerance)) {
      return response;
    }
    ++rearrangements_;
    if (halvings == options_.most_halvings) {
      if (!response.ok()) return response;
      return absl::OutOfRangeError(absl::StrFormat(
          "elastic: strain %s ±%g: expected an elastic response, found one "
          "that is no mirror image by %.3g GPa and misses work of %.3g GPa at "
          "a stiffness of %.3g GPa: the state rearranges under the smallest "
          "strain; anneal it, or begin with a smaller strain",
          kVoigtName[mode], strain, response->Asymmetry(),
          response->MissingWork(), response->Stiffness()));
    }
  }
}

absl::StatusOr<ElasticConstants> Measurement::MeasureModes() {
  ElasticConstants result;
  result.smallest_strain = options_.strain;
  axial_stiffness_ = 0;
  for (std::size_t mode = 0; mode < 6; ++mode) {
    const absl::StatusOr<ElasticResponse> response = RespondElastically(mode);
    if (!response.ok()) return response.status();
    result.smallest_strain = std::min(result.smallest_strain, response->strain);
    for (std::size_t i = 0; i < 6; ++i) {
      result.c[i][mode] =
          (response->plus.stress[i] - response->minus.stress[i]) /
          (2 * response->strain) / kBarPerGpa;
    }
    if (mode == 2) {
      axial_stiffness_ = (result.c[0][0] + result.c[1][1] + result.c[2][2]) / 3;
    }
  }
  return result;
}

// Relaxed energies scatter by less than 1e-10 eV an atom (glasses of 864 atoms,
// 1e-5 eV/Å); the smallest rearrangement seen in 500 atoms set 1.5e-6 free.
constexpr double kLowerByAtom = 1e-8;

absl::StatusOr<bool> Measurement::FallToLowerBase() {
  const State state = state_;
  const Relaxed base = base_;
  const double lower =
      base.energy - kLowerByAtom * static_cast<double>(state.atoms.size());
  for (const std::vector<Vec3>& moved : moved_) {
    if (moved.empty()) continue;
    state_ = state;
    AddScaled(1.0, moved, options_.threads, state_.atoms.positions);
    absl::Status status = RelaxBase();
    if (!status.ok()) return status;
    if (base_.energy < lower) return true;
  }
  state_ = state;
  base_ = base;
  return false;
}

absl::StatusOr<ElasticConstants> Measurement::Run() {
  absl::Status status = RelaxBase();
  if (!status.ok()) return status;
  for (int restarts = 0;; ++restarts) {
    absl::StatusOr<ElasticConstants> result = MeasureModes();
    if (absl::IsOutOfRange(result.status()) &&
        restarts < options_.most_restarts) {
      const absl::StatusOr<bool> fell = FallToLowerBase();
      if (!fell.ok()) return fell.status();
      if (*fell) continue;
    }
    if (!result.ok()) return result;
    result->rearrangements = rearrangements_;
    result->restarts = restarts;
    result->evaluations = evaluations_;
    status = AddAverages(&*result);
    if (!status.ok()) return status;
    return result;
  }
}

}  // namespace

absl::StatusOr<ElasticConstants> MeasureElasticConstants(
    const Potential& potential, const ElasticOptions& options, State state) {
  absl::Status status = Check(options, state);
  if (!status.ok()) return status;
  return Measurement(potential, options, std::move(state)).Run();
}

}  // namespace lehr::md
