#ifndef LEHR_TESTS_CLIENT_PLANNED_SEGMENTS_H_
#define LEHR_TESTS_CLIENT_PLANNED_SEGMENTS_H_

#include <cstdint>
#include <string>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// Plans written by hand. Segments have 100 atoms and steps of 1 fs.
class PlanBuilder {
 public:
  // Adds a segment of `steps`; returns its position.
  int Add(int parent, const std::string& label, std::int64_t steps,
          int points = 1) {
    v1::PlannedSegment* const segment = plan_.add_segments();
    segment->set_parent(parent);
    segment->set_continues(-1);
    segment->set_label(label);
    segment->set_atoms(100);
    segment->set_steps(steps);
    segment->set_atom_steps(100 * steps);
    segment->set_physical_time_ps(static_cast<double>(steps) / 1000);
    segment->set_points(points);
    segment->set_state(v1::SEGMENT_STATE_WAITING);
    return plan_.segments_size() - 1;
  }

  // One with the law of `shorter`, and more steps.
  int Continue(int shorter, const std::string& label, std::int64_t steps,
               int points = 1) {
    const v1::PlannedSegment& head = at(shorter);
    const int own = Add(head.parent(), label, steps, points);
    at(own).set_continues(shorter);
    at(own).set_head_steps(at(shorter).steps());
    at(own).set_atom_steps(100 * (steps - at(shorter).steps()));
    return own;
  }

  int Measure(int parent, const std::string& label, int points = 1) {
    const int own = Add(parent, label, 0, points);
    at(own).set_measurement(true);
    return own;
  }

  // `segment` takes `factor` times what `measuring` finds for its stresses.
  void Need(int segment, int measuring, double factor) {
    for (const char* axis : {"x", "y"}) {
      v1::MeasuredNumber* const number = at(segment).add_measured();
      number->set_segment(measuring);
      number->set_observable("yield_stress");
      number->set_factor(factor);
      number->set_field(std::string("stress of ") + axis + " [GPa]");
    }
  }

  v1::PlannedSegment& at(int position) {
    return *plan_.mutable_segments(position);
  }
  const v1::PlanSweepResponse& plan() const { return plan_; }

 private:
  v1::PlanSweepResponse plan_;
};

// A glass with a measurement, and what is done to it: pulled, and its yield
// stress measured; heated to 800 or 1000 K; loaded with 0.9 of that stress.
inline PlanBuilder GlassPlan() {
  PlanBuilder plan;
  const int melt = plan.Add(-1, "sample/hold 2000 K", 2000, 4);
  const int glass = plan.Add(melt, "sample/ramp to 300 K", 17000, 4);
  plan.at(glass).add_saved_as("as_cast");
  plan.Measure(glass, "as_cast/test/energy");
  const int pull = plan.Add(glass, "as_cast/test/deform y to 0.2", 10000);
  const int yield = plan.Measure(pull, "as_cast/test/stress_strain");
  const int heat = plan.Add(glass, "pressure/ramp to 800 K", 5000);
  plan.Add(heat, "pressure/hold 800 K", 3000);
  const int hot = plan.Continue(heat, "pressure/ramp to 1000 K", 7000);
  plan.Add(hot, "pressure/hold 1000 K", 3000);
  const int load = plan.Add(glass, "tension/load", 1000);
  plan.Need(load, yield, 0.9);
  return plan;
}

}  // namespace lehr::client

#endif  // LEHR_TESTS_CLIENT_PLANNED_SEGMENTS_H_
