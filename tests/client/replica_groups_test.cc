#include "client/replica_groups.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

namespace lehr::client {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Optional;

struct Values {
  std::vector<std::pair<std::string, double>> parameters;
  double yield_stress;
};

v1::PointResult Point(int number, const std::string& treatment, int replica,
                      const Values& values) {
  v1::PointResult point;
  point.set_point(number);
  point.set_treatment(treatment);
  point.set_replica(replica);
  for (const auto& [name, value] : values.parameters) {
    v1::ParameterValue& parameter = *point.add_parameters();
    parameter.set_name(name);
    parameter.set_value(value);
  }
  v1::Observable& observable = *point.add_observables();
  observable.set_name("yield_stress");
  observable.set_unit("GPa");
  observable.set_value(values.yield_stress);
  observable.set_standard_error(0.25);
  return point;
}

std::vector<std::size_t> Sizes(const std::vector<PointGroup>& groups) {
  std::vector<std::size_t> sizes;
  for (const PointGroup& group : groups) sizes.push_back(group.points.size());
  return sizes;
}

// Two cooling rates, each as cast and annealed at 800 and 900 K, two replicas.
std::vector<v1::PointResult> Study() {
  std::vector<v1::PointResult> points;
  int number = 0;
  for (const double rate : {10.0, 100.0}) {
    for (const int replica : {0, 1}) {
      const double base = rate / 10 + replica;
      points.push_back(
          Point(number++, "as_cast", replica, {{{"rate", rate}}, base}));
      for (const double t : {800.0, 900.0}) {
        points.push_back(Point(
            number++, "annealed", replica,
            {{{"rate", rate}, {"T", t}}, base - t / 1000 - 0.1 * replica}));
      }
    }
  }
  return points;
}

TEST(ReplicaGroupsTest, PointsThatDifferInTheReplicaOnlyAreOneGroup) {
  const auto points = Study();
  const auto groups = GroupReplicas(points);
  EXPECT_THAT(Sizes(groups), ElementsAre(2, 2, 2, 2, 2, 2));
  EXPECT_EQ(groups[0].points[0], &points[0]);
  EXPECT_EQ(groups[0].points[1], &points[3]);
  EXPECT_EQ(EstimateObservable(groups[0], "yield_stress").estimate.mean, 1.5);
  EXPECT_EQ(EstimateObservable(groups[0], "yield_stress").unit, "GPa");
}

TEST(ReplicaGroupsTest, ABaselineHasTheSameReplicaAndTheValuesThatItHasItself) {
  const auto points = Study();
  const Baselines baselines(points, "as_cast");
  EXPECT_EQ(baselines.Of(points[1]), &points[0]);
  EXPECT_EQ(baselines.Of(points[5]), &points[3]);
  EXPECT_EQ(baselines.Of(points[8]), &points[6]);
  EXPECT_EQ(baselines.Of(points[6]), &points[6]);
  EXPECT_EQ(Baselines(points, "other").Of(points[0]), nullptr);
}

TEST(ReplicaGroupsTest, GroupsAreComparedWithTheirBaselinesPairByPair) {
  const auto points = Study();
  const Baselines baselines(points, "as_cast");
  const auto groups = GroupReplicas(points);
  const PairedDifference paired =
      CompareToBaseline(groups[1], baselines, "yield_stress");
  EXPECT_EQ(paired.difference.n, 2);
  EXPECT_NEAR(paired.difference.mean, -0.85, 1e-12);
  EXPECT_THAT(paired.difference.standard_error,
              Optional(DoubleNear(0.05, 1e-12)));
}

TEST(ReplicaGroupsTest, ABaselineIsNotComparedWithItself) {
  const auto points = Study();
  const Baselines baselines(points, "as_cast");
  const auto groups = GroupReplicas(points);
  EXPECT_EQ(
      CompareToBaseline(groups[0], baselines, "yield_stress").difference.n, 0);
}

TEST(ReplicaGroupsTest, PointsThatShareABaselineAreOnePair) {
  const auto points = Study();
  std::vector<const v1::PointResult*> annealed;
  for (const auto& point : points) {
    if (point.treatment() == "annealed") annealed.push_back(&point);
  }
  const auto groups = GroupPoints(
      annealed, [](const auto& point) { return point.treatment(); });
  ASSERT_THAT(Sizes(groups), ElementsAre(8));
  const Baselines baselines(points, "as_cast");
  const PairedDifference paired =
      CompareToBaseline(groups[0], baselines, "yield_stress");
  EXPECT_EQ(paired.difference.n, 4);
  EXPECT_NEAR(paired.difference.mean, -0.9, 1e-12);
}

TEST(ReplicaGroupsTest, TheErrorWithinARunIsThatOfASingleReplica) {
  const auto points = Study();
  EXPECT_EQ(EstimateObservable({{&points[0], &points[3]}}, "yield_stress")
                .error_within_run,
            std::nullopt);
  EXPECT_THAT(
      EstimateObservable({{&points[0]}}, "yield_stress").error_within_run,
      Optional(0.25));
  EXPECT_EQ(EstimateObservable({{&points[0]}}, "density").estimate.n, 0);
}

}  // namespace
}  // namespace lehr::client
