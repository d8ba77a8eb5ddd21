// Stages that measure the structure of a state.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>

#include "proto/plan/known_names.h"
#include "proto/plan/stage_visitor.h"

namespace lehr::plan {
namespace {

// A face of half the surface would be a cell of two faces.
constexpr Limits kFaceArea = {.what = "a fraction of the surface",
                              .unit = "",
                              .least_allowed = true,
                              .most = 0.5,
                              .fallback = 0};
constexpr Limits kEdge = {.what = "a length",
                          .unit = "Å",
                          .least_allowed = true,
                          .most = 10,
                          .fallback = 0};
constexpr Limits kMargin = {
    .what = "a distance", .unit = "Å", .most = 100, .fallback = 6.5};
// Below 1 Å there are no atoms.
constexpr Limits kRange = {.what = "a distance",
                           .unit = "Å",
                           .least = 1,
                           .least_allowed = true,
                           .most = 1000,
                           .fallback = 10};
constexpr Limits kBin = {
    .what = "a width", .unit = "Å", .most = 1, .fallback = 0.02};
// The engine begins at 0.5/Å; below, the end of g(r) is felt.
constexpr Limits kWaveNumber = {.what = "a wave number",
                                .unit = "1/Å",
                                .least = 1,
                                .least_allowed = true,
                                .most = 1000,
                                .fallback = 20};
constexpr Limits kWaveStep = {
    .what = "a step", .unit = "1/Å", .most = 1, .fallback = 0.05};
// Neighbors, not the neighbors' neighbors of them.
constexpr Limits kCutoff = {.what = "a distance",
                            .unit = "Å",
                            .least = 1,
                            .least_allowed = true,
                            .most = 20,
                            .fallback = 3.8};
constexpr Limits kThreshold = {
    .what = "a strain", .unit = "", .most = 10, .fallback = 0.3};

// A distance beyond half an edge would meet an atom twice. Edges differ from
// those at the beginning by less than this factor (pure Zr on the default
// lattice expands by 1.13); what is in between is left to the engine, which
// knows them.
constexpr double kEdgeRoom = 1.2;

// Most rows of a curve.
constexpr double kMostPoints = 100000;

// Half the distances of nearest neighbors in the metals [A].
const std::map<std::string, double>& DefaultRadii() {
  static const auto& radii =
      *new std::map<std::string, double>{{"Cu", 1.28}, {"Zr", 1.60}};
  return radii;
}

// Sets the configuration; returns the force evaluations that it takes.
template <typename Measurement>
std::int64_t SetConfiguration(v1::StructureState configuration,
                              Measurement* measurement) {
  measurement->set_configuration(configuration);
  if (configuration != v1::STRUCTURE_STATE_INHERENT) return 0;
  measurement->set_force_tolerance_ev_per_angstrom(kInherentForceTolerance);
  return kMinimizeEvaluations;
}

}  // namespace

void StageVisitor::operator()(const MeasureStructure& stage) {
  v1::Measurement measurement;
  v1::StructureMeasurement* structure = measurement.mutable_structure();
  SetRadii(stage, structure);
  structure->set_face_area_rel(numbers_.Number(stage.face_area, kFaceArea));
  structure->set_edge_abs_angstrom(numbers_.Number(stage.edge, kEdge));
  structure->set_rank(stage.rank);
  structure->set_classes_table(stage.classes_table);
  structure->set_surface_margin_angstrom(
      stage.margin.is_set()
          ? numbers_.Number(stage.margin, kMargin)
          : laws_.spec_.material().potential().cutoff_angstrom());
  Measure(measurement, SetConfiguration(stage.configuration, structure),
          "structure");
}

void StageVisitor::SetRadii(const MeasureStructure& stage,
                            v1::StructureMeasurement* structure) const {
  std::map<std::string, double> radii = DefaultRadii();
  for (const v1::ElementRadius& given : stage.radii) {
    radii[given.element()] = given.radius_angstrom();
  }
  std::vector<std::string> elements;
  for (const v1::Component& component : laws_.spec_.material().components()) {
    elements.push_back(component.element());
  }
  // Stages of a given state come without a material: its elements are seen when
  // it is measured.
  if (elements.empty()) {
    for (const auto& [element, radius] : radii) elements.push_back(element);
  }
  std::sort(elements.begin(), elements.end());
  for (std::size_t i = 0; i < stage.radii.size(); ++i) {
    const std::string& element = stage.radii[i].element();
    if (std::binary_search(elements.begin(), elements.end(), element)) continue;
    numbers_.Violate(
        absl::StrFormat("%s.radii[%d].element", node_.field, i),
        absl::StrFormat("there is no element \"%s\" in the material%s", element,
                        KnownNames(element, elements)));
  }
  for (const std::string& element : elements) {
    const auto found = radii.find(element);
    if (found == radii.end()) {
      numbers_.Violate(
          node_.field + ".radii",
          absl::StrFormat("expected a radius of \"%s\", found none, and only "
                          "Cu and Zr have defaults",
                          element));
      continue;
    }
    v1::ElementRadius* radius = structure->add_radii();
    radius->set_element(element);
    radius->set_radius_angstrom(found->second);
  }
}

bool StageVisitor::CheckPeriodic() const {
  if (!state_.has_surface()) return true;
  numbers_.Violate(node_.field,
                   "expected a box that is periodic along all axes, because a "
                   "density at a distance is not defined at free surfaces: "
                   "measure before `surface`");
  return false;
}

template <typename Stage, typename Measurement>
void StageVisitor::SetShells(const Stage& stage,
                             Measurement* measurement) const {
  measurement->set_range_angstrom(numbers_.Number(stage.range, kRange));
  measurement->set_bin_angstrom(numbers_.Number(stage.bin, kBin));
  CheckFits(stage.range, measurement->range_angstrom());
  CheckPoints(stage.bin, measurement->bin_angstrom(),
              measurement->range_angstrom(), "Å");
}

// Found now rather than after the sample has been made.
void StageVisitor::CheckFits(const Quantity& quantity, double distance) const {
  for (std::size_t k = 0; k < 3; ++k) {
    const double half = state_.edges[k] / 2;
    if (half == 0 || state_.free[k] || distance <= kEdgeRoom * half) continue;
    numbers_.Violate(
        quantity.field,
        absl::StrFormat("expected at most half an edge of the box, some %g Å "
                        "along %c, found %s: use a larger box, or `replicate` "
                        "before",
                        half, "xyz"[k],
                        numbers_.Found(quantity, distance, "Å")));
    return;
  }
}

void StageVisitor::CheckPoints(const Quantity& step_quantity, double step,
                               double end, const char* unit) const {
  // The last one at least is inside.
  if (step < end && end <= kMostPoints * step) return;
  numbers_.Violate(
      step_quantity.field,
      absl::StrFormat("expected less than %g %s and at least %g %s, which is "
                      "%g steps, found %s",
                      end, unit, end / kMostPoints, unit, kMostPoints,
                      numbers_.Found(step_quantity, step, unit)));
}

void StageVisitor::operator()(const MeasurePairDistribution& stage) {
  if (!CheckPeriodic()) return;
  v1::Measurement measurement;
  v1::PairDistributionMeasurement* pairs =
      measurement.mutable_pair_distribution();
  SetShells(stage, pairs);
  Measure(measurement, SetConfiguration(stage.configuration, pairs),
          "pair_distribution");
}

void StageVisitor::operator()(const MeasureStructureFactor& stage) {
  if (!CheckPeriodic()) return;
  v1::Measurement measurement;
  v1::StructureFactorMeasurement* factor =
      measurement.mutable_structure_factor();
  factor->set_q_max_per_angstrom(numbers_.Number(stage.q_max, kWaveNumber));
  factor->set_q_step_per_angstrom(numbers_.Number(stage.q_step, kWaveStep));
  CheckPoints(stage.q_step, factor->q_step_per_angstrom(),
              factor->q_max_per_angstrom(), "1/Å");
  SetShells(stage, factor);
  Measure(measurement, SetConfiguration(stage.configuration, factor),
          "structure_factor");
}

void StageVisitor::operator()(const MeasureLocalStrain& stage) {
  const StageLaws::SavedState* reference = FindSaved(stage.reference);
  if (reference == nullptr || !CheckComparable(*reference)) return;
  v1::Measurement measurement;
  v1::LocalStrainMeasurement* strain = measurement.mutable_local_strain();
  strain->set_reference_segments_back(state_.depth - reference->depth);
  strain->set_cutoff_angstrom(numbers_.Number(stage.cutoff, kCutoff));
  CheckFits(stage.cutoff, strain->cutoff_angstrom());
  strain->set_threshold(numbers_.Number(stage.threshold, kThreshold));
  // Of two states.
  Measure(measurement, 2 * SetConfiguration(stage.configuration, strain),
          "local_strain");
}

const StageLaws::SavedState* StageVisitor::FindSaved(
    const std::string& name) const {
  std::set<std::string> others;
  for (int i = state_.saved; i >= 0; i = laws_.SavedAt(i).before) {
    const StageLaws::SavedState& saved = laws_.SavedAt(i);
    if (saved.name == name) return &saved;
    others.insert(saved.name);
  }
  const std::vector<std::string> names(others.begin(), others.end());
  numbers_.Violate(node_.field + ".reference",
                   absl::StrFormat("no stage before saves a state as \"%s\"%s",
                                   name, KnownNames(name, names)));
  return nullptr;
}

bool StageVisitor::CheckComparable(
    const StageLaws::SavedState& reference) const {
  if (reference.atoms != state_.atoms) {
    numbers_.Violate(
        node_.field + ".reference",
        absl::StrFormat("expected a state of %d atoms, as many as this one "
                        "has, found \"%s\" with %d: save one after "
                        "`replicate`",
                        state_.atoms, reference.name, reference.atoms));
    return false;
  }
  if (reference.free != state_.free) {
    numbers_.Violate(
        node_.field + ".reference",
        absl::StrFormat("expected a state with the free surfaces that this one "
                        "has, found \"%s\" from before `surface`: save one "
                        "after it",
                        reference.name));
    return false;
  }
  return true;
}

}  // namespace lehr::plan
