#include "engine/src/relaxation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_format.h>

#include "engine/src/gradient_bundle.h"

namespace lehr::md {
namespace {

// Largest move of an atom in one step [Å].
constexpr double kLargestMove = 0.1;
// First step along −g [Å²/eV]: half the inverse of a stiff mode of a metal.
constexpr double kFirstStep = 0.02;
// Differences of energy below this are taken for rounding [eV an atom].
constexpr double kEnergyNoise = 1e-10;
// Points nearer than this to the last step's are taken for the same when a kink
// is looked for [Å]; the gradient is linear over such a distance: the change of
// stiffness, some 50 eV/Å³, times its square is 5e-7 eV/Å.
constexpr double kNear = 1e-4;

// One relaxation: where it is, and what it knows there.
class Descent {
 public:
  Descent(const RelaxationGoal& goal, int threads, Landscape* landscape,
          LbfgsMemory* memory)
      : goal_(goal),
        threads_(threads),
        landscape_(landscape),
        memory_(memory),
        bundle_(threads) {}

  absl::Status Run(Landscape::Point* point, Landscape::Value* value);

 private:
  bool Reached(const Landscape::Value& value) const {
    return value.largest_force < goal_.force &&
           value.largest_stress < goal_.stress;
  }
  absl::Status MayGoOn(const Landscape::Value& value) const;
  // Takes a step along `direction`; *moved says whether one was found.
  absl::Status Step(std::vector<Vec3> direction, Landscape::Point* point,
                    Landscape::Value* value, bool* moved);
  bool Accepts(const Landscape::Value& now, const Landscape::Value& then,
               double slope_now, double slope_then, double length) const;
  void Keep(const std::vector<Vec3>& direction, double length);
  // Whether a minimum on a kink is among the points met nearby; moves there.
  bool IsPinned(Landscape::Point* point, Landscape::Value* value) const;

  const RelaxationGoal& goal_;
  int threads_;
  Landscape* landscape_;
  LbfgsMemory* memory_;
  GradientBundle bundle_;
  Landscape::Point gradient_;
  Landscape::Point trial_gradient_;
};

// Evaluations between two calls of keep_going.
constexpr std::int64_t kAskEvery = 10;

absl::Status Descent::MayGoOn(const Landscape::Value& value) const {
  const std::int64_t evaluations = landscape_->evaluations();
  if (evaluations >= goal_.max_evaluations) {
    return absl::DeadlineExceededError(absl::StrFormat(
        "minimize: after %d evaluations the largest force is %g eV/Å and the "
        "largest stress %g bar, expected below %g and %g",
        evaluations, value.largest_force, value.largest_stress, goal_.force,
        goal_.stress));
  }
  if (goal_.keep_going && evaluations % kAskEvery == 0 &&
      !goal_.keep_going(evaluations)) {
    return absl::CancelledError(
        absl::StrFormat("minimize: stopped after %d evaluations", evaluations));
  }
  return absl::OkStatus();
}

absl::Status Descent::Run(Landscape::Point* point, Landscape::Value* value) {
  absl::Status status = landscape_->Evaluate(*point, value, &gradient_);
  if (!status.ok()) return status;
  while (!Reached(*value)) {
    std::vector<Vec3> direction = memory_->Direction(gradient_, kFirstStep);
    bool moved = false;
    status = Step(std::move(direction), point, value, &moved);
    if (!status.ok()) return status;
    if (moved) continue;
    if (memory_->empty()) {
      return absl::DeadlineExceededError(absl::StrFormat(
          "minimize: no way down is left at a largest force of %g eV/Å and "
          "stress of %g bar, expected below %g and %g: raise the tolerance",
          value->largest_force, value->largest_stress, goal_.force,
          goal_.stress));
    }
    memory_->Clear();
  }
  return absl::OkStatus();
}

// Parts of the slope at the start of a step: by which the energy must fall, and
// below which it may rise at the end (Hager and Zhang's delta and 1 - 2 delta).
constexpr double kSufficient = 1e-4;
constexpr double kSteepest = 0.8;

bool Descent::Accepts(const Landscape::Value& now, const Landscape::Value& then,
                      double slope_now, double slope_then,
                      double length) const {
  if (then.energy <= now.energy + kSufficient * length * slope_now) {
    return true;
  }
  const double noise = kEnergyNoise * static_cast<double>(landscape_->atoms());
  return then.energy <= now.energy + noise &&
         slope_then <= -kSteepest * slope_now;
}

bool Descent::IsPinned(Landscape::Point* point, Landscape::Value* value) const {
  if (bundle_.size() < 2) return false;
  GradientBundle::Mean mean = bundle_.LeastGradient();
  if (!Reached(mean.value)) return false;
  *point = std::move(mean.point);
  *value = mean.value;
  return true;
}

void Descent::Keep(const std::vector<Vec3>& direction, double length) {
  std::vector<Vec3> step(direction.size(), Vec3{0, 0, 0});
  AddScaled(length, direction, threads_, step);
  std::vector<Vec3> change = trial_gradient_;
  AddScaled(-1.0, gradient_, threads_, change);
  memory_->Add(std::move(step), std::move(change));
  std::swap(gradient_, trial_gradient_);
}

// Shorter and shorter steps that are tried along one direction.
constexpr int kMostTrials = 20;

absl::Status Descent::Step(std::vector<Vec3> direction, Landscape::Point* point,
                           Landscape::Value* value, bool* moved) {
  *moved = false;
  const double slope = Dot(gradient_, direction, threads_);
  if (!(slope < 0)) return absl::OkStatus();
  const double largest = LargestNorm(direction);
  double length = std::min(1.0, kLargestMove / largest);
  for (int trial = 0; trial < kMostTrials; ++trial) {
    absl::Status status = MayGoOn(*value);
    if (!status.ok()) return status;
    Landscape::Point there = *point;
    AddScaled(length, direction, threads_, there);
    Landscape::Value then;
    status = landscape_->Evaluate(there, &then, &trial_gradient_);
    if (absl::IsOutOfRange(status)) {  // atoms on top of each other
      length *= 0.25;
      continue;
    }
    if (!status.ok()) return status;
    const bool is_near = length * largest < kNear;
    if (!is_near) {
      bundle_.Clear();
    } else {
      if (bundle_.size() == 0) bundle_.Add(*point, gradient_, *value);
      bundle_.Add(there, trial_gradient_, then);
    }
    const double slope_then = Dot(trial_gradient_, direction, threads_);
    if (Accepts(*value, then, slope, slope_then, length)) {
      Keep(direction, length);
      *point = std::move(there);
      *value = then;
      *moved = true;
      return absl::OkStatus();
    }
    if (is_near && IsPinned(point, value)) {
      *moved = true;
      return absl::OkStatus();
    }
    // Where the slope would be zero, were it linear, if that is ahead.
    const double zero = slope / (slope - slope_then);
    length *= slope_then > 0 ? std::clamp(zero, 0.1, 0.6) : 0.3;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Relax(const RelaxationGoal& goal, int threads,
                   Landscape* landscape, LbfgsMemory* memory,
                   Landscape::Point* point, Landscape::Value* value) {
  return Descent(goal, threads, landscape, memory).Run(point, value);
}

}  // namespace lehr::md
