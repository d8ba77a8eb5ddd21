#ifndef LEHR_TESTS_CLIENT_STRAINED_SWEEP_H_
#define LEHR_TESTS_CLIENT_STRAINED_SWEEP_H_

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "lehr/v1/sweep_service.pb.h"
#include "proto/plan/plan.h"

namespace lehr::client {

// Of each of two rates three times 1 % of true strain, each with the structure,
// then a hold without stress, and 10 % of engineering strain, with both.
inline constexpr char kStrainedSpec[] = R"(
name: "strained"
material {
  components { element: "Cu" fraction: 1 }
  potential { sha256: "0123456789abcdef0123456789abcdef" }
}
parameters { name: "rate" list { values: 1e10 values: 2e10 } }
sample { create { cells { x: 6 y: 6 z: 6 } } }
sample { hold { temperature_kelvin { number: 300 } time_ps { number: 1 } } }
test { measure { measures { structure { configuration: STRUCTURE_STATE_INSTANTANEOUS } } } }
test { cycle { count { number: 3 } body { deform {
  axis: AXIS_Y rate_per_second { parameter: "rate" } to_strain { number: 0.01 }
  measure: STRAIN_MEASURE_TRUE } }
  body { measure { measures { structure { configuration: STRUCTURE_STATE_INSTANTANEOUS } } } } } }
test { hold { time_ps { number: 2 } } }
test { measure { measures { structure { configuration: STRUCTURE_STATE_INSTANTANEOUS } } } }
test { deform { axis: AXIS_Y rate_per_second { number: 1e10 }
  to_strain { number: 0.1 } } }
test { measure { measures { structure { configuration: STRUCTURE_STATE_INSTANTANEOUS } }
                 measures { energy { time_ps { number: 5 } } } } }
)";

// What a server answers when all is done: W is 0.1 for the first segment of the
// plan, 0.2 for the second; energies are -3.25 ± 0.01 eV/atom.
inline v1::GetSweepResponse StrainedSweep() {
  v1::GetSweepResponse sweep;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      kStrainedSpec, sweep.mutable_spec()));
  const auto plan = plan::MakePlan(sweep.spec());
  EXPECT_TRUE(plan.ok()) << plan.status();
  for (const plan::PlannedSegment& planned : plan->segments) {
    v1::Segment& segment = *sweep.add_segments();
    segment.set_segment_id(100 + sweep.segments_size());
    segment.set_key(planned.key);
    segment.set_label(planned.label);
    segment.set_state(v1::SEGMENT_STATE_DONE);
    if (!planned.work.has_measurement()) continue;
    v1::Observable& found = *segment.add_observables();
    if (planned.work.measurement().has_energy()) {
      found.set_name("potential_energy");
      found.set_unit("eV/atom");
      found.set_value(-3.25);
      found.set_standard_error(0.01);
    } else {
      found.set_name("five_fold_symmetry");
      found.set_unit("1");
      found.set_value(0.1 * sweep.segments_size());
    }
  }
  return sweep;
}

}  // namespace lehr::client

#endif  // LEHR_TESTS_CLIENT_STRAINED_SWEEP_H_
