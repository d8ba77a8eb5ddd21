#ifndef LEHR_ENGINE_SRC_SKIN_TUNER_H_
#define LEHR_ENGINE_SRC_SKIN_TUNER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "lehr/md/simulation.h"

namespace lehr::md {

// The skin [Å] that tuning begins with, and that is taken where nothing is
// tuned.
inline constexpr double kFirstSkin = 0.65;

// SkinTuner finds the skin of a neighbor list with which steps take least time,
// by trying: with a small one rows are short and lists soon used up, with a
// large one the reverse. Each skin is tried until a list made with it is used
// up. It costs
//   median(steps without a new list) + median(what a new list adds) / interval,
// so that a step during which somebody else had the core does not count. From
// the best skin it goes on to those beside it on a scale, until both were
// tried. Then it only watches how long lists last: when that has changed much,
// as it does when a melt becomes a glass, it tries again. Results do not depend
// on any of this.
class SkinTuner {
 public:
  // [Å] The skin to take for the next step.
  double skin() const;

  // Whether seconds are needed; else Took ignores them.
  bool is_measuring() const { return !settled_; }

  // A step was taken with skin(); `rebuilt`: in the life of a list, which the
  // first one of a new skin does not end. Returns whether skin() is another one
  // now.
  bool Took(double seconds, bool rebuilt);

  Tuning tuning() const;

 private:
  // What was found out about one skin.
  struct Trial {
    std::size_t place = 0;  // on the scale
    double plain = 0;       // of steps without a new list [s]
    double interval = 0;    // steps that a list lasts, or more
  };

  void Measure(double seconds, bool rebuilt);
  bool TrialIsOver() const;
  void EndTrial();
  double Cost(const Trial& trial) const;
  const Trial& Best() const;
  bool WasTried(std::size_t place) const;
  // Goes on to another skin, or settles for the best.
  void ChooseNext();
  void Watch();

  std::size_t place_ = kFirstPlace;
  bool settled_ = false;
  std::int64_t tunings_ = 0;

  // Of this tuning.
  std::vector<Trial> trials_;
  std::vector<double> rebuild_seconds_;  // what new lists added

  // Of this trial; when settled of a window of time.
  std::int64_t steps_ = 0;
  std::int64_t rebuilds_ = 0;
  std::int64_t last_rebuild_ = 0;      // of steps_
  std::vector<double> plain_steps_;    // s
  std::vector<double> rebuild_steps_;  // s

  // Since it settled: how long lists lasted at first, and now.
  std::int64_t steps_since_tuning_ = 0;
  double first_interval_ = 0;
  double interval_ = 0;

  static constexpr std::size_t kFirstPlace = 4;
};

}  // namespace lehr::md

#endif  // LEHR_ENGINE_SRC_SKIN_TUNER_H_
