#ifndef LEHR_TESTS_CLIENT_PLOT_SAMPLE_STUDY_H_
#define LEHR_TESTS_CLIENT_PLOT_SAMPLE_STUDY_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "client/plot/sweep_data.h"
#include "lehr/v1/sweep_service.pb.h"
#include "proto/plan/plan.h"

namespace lehr::client {

// A sweep of the study's kind: as-cast, two annealing temperatures, two
// fractions of the yield stress; two replicas; energy, then tension.
inline constexpr char kSampleStudy[] = R"(
name: "sample"
replicas: 2
material {
  components { element: "Cu" fraction: 0.64 }
  components { element: "Zr" fraction: 0.36 }
  potential { sha256: "0123456789abcdef0123456789abcdef" name: "some.eam" }
}
sample { create { cells { x: 6 y: 6 z: 6 } } }
sample { hold { temperature_kelvin { number: 300 } time_ps { number: 1 } } }
treatments { name: "as_cast" }
treatments {
  name: "thermal_pressure"
  parameters { name: "annealing_temperature" list { values: 800 values: 1000 } }
  stages { thermal_pressure {
    annealing_temperature_kelvin { parameter: "annealing_temperature" } } }
}
treatments {
  name: "biaxial_tension"
  parameters { name: "fraction" list { values: 0.79 values: 0.9 } }
  stages { biaxial_tension { stress_gpa { reference {
    treatment: "as_cast" observable: "yield_stress"
    factor { parameter: "fraction" } } } } }
}
test { measure { measures { energy { time_ps { number: 1 } } } } }
test { deform { axis: AXIS_Y rate_per_second { number: 1e10 }
  to_strain { number: 0.2 } } }
test { measure { measures { stress_strain { } } } }
)";

// What a server answers, which a test may change before Make().
class SampleStudy {
 public:
  // `more` of the spec: treatments that come after the others.
  explicit SampleStudy(const std::string& more = "") {
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        kSampleStudy + more, sweep.mutable_spec()));
    sweep.mutable_sweep()->set_name("sample");
    sweep.mutable_sweep()->set_sweep_id(7);
    const auto plan = plan::MakePlan(sweep.spec());
    EXPECT_TRUE(plan.ok()) << plan.status();
    for (const auto& planned : plan->segments) AddSegment(planned);
    for (const auto& planned : plan->points) AddPoint(planned);
  }

  // An observable of one point.
  v1::Observable* Add(int point, const std::string& name, double value,
                      const std::string& unit) {
    v1::Observable* added =
        results.at(static_cast<std::size_t>(point)).add_observables();
    added->set_name(name);
    added->set_value(value);
    added->set_unit(unit);
    return added;
  }

  // The only one of that name.
  v1::Observable* Of(int point, const std::string& name) {
    for (auto& observable :
         *results.at(static_cast<std::size_t>(point)).mutable_observables()) {
      if (observable.name() == name) return &observable;
    }
    return nullptr;
  }

  std::unique_ptr<SweepData> Make() const {
    return std::make_unique<SweepData>(
        sweep, results,
        [files =
             files](const std::string& sha256) -> absl::StatusOr<std::string> {
          const auto found = files.find(sha256);
          if (found == files.end()) return absl::NotFoundError("no file");
          return found->second;
        });
  }

  v1::GetSweepResponse sweep;
  std::vector<v1::PointResult> results;
  std::map<std::string, std::string> files;

 private:
  void AddSegment(const plan::PlannedSegment& planned) {
    v1::Segment& segment = *sweep.add_segments();
    segment.set_segment_id(sweep.segments_size());
    segment.set_key(planned.key);
    segment.set_label(planned.label);
    segment.set_state(v1::SEGMENT_STATE_DONE);
    segment.set_worker("host:1");
    if (!planned.work.advance().law().dynamics().y().has_rate()) return;
    // Stress is the number of the segment everywhere.
    v1::Curve curve;
    const std::pair<const char*, double> columns[] = {{"strain_y", 0.01},
                                                      {"stress_yy", 0}};
    for (const auto& [name, slope] : columns) {
      v1::Column& column = *curve.add_columns();
      column.set_name(name);
      for (int row = 0; row <= 20; ++row) {
        column.add_values(slope == 0 ? sweep.segments_size() : slope * row);
      }
    }
    segment.set_curve_sha256("curve " + std::to_string(sweep.segments_size()));
    files[segment.curve_sha256()] = curve.SerializeAsString();
  }

  // The yield stress is 4 GPa, 0.1 less with each condition, 0.02 more in the
  // second replica.
  void AddPoint(const plan::PlannedPoint& planned) {
    v1::PointResult& point = results.emplace_back();
    const int number = static_cast<int>(results.size()) - 1;
    point.set_point(number);
    point.set_treatment(planned.treatment);
    point.set_replica(planned.replica);
    point.set_state(v1::SWEEP_STATE_DONE);
    for (const auto& setting : planned.parameters) {
      v1::ParameterValue& value = *point.add_parameters();
      value.set_name(setting.name);
      value.set_value(setting.value);
    }
    Add(number, "yield_stress", 4 - 0.1 * (number / 2) + 0.02 * (number % 2),
        "GPa");
  }
};

}  // namespace lehr::client

#endif  // LEHR_TESTS_CLIENT_PLOT_SAMPLE_STUDY_H_
