#include "proto/plan/stage_reader.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <absl/strings/str_format.h>

#include "proto/plan/names.h"
#include "proto/plan/protocols.h"
#include "proto/plan/structure_reader.h"
#include "proto/support/decimal.h"

namespace lehr::plan {
namespace {

// Most strains at which a deformation is measured; more are slips of the pen.
constexpr int kMostMeasuredStrains = 1000;
// A strain that misses a multiple by less than this share was meant to hit it:
// 0.2 / 0.01 is not 20 in binary.
constexpr double kWholeTolerance = 1e-6;

using Stages = google::protobuf::RepeatedPtrField<v1::Stage>;

v1::Axis AxisOr(v1::Axis axis, v1::Axis fallback, const std::string& field,
                QuantityReader* reader) {
  return reader->EnumOr(axis, fallback, v1::Axis_IsValid(axis),
                        field + ".axis");
}

v1::Coupling CouplingOf(v1::Coupling coupling, const std::string& field,
                        QuantityReader* reader) {
  return reader->EnumOr(coupling, v1::COUPLING_UNSPECIFIED,
                        v1::Coupling_IsValid(coupling), field + ".coupling");
}

void CheckCounts(const v1::Counts& counts, const std::string& field,
                 QuantityReader* reader) {
  if (counts.x() >= 1 && counts.y() >= 1 && counts.z() >= 1) return;
  reader->Violate(
      field, absl::StrFormat("expected counts of at least 1, found %d x %d x "
                             "%d",
                             counts.x(), counts.y(), counts.z()));
}

template <typename Stage>
std::optional<std::int64_t> SeedOf(const Stage& stage) {
  if (!stage.has_seed()) return std::nullopt;
  return stage.seed();
}

// The stress of a stage that may leave it out.
template <typename Stage>
StressTarget StressOf(const Stage& stage, const std::string& field,
                      QuantityReader* reader) {
  if (!stage.has_stress()) return {};
  return reader->Stress(stage.stress(), field + ".stress");
}

StageNode::Kind Read(const v1::CreateStage& stage, const std::string& field,
                     QuantityReader* reader) {
  CheckCounts(stage.cells(), field + ".cells", reader);
  return Create{
      reader->EnumOr(stage.lattice(), v1::LATTICE_FCC,
                     v1::Lattice_IsValid(stage.lattice()), field + ".lattice"),
      stage.cells(),
      reader->Optional(stage, field, "lattice_constant_angstrom", 4.0),
      SeedOf(stage)};
}

StageNode::Kind Read(const v1::VelocitiesStage& stage, const std::string& field,
                     QuantityReader* reader) {
  return Velocities{reader->Required(stage, field, "temperature_kelvin"),
                    SeedOf(stage)};
}

StageNode::Kind Read(const v1::HoldStage& stage, const std::string& field,
                     QuantityReader* reader) {
  if (stage.isolated() &&
      (stage.has_stress() || stage.coupling() != v1::COUPLING_UNSPECIFIED)) {
    reader->Violate(field + ".isolated",
                    "expected no stress and no coupling, because the box keeps "
                    "its shape");
  }
  return Hold{reader->Optional(stage, field, "temperature_kelvin"),
              reader->Required(stage, field, "time_ps"),
              StressOf(stage, field, reader),
              CouplingOf(stage.coupling(), field, reader), stage.isolated()};
}

StageNode::Kind Read(const v1::RampStage& stage, const std::string& field,
                     QuantityReader* reader) {
  if (stage.pace_case() == v1::RampStage::PACE_NOT_SET) {
    reader->Violate(field + ".rate_kelvin_per_ps",
                    "expected a rate or a time, found none");
  }
  return Ramp{reader->Optional(stage, field, "from_kelvin"),
              reader->Required(stage, field, "to_kelvin"),
              reader->Optional(stage, field, "rate_kelvin_per_ps"),
              reader->Optional(stage, field, "time_ps"),
              StressOf(stage, field, reader),
              CouplingOf(stage.coupling(), field, reader)};
}

StageNode::Kind Read(const v1::LoadStage& stage, const std::string& field,
                     QuantityReader* reader) {
  if (!stage.has_stress()) {
    reader->Violate(field + ".stress", "expected a stress, found none");
  }
  return Load{StressOf(stage, field, reader),
              reader->Optional(stage, field, "ramp_ps", 20),
              reader->Optional(stage, field, "temperature_kelvin"),
              CouplingOf(stage.coupling(), field, reader), false};
}

StageNode::Kind Read(const v1::UnloadStage& stage, const std::string& field,
                     QuantityReader* reader) {
  StressTarget zero;
  zero.kind = StressTarget::Kind::kAxes;
  return Load{zero, reader->Optional(stage, field, "ramp_ps", 20),
              reader->Optional(stage, field, "temperature_kelvin"),
              v1::COUPLING_UNSPECIFIED, true};
}

StageNode::Kind Read(const v1::DeformStage& stage, const std::string& field,
                     QuantityReader* reader) {
  const bool shear = stage.shear() != v1::SHEAR_PLANE_UNSPECIFIED;
  if (shear && stage.axis() != v1::AXIS_UNSPECIFIED) {
    reader->Violate(field + ".shear",
                    "expected an axis or a plane of shear, found both");
  }
  if (shear && stage.measure() == v1::STRAIN_MEASURE_TRUE) {
    reader->Violate(field + ".measure",
                    "expected engineering strain in shear, found true strain");
  }
  return Deform{
      shear ? v1::AXIS_UNSPECIFIED
            : AxisOr(stage.axis(), v1::AXIS_Y, field, reader),
      reader->EnumOr(stage.shear(), v1::SHEAR_PLANE_UNSPECIFIED,
                     v1::ShearPlane_IsValid(stage.shear()), field + ".shear"),
      reader->Required(stage, field, "rate_per_second"),
      reader->Required(stage, field, "to_strain"),
      reader->EnumOr(stage.measure(), v1::STRAIN_MEASURE_ENGINEERING,
                     v1::StrainMeasure_IsValid(stage.measure()),
                     field + ".measure"),
      reader->Optional(stage, field, "temperature_kelvin"),
      StressOf(stage, field, reader)};
}

StageNode::Kind Read(const v1::ReplicateStage& stage, const std::string& field,
                     QuantityReader* reader) {
  CheckCounts(stage.counts(), field + ".counts", reader);
  return Replicate{stage.counts(), !stage.has_reseed() || stage.reseed(),
                   SeedOf(stage)};
}

StageNode::Kind Read(const v1::SurfaceStage& stage, const std::string& field,
                     QuantityReader* reader) {
  if (stage.axis() == v1::AXIS_UNSPECIFIED) {
    reader->Violate(field + ".axis", "expected an axis, found none");
  }
  return Surface{AxisOr(stage.axis(), v1::AXIS_X, field, reader)};
}

StageNode::Kind Read(const v1::MinimizeStage& stage, const std::string& field,
                     QuantityReader* reader) {
  return Minimize{
      reader->Optional(stage, field, "force_tolerance_ev_per_angstrom", 1e-3),
      stage.relax_box()};
}

StageNode::Kind Read(const v1::SaveStage& stage, const std::string& field,
                     QuantityReader* reader) {
  CheckName(stage.name(), "_-", field + ".name", reader->violations());
  return Save{stage.name()};
}

StageNode::Kind Read(const v1::EnergyMeasure& measure, const std::string& field,
                     QuantityReader* reader) {
  return MeasureEnergy{reader->Optional(measure, field, "time_ps", 100),
                       reader->Optional(measure, field, "settle_ps", 0),
                       reader->Optional(measure, field, "temperature_kelvin")};
}

StageNode::Kind Read(const v1::ElasticMeasure& measure,
                     const std::string& field, QuantityReader* reader) {
  return MeasureElastic{
      reader->Optional(measure, field, "strain", 1e-3),
      reader->Optional(measure, field, "force_tolerance_ev_per_angstrom",
                       1e-5)};
}

StageNode::Kind Read(const v1::StressStrainMeasure& measure,
                     const std::string& field, QuantityReader* reader) {
  return MeasureStressStrain{
      reader->Optional(measure, field, "smoothing_strain", 0.002),
      reader->Optional(measure, field, "yield_window_strain", 0.12),
      reader->Optional(measure, field, "flow_from_strain", 0.15),
      reader->Optional(measure, field, "flow_to_strain", 0.20)};
}

StageNode::Kind Read(const v1::ModulusMeasure& measure,
                     const std::string& field, QuantityReader* reader) {
  return MeasureModulus{reader->Optional(measure, field, "to_strain", 0.01)};
}

StageNode::Kind Read(const v1::GlassTransitionMeasure& measure,
                     const std::string& field, QuantityReader* reader) {
  return MeasureGlassTransition{
      reader->Optional(measure, field, "bin_kelvin", 10),
      reader->Optional(measure, field, "glass_from_kelvin", 300),
      reader->Optional(measure, field, "glass_to_kelvin", 500),
      reader->Optional(measure, field, "liquid_from_kelvin", 1000),
      reader->Optional(measure, field, "liquid_to_kelvin", 1400)};
}

StageNode::Kind Read(const v1::CreepMeasure& measure, const std::string& field,
                     QuantityReader* reader) {
  return MeasureCreep{reader->Optional(measure, field, "reference_ps", 50),
                      reader->Optional(measure, field, "elastic_ps", 50),
                      reader->Optional(measure, field, "fit_from", 0.25)};
}

StageNode::Kind Read(const v1::ReplicaOverlapMeasure& measure,
                     const std::string& field, QuantityReader* reader) {
  return MeasureReplicaOverlap{
      reader->Optional(measure, field, "threshold_angstrom", 1)};
}

std::vector<StageNode> ReadList(const Stages& stages, const std::string& field,
                                QuantityReader* reader);

StageNode::Kind Read(const v1::CycleStage& stage, const std::string& field,
                     QuantityReader* reader) {
  if (stage.body().empty()) {
    reader->Violate(field + ".body", "expected at least one stage, found none");
  }
  return Cycle{reader->Required(stage, field, "count"),
               ReadList(stage.body(), field + ".body", reader)};
}

// One node from a stage that is one.
template <typename Stage>
std::vector<StageNode> Single(const Stage& stage, const std::string& field,
                              QuantityReader* reader) {
  return {{Read(stage, field, reader), field, -1, {}, {}}};
}

std::vector<StageNode> ReadMeasures(
    const google::protobuf::RepeatedPtrField<v1::Measure>& measures,
    const std::string& field, QuantityReader* reader) {
  if (measures.empty()) {
    reader->Violate(field + ".measures",
                    "expected at least one measurement, found none");
  }
  std::vector<StageNode> nodes;
  for (int i = 0; i < measures.size(); ++i) {
    const v1::Measure& measure = measures[i];
    const std::string here = absl::StrFormat("%s.measures[%d]", field, i);
    std::vector<StageNode> node;
    switch (measure.kind_case()) {
      case v1::Measure::kEnergy:
        node = Single(measure.energy(), here + ".energy", reader);
        break;
      case v1::Measure::kElastic:
        node = Single(measure.elastic(), here + ".elastic", reader);
        break;
      case v1::Measure::kStressStrain:
        node = Single(measure.stress_strain(), here + ".stress_strain", reader);
        break;
      case v1::Measure::kModulus:
        node = Single(measure.modulus(), here + ".modulus", reader);
        break;
      case v1::Measure::kGlassTransition:
        node = Single(measure.glass_transition(), here + ".glass_transition",
                      reader);
        break;
      case v1::Measure::kCreep:
        node = Single(measure.creep(), here + ".creep", reader);
        break;
      case v1::Measure::kReplicaOverlap:
        node = Single(measure.replica_overlap(), here + ".replica_overlap",
                      reader);
        break;
      case v1::Measure::kStructure:
        node = Single(measure.structure(), here + ".structure", reader);
        break;
      case v1::Measure::kPairDistribution:
        node = Single(measure.pair_distribution(), here + ".pair_distribution",
                      reader);
        break;
      case v1::Measure::kStructureFactor:
        node = Single(measure.structure_factor(), here + ".structure_factor",
                      reader);
        break;
      case v1::Measure::kLocalStrain:
        node = Single(measure.local_strain(), here + ".local_strain", reader);
        break;
      case v1::Measure::KIND_NOT_SET:
        reader->Violate(here, "expected a measurement, found none");
        break;
    }
    std::move(node.begin(), node.end(), std::back_inserter(nodes));
  }
  return nodes;
}

// How often a deformation is measured, the end included; 0, and reported, if
// that cannot be told.
int MeasuresOf(const v1::DeformStage& stage, const std::string& field,
               QuantityReader* reader) {
  const std::string every_field = field + ".measure_every_strain";
  if (!stage.has_measure_every_strain()) {
    reader->Violate(every_field,
                    "expected a strain between measures, found none");
    return 0;
  }
  if (!stage.measure_every_strain().has_number() ||
      !stage.to_strain().has_number()) {
    reader->Violate(every_field,
                    "expected plain numbers here and as to_strain, where "
                    "measures are taken on the way");
    return 0;
  }
  const double every = stage.measure_every_strain().number();
  const double count = std::abs(stage.to_strain().number()) / every;
  const double whole = std::round(count);
  if (!(every > 0) || !(whole >= 1 && whole <= kMostMeasuredStrains) ||
      std::abs(count - whole) > kWholeTolerance) {
    reader->Violate(
        every_field,
        absl::StrFormat("expected a positive strain of which to_strain (%g) is "
                        "a multiple, at most the %dth, found %g",
                        stage.to_strain().number(), kMostMeasuredStrains,
                        every));
    return 0;
  }
  return static_cast<int>(whole);
}

// A deformation, and what is measured on its way: branches to shorter ones from
// the same state, which are parts of the longest.
std::vector<StageNode> ReadDeform(const v1::DeformStage& stage,
                                  const std::string& field,
                                  QuantityReader* reader) {
  std::vector<StageNode> whole = Single(stage, field, reader);
  if (stage.measures().empty() && !stage.has_measure_every_strain()) {
    return whole;
  }
  const std::vector<StageNode> measures =
      ReadMeasures(stage.measures(), field, reader);
  const int count = MeasuresOf(stage, field, reader);
  std::vector<StageNode> nodes;
  for (int i = 1; i < count; ++i) {
    Branch branch{whole};
    auto& part = std::get<Deform>(branch.body.front().kind);
    // 0.07, not 0.07000000000000001.
    part.to.number = RoundToDigits(part.to.number * i / count, 12);
    branch.body.insert(branch.body.end(), measures.begin(), measures.end());
    nodes.push_back({std::move(branch), field, -1, {}, {}});
  }
  std::move(whole.begin(), whole.end(), std::back_inserter(nodes));
  nodes.insert(nodes.end(), measures.begin(), measures.end());
  return nodes;
}

std::vector<StageNode> ReadStage(const v1::Stage& stage,
                                 const std::string& field,
                                 QuantityReader* reader) {
  switch (stage.kind_case()) {
    case v1::Stage::kCreate:
      return Single(stage.create(), field + ".create", reader);
    case v1::Stage::kVelocities:
      return Single(stage.velocities(), field + ".velocities", reader);
    case v1::Stage::kHold:
      return Single(stage.hold(), field + ".hold", reader);
    case v1::Stage::kRamp:
      return Single(stage.ramp(), field + ".ramp", reader);
    case v1::Stage::kLoad:
      return Single(stage.load(), field + ".load", reader);
    case v1::Stage::kUnload:
      return Single(stage.unload(), field + ".unload", reader);
    case v1::Stage::kDeform:
      return ReadDeform(stage.deform(), field + ".deform", reader);
    case v1::Stage::kCycle:
      return Single(stage.cycle(), field + ".cycle", reader);
    case v1::Stage::kReplicate:
      return Single(stage.replicate(), field + ".replicate", reader);
    case v1::Stage::kSurface:
      return Single(stage.surface(), field + ".surface", reader);
    case v1::Stage::kMinimize:
      return Single(stage.minimize(), field + ".minimize", reader);
    case v1::Stage::kSave:
      return Single(stage.save(), field + ".save", reader);
    case v1::Stage::kMeasure:
      return ReadMeasures(stage.measure().measures(), field + ".measure",
                          reader);
    case v1::Stage::kThermalPressure:
      return ReadProtocol(stage.thermal_pressure(), field + ".thermal_pressure",
                          reader);
    case v1::Stage::kBiaxialTension:
      return ReadProtocol(stage.biaxial_tension(), field + ".biaxial_tension",
                          reader);
    case v1::Stage::kCryogenicCycling:
      return ReadProtocol(stage.cryogenic_cycling(),
                          field + ".cryogenic_cycling", reader);
    case v1::Stage::KIND_NOT_SET:
      reader->Violate(field, "expected a stage, found none");
      return {};
  }
  return {};
}

std::vector<StageNode> ReadList(const Stages& stages, const std::string& field,
                                QuantityReader* reader) {
  std::vector<StageNode> nodes;
  for (int i = 0; i < stages.size(); ++i) {
    std::vector<StageNode> more =
        ReadStage(stages[i], absl::StrFormat("%s[%d]", field, i), reader);
    std::move(more.begin(), more.end(), std::back_inserter(nodes));
  }
  return nodes;
}

// Reports, and takes out, each `create` but the sample's first stage.
void CheckCreates(bool may_start, std::vector<StageNode>* nodes,
                  QuantityReader* reader) {
  const StageNode* first = may_start ? nodes->data() : nullptr;
  for (StageNode& node : *nodes) {
    if (auto* cycle = std::get_if<Cycle>(&node.kind)) {
      CheckCreates(false, &cycle->body, reader);
    } else if (std::holds_alternative<Create>(node.kind) && &node != first) {
      reader->Violate(node.field,
                      "expected `create` as the first stage of the sample and "
                      "nowhere else");
    }
  }
  bool is_first = may_start;
  std::erase_if(*nodes, [&is_first](const StageNode& node) {
    return !std::exchange(is_first, false) &&
           std::holds_alternative<Create>(node.kind);
  });
}

// Adds `value` once.
void Insert(int value, std::vector<int>* values) {
  if (value < 0) return;
  if (std::find(values->begin(), values->end(), value) != values->end()) return;
  values->push_back(value);
}

// Numbers the nodes and notes what they depend on.
void Finish(std::vector<StageNode>* nodes, int* next_id) {
  for (StageNode& node : *nodes) {
    node.id = (*next_id)++;
    for (const Quantity* quantity : QuantitiesOf(node.kind)) {
      Insert(quantity->parameter, &node.parameters);
      Insert(quantity->reference, &node.references);
    }
    if (auto* cycle = std::get_if<Cycle>(&node.kind)) {
      Finish(&cycle->body, next_id);
    } else if (auto* branch = std::get_if<Branch>(&node.kind)) {
      Finish(&branch->body, next_id);
    }
  }
}

}  // namespace

std::vector<StageNode> ReadStages(const Stages& stages,
                                  const std::string& field, bool is_sample,
                                  QuantityReader* reader, int* next_id) {
  std::vector<StageNode> nodes = ReadList(stages, field, reader);
  if (is_sample && (stages.empty() || !stages[0].has_create())) {
    reader->Violate(stages.empty() ? field : field + "[0]",
                    "expected a sample that starts with `create`");
  }
  CheckCreates(is_sample, &nodes, reader);
  Finish(&nodes, next_id);
  return nodes;
}

}  // namespace lehr::plan
