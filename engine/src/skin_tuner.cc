#include "engine/src/skin_tuner.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace lehr::md {
namespace {

// [Å] Steps of a quarter: near the best one, a skin that is off by half of that
// costs less than a hundredth.
constexpr std::array<double, 10> kScale = {0.25, 0.32, 0.4,  0.5, kFirstSkin,
                                           0.8,  1.0,  1.25, 1.6, 2.0};

// A trial ends with a list if there were so many steps to compare, or without
// one after so many. In the latter case lists cost less than a thirtieth.
constexpr std::size_t kLeastPlainSteps = 8;
constexpr std::int64_t kMostRebuilds = 12;
constexpr std::int64_t kMostTrialSteps = 120;

// How long lists last is looked at whenever so many were used up, or after so
// many steps. If it differs by this factor from what it was, the best skin is
// another one.
constexpr std::int64_t kWindowRebuilds = 8;
constexpr std::int64_t kWindowSteps = 2000;
constexpr double kMuch = 1.5;
// Steps between tunings: with 200 steps for one, which are some per cent slower
// than the best, less than a hundredth is lost.
constexpr std::int64_t kLeastStepsBetween = 2000;

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle =
      values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

double SkinTuner::skin() const { return kScale[place_]; }

bool SkinTuner::Took(double seconds, bool rebuilt) {
  ++steps_;
  if (rebuilt) {
    ++rebuilds_;
    last_rebuild_ = steps_;
  }
  if (settled_) {
    Watch();
    return false;
  }
  Measure(seconds, rebuilt);
  if (!TrialIsOver()) return false;
  const std::size_t before = place_;
  EndTrial();
  ChooseNext();
  return place_ != before;
}

void SkinTuner::Measure(double seconds, bool rebuilt) {
  // The first step makes the first list, in memory that was never used.
  if (steps_ == 1) return;
  (rebuilt ? rebuild_steps_ : plain_steps_).push_back(seconds);
}

bool SkinTuner::TrialIsOver() const {
  return steps_ >= kMostTrialSteps || rebuilds_ >= kMostRebuilds ||
         (rebuilds_ > 0 && plain_steps_.size() >= kLeastPlainSteps);
}

void SkinTuner::EndTrial() {
  // Where every step makes a list, that is what a step costs.
  const double plain =
      Median(plain_steps_.empty() ? rebuild_steps_ : plain_steps_);
  for (const double seconds : rebuild_steps_) {
    rebuild_seconds_.push_back(std::max(0.0, seconds - plain));
  }
  interval_ = static_cast<double>(rebuilds_ > 0 ? last_rebuild_ : steps_) /
              static_cast<double>(std::max<std::int64_t>(1, rebuilds_));
  trials_.push_back({place_, plain, interval_});
  plain_steps_.clear();
  rebuild_steps_.clear();
  steps_ = rebuilds_ = last_rebuild_ = 0;
}

double SkinTuner::Cost(const Trial& trial) const {
  return trial.plain + Median(rebuild_seconds_) / trial.interval;
}

const SkinTuner::Trial& SkinTuner::Best() const {
  return *std::min_element(
      trials_.begin(), trials_.end(),
      [this](const Trial& a, const Trial& b) { return Cost(a) < Cost(b); });
}

bool SkinTuner::WasTried(std::size_t place) const {
  return std::any_of(trials_.begin(), trials_.end(),
                     [place](const Trial& t) { return t.place == place; });
}

void SkinTuner::ChooseNext() {
  const Trial& best = Best();
  if (best.place > 0 && !WasTried(best.place - 1)) {
    place_ = best.place - 1;
  } else if (best.place + 1 < kScale.size() && !WasTried(best.place + 1)) {
    place_ = best.place + 1;
  } else {
    place_ = best.place;
    interval_ = best.interval;
    settled_ = true;
    ++tunings_;
    steps_since_tuning_ = 0;
    first_interval_ = 0;
    trials_.clear();
    rebuild_seconds_.clear();
  }
}

void SkinTuner::Watch() {
  ++steps_since_tuning_;
  if (rebuilds_ < kWindowRebuilds && steps_ < kWindowSteps) return;
  interval_ = static_cast<double>(steps_) /
              static_cast<double>(std::max<std::int64_t>(1, rebuilds_));
  steps_ = rebuilds_ = last_rebuild_ = 0;
  if (first_interval_ == 0) first_interval_ = interval_;
  const bool has_changed = interval_ > kMuch * first_interval_ ||
                           interval_ * kMuch < first_interval_;
  if (has_changed && steps_since_tuning_ >= kLeastStepsBetween) {
    settled_ = false;
  }
}

Tuning SkinTuner::tuning() const { return {skin(), interval_, tunings_}; }

}  // namespace lehr::md
