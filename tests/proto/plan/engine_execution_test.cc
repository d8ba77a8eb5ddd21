// What plan_execution_test.cc claims, with the real engine: a handful of trees
// on 108 atoms, whose stages are drawn at random.

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_format.h>
#include <gtest/gtest.h>

#include "proto/plan/plan.h"
#include "proto/yaml/sweep_file.h"
#include "server/core/resolve_work.h"
#include "tests/proto/plan/sweeps.h"
#include "tests/proto/plan/yaml_sweeps.h"
#include "tests/worker/executor_fixture.h"

namespace lehr::plan {
namespace {

std::size_t Position(int index) { return static_cast<std::size_t>(index); }

// Stages that a crystal of 600 K stands, 50 to 150 steps each. Those of
// "$t" ps differ in their lengths from point to point.
constexpr const char* kStages[] = {
    "hold: {time_ps: $t}",
    "hold: {time_ps: $t, isolated: true}",
    "hold: {time_ps: $t, P: 1, couple: iso}, load: {P: 0, ramp_ps: 0.1, "
    "couple: "
    "none}",
    "ramp: {T_to: 500, rate: 1000}",
    "ramp: {T_to: 700, time_ps: $t}",
    "load: {P: 2, ramp_ps: $t}, unload: {ramp_ps: 0.1}",
    "load: {P: {ref: as_cast.young_modulus, factor: 0.02}, ramp_ps: $t}, "
    "unload: {ramp_ps: 0.1}",
    "deform: {rate_per_s: 1e11, to: 0.01}",
    "deform: {shear: xz, rate_per_s: 1e11, to: 0.02}",
    "cycle: {n: $n, body: [ramp: {T_to: 400, rate: 2000}, hold: {time_ps: "
    "0.1}]}",
    "minimize: {ftol_eV_per_A: 0.01}, hold: {time_ps: $t}",
    "velocities: {T: 500}",
    "measure: [energy: {time_ps: 0.1}]",
};

yaml::SweepFile RandomFile(std::mt19937_64* random) {
  const auto stages = [random](int count) {
    // Both are used.
    std::string text =
        "hold: {time_ps: $t}, cycle: {n: $n, body: [hold: "
        "{time_ps: 0.1}]}";
    for (int i = 0; i < count; ++i) {
      text += std::string(", ") + kStages[(*random)() % std::size(kStages)];
    }
    return text;
  };
  std::string text =
      "name: s\n"
      "material: {composition: {Cu: 1}}\n"
      "settings: {record_ps: 0.02}\n"
      "sample:\n"
      "  - create: {cells: [3, 3, 3], lattice_constant_A: 3.6}\n"
      "  - hold: {T: 600, time_ps: 0.1, P: 0}\n"
      "treatments:\n"
      "  as_cast: {stages: [minimize, measure: [elastic]]}\n";
  for (const char* name : {"one", "two"}) {
    absl::StrAppendFormat(&text,
                          "  %s: {parameters: {t: [0.3, 0.1], n: [1, 2]}, "
                          "stages: [%s]}\n",
                          name, stages(3));
  }
  return yaml::ParseSweepFile("s.yaml", text);
}

constexpr double kToyCutoff = 4.8;  // Å

Plan PlanOfSpec(const v1::SweepSpec& spec) {
  absl::StatusOr<Plan> plan = MakePlan(spec);
  EXPECT_OK(plan);
  return plan.ok() ? *std::move(plan) : Plan{};
}

class EngineExecutionTest : public worker::ExecutorTest {
 protected:
  // What a segment left: hashes of the state and curve, and its observables.
  struct Result {
    bool done = false;
    std::string state;
    std::string curve;
    std::map<std::string, double> observables;
  };

  // Executes a plan, where `in_any_order` at random and from the states that
  // other segments left on the way; else each segment from its start.
  std::vector<Result> RunPlan(const Plan& plan, bool in_any_order,
                              std::mt19937_64* random) {
    std::vector<Result> results(plan.segments.size());
    std::vector<int> left(results.size());
    for (std::size_t i = 0; i < left.size(); ++i) left[i] = static_cast<int>(i);
    while (!left.empty()) {
      const std::size_t pick = in_any_order ? (*random)() % left.size() : 0;
      const int index = left[pick];
      if (!IsReady(plan, index, results)) continue;
      Run(plan, index, in_any_order, &results);
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(pick));
    }
    return results;
  }

 private:
  static bool IsReady(const Plan& plan, int index,
                      const std::vector<Result>& results) {
    const PlannedSegment& segment = plan.segments[Position(index)];
    const auto is_done = [&results](int i) {
      return i < 0 || results[Position(i)].done;
    };
    return is_done(segment.parent) &&
           std::all_of(segment.references.begin(), segment.references.end(),
                       is_done);
  }

  void Run(const Plan& plan, int index, bool from_heads,
           std::vector<Result>* results) {
    const PlannedSegment& segment = plan.segments[Position(index)];
    const auto work = server::ResolveWork(
        segment.work,
        [&](const v1::MeasuredReference& reference) -> std::optional<double> {
          for (std::size_t i = 0; i < plan.segments.size(); ++i) {
            if (plan.segments[i].key != reference.segment_key()) continue;
            return (*results)[i].observables.at(reference.observable());
          }
          return std::nullopt;
        });
    ASSERT_OK(work);
    v1::Lease lease = LeaseOf(
        *work,
        segment.parent < 0 ? "" : (*results)[Position(segment.parent)].state);
    const int head = segment.continues;
    if (from_heads && head >= 0 && (*results)[Position(head)].done) {
      v1::Checkpoint& checkpoint = *lease.mutable_checkpoint();
      checkpoint.set_step(plan.segments[Position(head)].steps);
      checkpoint.set_state_sha256((*results)[Position(head)].state);
      checkpoint.set_curve_sha256((*results)[Position(head)].curve);
    }
    const auto outcome = Execute(lease);
    ASSERT_OK(outcome) << segment.label;
    Result& result = (*results)[Position(index)];
    result.done = true;
    if (outcome->end_state.has_value()) {
      result.state = Keep(*outcome->end_state);
    }
    if (outcome->curve.has_value()) {
      result.curve = Keep(outcome->curve->SerializeAsString());
    }
    for (const v1::Observable& observable : outcome->observables) {
      result.observables[observable.name()] = observable.value();
    }
  }
};

TEST_F(EngineExecutionTest, InAnyOrderAPointEndsAsAloneFromScratch) {
  constexpr int kTrees = 4;
  constexpr int kPointsOfEach = 2;
  int continued = 0;
  int waited = 0;
  for (int seed = 0; seed < kTrees; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    const v1::SweepSpec spec = SpecOfFile(RandomFile(&random), kToyCutoff);
    const Plan plan = PlanOfSpec(spec);
    const std::vector<Result> together = RunPlan(plan, true, &random);
    for (const PlannedSegment& segment : plan.segments) {
      continued += segment.continues >= 0;
      waited += !segment.references.empty();
    }
    for (int k = 0; k < kPointsOfEach; ++k) {
      const PlannedPoint& point = plan.points[random() % plan.points.size()];
      const Plan alone = PlanOfSpec(OnlyPoint(spec, point));
      const std::vector<Result> results = RunPlan(alone, false, nullptr);
      for (std::size_t i = 0; i < alone.segments.size(); ++i) {
        const auto same = std::find_if(
            plan.segments.begin(), plan.segments.end(), [&](const auto& other) {
              return other.key == alone.segments[i].key;
            });
        ASSERT_NE(same, plan.segments.end());
        const Result& other =
            together[static_cast<std::size_t>(same - plan.segments.begin())];
        EXPECT_EQ(ToHex(results[i].state), ToHex(other.state)) << same->label;
        EXPECT_EQ(ToHex(results[i].curve), ToHex(other.curve)) << same->label;
        EXPECT_EQ(results[i].observables, other.observables) << same->label;
      }
    }
  }
  EXPECT_GT(continued, kTrees);
  EXPECT_GT(waited, 0);
}

}  // namespace
}  // namespace lehr::plan
