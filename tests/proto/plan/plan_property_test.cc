// What holds of every plan, tried on random sweeps with fixed seeds.

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/plan/curves_read.h"
#include "proto/plan/plan.h"
#include "proto/plan/points.h"
#include "tests/proto/plan/random_sweeps.h"
#include "tests/proto/plan/sweeps.h"
#include "tests/support/status_matchers.h"

namespace lehr::plan {
namespace {

using ::testing::Contains;

constexpr int kSweeps = 50;

const PlannedSegment& At(const Plan& plan, int index) {
  return plan.segments.at(static_cast<std::size_t>(index));
}

// A point by what it is, not by its number.
using PointName = std::tuple<std::string, std::map<std::string, double>, int>;

PointName NameOf(const PlannedPoint& point) {
  std::map<std::string, double> settings;
  for (const ParameterSetting& setting : point.parameters) {
    settings[setting.name] = setting.value;
  }
  return {point.treatment, settings, point.replica};
}

// Keys of each point's segments, in order.
std::map<PointName, std::vector<std::string>> KeysOf(const Plan& plan) {
  std::map<PointName, std::vector<std::string>> result;
  for (const PlannedPoint& point : plan.points) {
    std::vector<std::string>& keys = result[NameOf(point)];
    for (const int segment : point.segments) {
      keys.push_back(At(plan, segment).key);
    }
  }
  return result;
}

// A random sweep and its plan.
struct Case {
  explicit Case(int seed)
      : random(static_cast<std::uint64_t>(seed)),
        spec(RandomSweep(&random)),
        planned(MakePlan(spec)) {
    EXPECT_OK(planned) << spec.DebugString();
    if (planned.ok()) plan = *std::move(planned);
  }

  std::mt19937_64 random;
  v1::SweepSpec spec;
  absl::StatusOr<Plan> planned;
  Plan plan;
};

TEST(PlanPropertyTest, RandomSweepsHaveWhatTheyAreToTry) {
  int shared = 0;
  int continued = 0;
  int waiting = 0;
  for (int seed = 0; seed < kSweeps; ++seed) {
    const Case c(seed);
    for (const PlannedSegment& segment : c.plan.segments) {
      shared += segment.points > 1;
      continued += segment.continues >= 0;
      waiting += !segment.references.empty();
    }
  }
  EXPECT_GT(shared, 20 * kSweeps);
  EXPECT_GT(continued, kSweeps);
  EXPECT_GT(waiting, kSweeps);
}

TEST(PlanPropertyTest, MeasurementsReadCurvesOfDynamics) {
  int curves = 0;
  std::set<v1::Measurement::KindCase> kinds;
  for (int seed = 0; seed < kSweeps; ++seed) {
    SCOPED_TRACE(seed);
    const Case c(seed);
    for (const PlannedSegment& segment : c.plan.segments) {
      if (!segment.work.has_measurement()) continue;
      kinds.insert(segment.work.measurement().kind_case());
      int from = segment.parent;
      for (int i = CurvesRead(segment.work.measurement()); i > 0; --i) {
        EXPECT_TRUE(At(c.plan, from).work.advance().law().has_dynamics());
        from = At(c.plan, from).parent;
        ++curves;
      }
    }
  }
  EXPECT_GT(curves, kSweeps);
  // All but stress_strain, pair_distribution and structure_factor.
  EXPECT_EQ(kinds.size(), 8u);
}

TEST(PlanPropertyTest, ReferencesAreSavedStatesOfAsManyAtomsOnTheWay) {
  int comparisons = 0;
  for (int seed = 0; seed < kSweeps; ++seed) {
    SCOPED_TRACE(seed);
    const Case c(seed);
    for (const PlannedSegment& segment : c.plan.segments) {
      if (!segment.work.measurement().has_local_strain()) continue;
      ++comparisons;
      int at = segment.parent;
      for (int i = segment.work.measurement()
                       .local_strain()
                       .reference_segments_back();
           i > 0; --i) {
        at = At(c.plan, at).parent;
      }
      EXPECT_THAT(At(c.plan, at).saved_as, Contains("before"));
      EXPECT_EQ(At(c.plan, at).atoms, segment.atoms);
    }
  }
  EXPECT_GT(comparisons, kSweeps / 10);
}

TEST(PlanPropertyTest, SegmentsAreUniqueAndStandAfterWhatTheyNeed) {
  for (int seed = 0; seed < kSweeps; ++seed) {
    SCOPED_TRACE(seed);
    Case c(seed);
    std::set<std::string> keys;
    for (int i = 0; i < static_cast<int>(c.plan.segments.size()); ++i) {
      const PlannedSegment& segment = At(c.plan, i);
      EXPECT_TRUE(keys.insert(segment.key).second) << segment.label;
      EXPECT_EQ(segment.key.size(), 32u);
      EXPECT_LT(segment.parent, i);
      EXPECT_LT(segment.continues, i);
      for (const int reference : segment.references) {
        EXPECT_LT(reference, i);
        EXPECT_TRUE(At(c.plan, reference).work.has_measurement());
      }
      EXPECT_EQ(segment.parent < 0, segment.work.advance().law().has_create());
      EXPECT_GT(segment.points, 0);
    }
  }
}

TEST(PlanPropertyTest, PathsAreConnected) {
  for (int seed = 0; seed < kSweeps; ++seed) {
    SCOPED_TRACE(seed);
    Case c(seed);
    std::vector<int> points(c.plan.segments.size());
    for (const PlannedPoint& point : c.plan.points) {
      int state = -1;
      for (const int index : point.segments) {
        EXPECT_EQ(At(c.plan, index).parent, state);
        if (At(c.plan, index).work.has_advance()) state = index;
        ++points[static_cast<std::size_t>(index)];
      }
      const std::set<int> unique(point.segments.begin(), point.segments.end());
      EXPECT_EQ(unique.size(), point.segments.size());
    }
    for (std::size_t i = 0; i < points.size(); ++i) {
      EXPECT_EQ(points[i], c.plan.segments[i].points);
    }
  }
}

TEST(PlanPropertyTest, WhatIsContinuedIsShorterUnderTheSameLaw) {
  for (int seed = 0; seed < kSweeps; ++seed) {
    SCOPED_TRACE(seed);
    Case c(seed);
    for (const PlannedSegment& segment : c.plan.segments) {
      if (segment.continues < 0) continue;
      const PlannedSegment& other = At(c.plan, segment.continues);
      EXPECT_EQ(other.parent, segment.parent);
      EXPECT_LT(other.steps, segment.steps);
      EXPECT_EQ(other.work.advance().law().SerializeAsString(),
                segment.work.advance().law().SerializeAsString());
    }
  }
}

// The law or measurement, without its length.
std::string WithoutSteps(const v1::Work& work) {
  v1::Work copy = work;
  if (copy.has_advance()) copy.mutable_advance()->clear_steps();
  return copy.SerializeAsString();
}

// Physical time as a union of intervals: for each way to a state, and each law
// from there on, the longest that any point goes. Knows neither keys nor
// merged segments, only the work along each point.
std::int64_t UnionOfPaths(const Plan& plan) {
  std::map<std::pair<std::string, std::string>, std::int64_t> longest;
  for (const PlannedPoint& point : plan.points) {
    std::string way;
    for (const int index : point.segments) {
      const PlannedSegment& segment = At(plan, index);
      std::int64_t& cost = longest[{way, WithoutSteps(segment.work)}];
      cost = std::max(cost, segment.atoms * segment.steps);
      if (segment.work.has_advance()) {
        const std::string work = segment.work.SerializeAsString();
        way += std::to_string(work.size()) + ":" + work;
      }
    }
  }
  std::int64_t sum = 0;
  for (const auto& [work, cost] : longest) sum += cost;
  return sum;
}

TEST(PlanPropertyTest, SharedWorkIsTheUnionOfAllPaths) {
  for (int seed = 0; seed < kSweeps; ++seed) {
    SCOPED_TRACE(seed);
    Case c(seed);
    std::int64_t written = 0;
    for (const PlannedPoint& point : c.plan.points) {
      for (const int index : point.segments) {
        written += At(c.plan, index).atoms * At(c.plan, index).steps;
      }
    }
    EXPECT_EQ(c.plan.atom_steps_as_written, written);
    EXPECT_EQ(SharedAtomSteps(c.plan), UnionOfPaths(c.plan));
    EXPECT_LE(SharedAtomSteps(c.plan), written);
  }
}

// Permutes the values of each parameter; those of one zip group alike.
void ShuffleValues(
    std::uint64_t seed,
    google::protobuf::RepeatedPtrField<v1::Parameter>* parameters) {
  Violations violations;
  for (v1::Parameter& parameter : *parameters) {
    std::vector<double> values = ValuesOf(parameter, "", &violations);
    // As many draws for as many values: the same permutation.
    std::mt19937_64 random(seed);
    std::shuffle(values.begin(), values.end(), random);
    parameter.mutable_list()->mutable_values()->Assign(values.begin(),
                                                       values.end());
  }
  EXPECT_TRUE(violations.empty());
}

TEST(PlanPropertyTest,
     OrderOfTreatmentsParametersValuesAndElementsChangesNoKey) {
  for (int seed = 0; seed < kSweeps; ++seed) {
    SCOPED_TRACE(seed);
    Case c(seed);
    v1::SweepSpec shuffled = c.spec;
    const auto shuffle = [&c](auto* field) {
      for (int i = field->size() - 1; i > 0; --i) {
        field->SwapElements(
            i, static_cast<int>(c.random() % static_cast<unsigned>(i + 1)));
      }
    };
    shuffle(shuffled.mutable_treatments());
    shuffle(shuffled.mutable_parameters());
    shuffle(shuffled.mutable_material()->mutable_components());
    const std::uint64_t values = c.random();
    ShuffleValues(values, shuffled.mutable_parameters());
    for (v1::Treatment& treatment : *shuffled.mutable_treatments()) {
      ShuffleValues(values, treatment.mutable_parameters());
    }
    const absl::StatusOr<Plan> plan = MakePlan(shuffled);
    ASSERT_OK(plan);
    EXPECT_EQ(KeysOf(*plan), KeysOf(c.plan));
    EXPECT_EQ(plan->segments.size(), c.plan.segments.size());
    EXPECT_EQ(SharedAtomSteps(*plan), SharedAtomSteps(c.plan));
  }
}

TEST(PlanPropertyTest, APointHasTheSameKeysAloneAsAmongOthers) {
  for (int seed = 0; seed < kSweeps; ++seed) {
    SCOPED_TRACE(seed);
    Case c(seed);
    const std::map<PointName, std::vector<std::string>> keys = KeysOf(c.plan);
    // A few of them: each is a plan.
    for (std::size_t i = 0; i < c.plan.points.size(); i += 5) {
      const PlannedPoint& point = c.plan.points[i];
      const absl::StatusOr<Plan> alone = MakePlan(OnlyPoint(c.spec, point));
      ASSERT_OK(alone);
      const auto keys_alone = KeysOf(*alone);
      ASSERT_TRUE(keys_alone.contains(NameOf(point)));
      EXPECT_EQ(keys_alone.at(NameOf(point)), keys.at(NameOf(point)));
    }
  }
}

TEST(PlanPropertyTest, MoreReplicasLeaveTheFirstOnesAsTheyAre) {
  for (int seed = 0; seed < kSweeps; ++seed) {
    SCOPED_TRACE(seed);
    Case c(seed);
    v1::SweepSpec more = c.spec;
    more.set_replicas(c.spec.replicas() + 2);
    const absl::StatusOr<Plan> plan = MakePlan(more);
    ASSERT_OK(plan);
    const auto keys = KeysOf(*plan);
    for (const auto& [point, expected] : KeysOf(c.plan)) {
      EXPECT_EQ(keys.at(point), expected);
    }
  }
}

}  // namespace
}  // namespace lehr::plan
