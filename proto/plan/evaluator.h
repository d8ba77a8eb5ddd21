#ifndef LEHR_PROTO_PLAN_EVALUATOR_H_
#define LEHR_PROTO_PLAN_EVALUATOR_H_

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "proto/plan/planned_state.h"
#include "proto/plan/stage_node.h"
#include "proto/plan/violations.h"

namespace lehr::plan {

// Limits are the numbers that a field may have.
struct Limits {
  const char* what;  // "a temperature"
  const char* unit;  // "K"; empty for pure numbers
  double least = 0;
  bool least_allowed = false;
  double most = std::numeric_limits<double>::infinity();
  // Taken in place of a number outside, so that planning can go on and find
  // what else is wrong.
  double fallback = 1;
};

inline constexpr Limits kTemperature = {
    .what = "a temperature", .unit = "K", .most = 1e5, .fallback = 300};
inline constexpr Limits kTime = {
    .what = "a time", .unit = "ps", .least_allowed = true, .fallback = 0};

// A PointView is what the stages of a point may depend on.
struct PointView {
  std::span<const std::string> names;  // of the parameters
  std::span<const double> values;      // of the parameters
  // Once each entry of the ReferenceTable; segment -1 if the path that is meant
  // does not measure it.
  std::span<const LawNumber> measured;
};

// Evaluator gives quantities their numbers in a point. Numbers outside their
// limits are reported, with the parameter they come from, and replaced.
class Evaluator {
 public:
  // All must outlive the evaluator.
  Evaluator(const PointView& point, const PlannedState& state,
            Violations* violations)
      : point_(point), state_(state), violations_(*violations) {}

  // Of a quantity that is set and not measured.
  double Number(const Quantity& quantity, const Limits& limits) const;
  // A whole number from 0 on.
  std::int64_t Count(const Quantity& quantity, std::int64_t most) const;
  // A stress [GPa]; unset means 0.
  LawNumber Stress(const Quantity& quantity) const;

  // "-5 ps (parameter "time")": how to name the number in a message.
  std::string Found(const Quantity& quantity, double number,
                    const char* unit) const;
  void Violate(const std::string& field, const std::string& message) const {
    violations_.Add(field, message);
  }

 private:
  // NaN if what was wrong with it has been reported.
  double Raw(const Quantity& quantity) const;

  const PointView& point_;
  const PlannedState& state_;
  Violations& violations_;
};

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_EVALUATOR_H_
