#include "proto/plan/stage_node.h"

namespace lehr::plan {
namespace {

using Quantities = std::vector<const Quantity*>;

// All quantities of a kind of stage, given or not.
struct Lister {
  Quantities operator()(const Create& s) const { return {&s.lattice_constant}; }
  Quantities operator()(const Velocities& s) const { return {&s.temperature}; }
  Quantities operator()(const Hold& s) const {
    return With(s.stress, {&s.temperature, &s.time});
  }
  Quantities operator()(const Ramp& s) const {
    return With(s.stress, {&s.from, &s.to, &s.rate, &s.time});
  }
  Quantities operator()(const Load& s) const {
    return With(s.stress, {&s.time, &s.temperature});
  }
  Quantities operator()(const Deform& s) const {
    return With(s.stress, {&s.rate, &s.to, &s.temperature});
  }
  Quantities operator()(const Replicate&) const { return {}; }
  Quantities operator()(const Surface&) const { return {}; }
  Quantities operator()(const Minimize& s) const {
    return {&s.force_tolerance};
  }
  Quantities operator()(const Save&) const { return {}; }
  Quantities operator()(const MeasureEnergy& s) const {
    return {&s.time, &s.settle, &s.temperature};
  }
  Quantities operator()(const MeasureElastic& s) const {
    return {&s.strain, &s.force_tolerance};
  }
  Quantities operator()(const MeasureStressStrain& s) const {
    return {&s.smoothing, &s.yield_window, &s.flow_from, &s.flow_to};
  }
  Quantities operator()(const MeasureModulus& s) const { return {&s.to}; }
  Quantities operator()(const MeasureGlassTransition& s) const {
    return {&s.bin, &s.glass_from, &s.glass_to, &s.liquid_from, &s.liquid_to};
  }
  Quantities operator()(const MeasureCreep& s) const {
    return {&s.reference, &s.elastic, &s.fit_from};
  }
  Quantities operator()(const MeasureReplicaOverlap& s) const {
    return {&s.threshold};
  }
  Quantities operator()(const MeasureStructure& s) const {
    return {&s.face_area, &s.edge, &s.margin};
  }
  Quantities operator()(const MeasurePairDistribution& s) const {
    return {&s.range, &s.bin};
  }
  Quantities operator()(const MeasureStructureFactor& s) const {
    return {&s.q_max, &s.q_step, &s.range, &s.bin};
  }
  Quantities operator()(const MeasureLocalStrain& s) const {
    return {&s.cutoff, &s.threshold};
  }
  Quantities operator()(const RememberTemperature&) const { return {}; }
  Quantities operator()(const Cycle& s) const { return {&s.count}; }
  Quantities operator()(const Branch&) const { return {}; }

  static Quantities With(const StressTarget& stress, Quantities others) {
    others.push_back(&stress.pressure);
    for (const Quantity& axis : stress.axes) others.push_back(&axis);
    return others;
  }
};

}  // namespace

std::vector<const Quantity*> QuantitiesOf(const StageNode::Kind& kind) {
  std::vector<const Quantity*> result = std::visit(Lister(), kind);
  std::erase_if(result, [](const Quantity* q) { return !q->is_set(); });
  return result;
}

}  // namespace lehr::plan
