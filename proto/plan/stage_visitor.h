#ifndef LEHR_PROTO_PLAN_STAGE_VISITOR_H_
#define LEHR_PROTO_PLAN_STAGE_VISITOR_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/plan/dynamics.h"
#include "proto/plan/evaluator.h"
#include "proto/plan/planned_state.h"
#include "proto/plan/stage_laws.h"
#include "proto/plan/stage_node.h"

namespace lehr::plan {

// StageVisitor applies one stage to one state; see StageLaws::Apply, whose
// arguments it holds. One function for each kind of stage: those of dynamics
// are in dynamic_stages.cc, those without time in instant_stages.cc, those that
// measure the structure in structure_stages.cc, and those that measure
// something else in measuring_stages.cc.
class StageVisitor {
 public:
  StageVisitor(StageLaws& laws, const StageNode& node, const PointView& point,
               std::string_view place, PlannedState* state)
      : laws_(laws),
        node_(node),
        place_(place),
        state_(*state),
        numbers_(point, *state, &laws.violations_) {}

  void operator()(const Create& stage);
  void operator()(const Velocities& stage);
  void operator()(const Hold& stage);
  void operator()(const Ramp& stage);
  void operator()(const Load& stage);
  void operator()(const Deform& stage);
  void operator()(const Replicate& stage);
  void operator()(const Surface& stage);
  void operator()(const Minimize& stage);
  void operator()(const Save& stage);
  void operator()(const MeasureEnergy& stage);
  void operator()(const MeasureElastic& stage);
  void operator()(const MeasureStressStrain& stage);
  void operator()(const MeasureModulus& stage);
  void operator()(const MeasureGlassTransition& stage);
  void operator()(const MeasureCreep& stage);
  void operator()(const MeasureReplicaOverlap& stage);
  void operator()(const MeasureStructure& stage);
  void operator()(const MeasurePairDistribution& stage);
  void operator()(const MeasureStructureFactor& stage);
  void operator()(const MeasureLocalStrain& stage);
  void operator()(const RememberTemperature& stage);
  void operator()(const Cycle& stage);
  void operator()(const Branch& stage);

  const std::vector<int>& segments() const { return segments_; }

 private:
  using Stresses = std::array<LawNumber, 3>;

  const Settings& settings() const { return laws_.settings_; }

  // Whole steps of a time that comes from `field`; 1, with a violation, if
  // there are too many.
  std::int64_t StepsOf(double time_ps, const std::string& field) const;
  // The temperature of a stage that may leave it out.
  double TemperatureOf(const Quantity& quantity) const;
  // The stress that a stage wants; notes which axes it wants fixed.
  Stresses TakeStress(const StressTarget& target);
  void TakeFixed(const StressTarget& target);
  // Reports stress along an axis that is free.
  void CheckFree(std::size_t axis, const LawNumber& stress,
                 const Quantity& quantity) const;
  // The coupling that a stage wants.
  v1::Coupling CouplingOf(v1::Coupling wanted) const;
  // Programme of axes that go from the present stress to `end` in `time_ps`.
  std::array<AxisProgramme, 3> LoadAxes(const StressTarget& target,
                                        const Stresses& end, double time_ps);
  // Rate of a stress that goes from `start` to `end` in `time_ps`.
  LawNumber StressRate(const LawNumber& start, const LawNumber& end,
                       double time_ps, const std::string& field) const;
  // A hold without thermostat and barostat.
  void HoldIsolated(const Hold& stage);
  // Reports axes whose stress cannot be ramped because they are fixed.
  void CheckLoadable(const StressTarget& target) const;
  // Whether the strain can be reached; reports why not.
  bool CheckDeform(const Deform& stage, double rate, double end) const;
  // Runs dynamics, if there are steps, and keeps the programme's coupling.
  void Run(const DynamicsProgramme& programme, std::int64_t steps,
           const std::string& label);
  // Sets atoms at rest going.
  void SetMoving(double kelvin);
  void DrawVelocities(double kelvin, std::uint64_t seed);
  // Seed of the next random stage.
  std::uint64_t NextSeed(std::optional<std::int64_t> given);
  // How many of the segments that end in `segment`, one before the other, are
  // dynamics under a law for which `is_so`.
  template <typename IsSo>
  int CountBack(int segment, const IsSo& is_so) const;
  // The segment before the last `count` that end in `segment`; their length
  // [ps].
  int Before(int segment, int count) const;
  double LengthOf(int segment, int count) const;
  // The last segments of two parts of a creep.
  struct CreepEnds {
    int before = -1;
    int hold = -1;
  };
  CreepEnds CountCreep(v1::CreepMeasurement* creep) const;
  // Reports `time_ps` if the stage that it is a part of, which takes
  // `length_ps`, is not `room` times as long.
  void CheckLength(const Quantity& quantity, double time_ps, double room,
                   double length_ps, const char* what) const;
  // Whether it would read more than kMostCurves, which is reported.
  bool ReadsTooMany(const v1::Measurement& measurement) const;
  // Reports temperatures that are not `least` [K] apart.
  void CheckWindow(const Quantity& low, double from, const Quantity& high,
                   double to, double least) const;
  // Reports windows outside the temperatures of the cooling that is read.
  void CheckCooled(const MeasureGlassTransition& stage,
                   const v1::GlassTransitionMeasurement& glass) const;
  // The radii of all elements of the material, of which some are given.
  void SetRadii(const MeasureStructure& stage,
                v1::StructureMeasurement* structure) const;
  // Reports that the measurement needs a box without free surfaces; false if it
  // has some.
  bool CheckPeriodic() const;
  // Range and bin of a g(r).
  template <typename Stage, typename Measurement>
  void SetShells(const Stage& stage, Measurement* measurement) const;
  // Reports a distance that is clearly beyond half an edge of the box.
  void CheckFits(const Quantity& quantity, double distance) const;
  // Reports a step that is not below `end`, or too many of them.
  void CheckPoints(const Quantity& step_quantity, double step, double end,
                   const char* unit) const;
  // The state that was saved by this name on the way, the last if several were;
  // null, and reported, if none was.
  const StageLaws::SavedState* FindSaved(const std::string& name) const;
  // Whether the present state can be compared with `reference`; reports why
  // not.
  bool CheckComparable(const StageLaws::SavedState& reference) const;
  // A hold of the present state, for a measurement.
  DynamicsProgramme PresentHold(const Quantity& temperature) const;

  // Adds the segment that leads to the next state.
  void Advance(v1::Law law, std::int64_t steps, std::int64_t cost,
               const std::string& label, std::vector<int> references = {});
  // Adds a segment that measures the present state.
  void Measure(v1::Measurement measurement, std::int64_t cost,
               const std::string& label, std::vector<int> references = {});
  int AddSegment(v1::Work work, std::int64_t cost, const std::string& label,
                 std::vector<int> references);
  // "3 GPa" (a pressure), "x 0.9 yield_stress": a stress in a label.
  static std::string LabelOf(const Stresses& stress);

  StageLaws& laws_;
  const StageNode& node_;
  std::string_view place_;
  PlannedState& state_;
  Evaluator numbers_;
  std::vector<int> segments_;
};

// "x", "y" or "z".
char AxisLetter(v1::Axis axis);
// 0, 1 or 2.
std::size_t AxisIndex(v1::Axis axis);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_STAGE_VISITOR_H_
