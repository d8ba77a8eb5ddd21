#include "proto/plan/references.h"

#include <algorithm>

#include <absl/strings/str_format.h>

#include "proto/plan/known_names.h"
#include "proto/plan/observables.h"

namespace lehr::plan {
namespace {

using Stages = google::protobuf::RepeatedPtrField<v1::Stage>;
using MeasurementKinds = std::set<v1::Measurement::KindCase>;

v1::Measurement::KindCase KindOf(const v1::Measure& measure) {
  switch (measure.kind_case()) {
    case v1::Measure::kEnergy:
      return v1::Measurement::kEnergy;
    case v1::Measure::kElastic:
      return v1::Measurement::kElastic;
    case v1::Measure::kStressStrain:
      return v1::Measurement::kStressStrain;
    case v1::Measure::kModulus:
      return v1::Measurement::kModulus;
    case v1::Measure::kGlassTransition:
      return v1::Measurement::kGlassTransition;
    case v1::Measure::kCreep:
      return v1::Measurement::kCreep;
    case v1::Measure::kReplicaOverlap:
      return v1::Measurement::kReplicaOverlap;
    case v1::Measure::kStructure:
      return v1::Measurement::kStructure;
    case v1::Measure::kPairDistribution:
      return v1::Measurement::kPairDistribution;
    case v1::Measure::kStructureFactor:
      return v1::Measurement::kStructureFactor;
    case v1::Measure::kLocalStrain:
      return v1::Measurement::kLocalStrain;
    case v1::Measure::KIND_NOT_SET:
      return v1::Measurement::KIND_NOT_SET;
  }
  return v1::Measurement::KIND_NOT_SET;
}

void AddMeasured(const Stages& stages, MeasurementKinds* kinds) {
  for (const v1::Stage& stage : stages) {
    if (stage.has_cycle()) AddMeasured(stage.cycle().body(), kinds);
    for (const v1::Measure& measure : stage.measure().measures()) {
      kinds->insert(KindOf(measure));
    }
  }
}

}  // namespace

ReferenceTable::ReferenceTable(const v1::SweepSpec& spec) : spec_(spec) {
  for (const v1::Treatment& treatment : spec.treatments()) {
    names_.push_back(treatment.name());
  }
}

int ReferenceTable::Find(const v1::Reference& reference, int owner,
                         const std::string& field, Violations* violations) {
  const int treatment = FindTreatment(reference, field, violations);
  if (treatment < 0) return -1;
  const int observable =
      FindObservable(reference, treatment, field, violations);
  if (observable < 0) return -1;
  uses_.push_back({owner, treatment, field});
  edges_.emplace(owner, treatment);
  const Entry entry{treatment, observable};
  const auto found = std::find(entries_.begin(), entries_.end(), entry);
  if (found != entries_.end())
    return static_cast<int>(found - entries_.begin());
  entries_.push_back(entry);
  return static_cast<int>(entries_.size()) - 1;
}

int ReferenceTable::FindTreatment(const v1::Reference& reference,
                                  const std::string& field,
                                  Violations* violations) const {
  const auto found =
      std::find(names_.begin(), names_.end(), reference.treatment());
  if (found == names_.end()) {
    violations->Add(
        field + ".reference.treatment",
        absl::StrFormat("there is no treatment \"%s\"%s", reference.treatment(),
                        KnownNames(reference.treatment(), names_)));
    return -1;
  }
  const int index = static_cast<int>(found - names_.begin());
  if (const int count = spec_.treatments(index).parameters_size(); count > 0) {
    violations->Add(
        field + ".reference.treatment",
        absl::StrFormat("expected a treatment without parameters, which has "
                        "one point; \"%s\" has %d",
                        reference.treatment(), count));
    return -1;
  }
  return index;
}

int ReferenceTable::FindObservable(const v1::Reference& reference,
                                   int treatment, const std::string& field,
                                   Violations* violations) const {
  MeasurementKinds kinds;
  AddMeasured(spec_.sample(), &kinds);
  AddMeasured(spec_.treatments(treatment).stages(), &kinds);
  AddMeasured(spec_.test(), &kinds);
  std::vector<std::string> measured;
  for (const ObservableKind& observable : Observables()) {
    if (kinds.contains(observable.measurement)) {
      measured.push_back(observable.name);
    }
  }
  const std::string& name = reference.observable();
  if (std::find(measured.begin(), measured.end(), name) == measured.end()) {
    violations->Add(
        field + ".reference.observable",
        absl::StrFormat("\"%s\" is not measured in \"%s\"%s", name,
                        reference.treatment(), KnownNames(name, measured)));
    return -1;
  }
  const int number = ObservableNumber(name).value();
  const ObservableKind& observable =
      Observables()[static_cast<std::size_t>(number)];
  if (observable.unit != "GPa") {
    violations->Add(field + ".reference.observable",
                    absl::StrFormat("expected an observable in GPa, found "
                                    "\"%s\" in %s",
                                    name, observable.unit));
    return -1;
  }
  return number;
}

bool ReferenceTable::Waits(int from, int to) const {
  std::vector<bool> seen(static_cast<std::size_t>(spec_.treatments_size()));
  std::vector<int> open = {from};
  while (!open.empty()) {
    const int treatment = open.back();
    open.pop_back();
    if (treatment == to) return true;
    if (seen[static_cast<std::size_t>(treatment)]) continue;
    seen[static_cast<std::size_t>(treatment)] = true;
    for (auto edge = edges_.lower_bound({treatment, 0});
         edge != edges_.end() && edge->first == treatment; ++edge) {
      open.push_back(edge->second);
    }
  }
  return false;
}

bool ReferenceTable::CheckLoops(Violations* violations) const {
  bool none = true;
  for (const Use& use : uses_) {
    // The sample is in the path of the treatment that is meant, too.
    if (use.owner != kSample && !Waits(use.treatment, use.owner)) continue;
    none = false;
    violations->Add(
        use.field + ".reference.treatment",
        absl::StrFormat("\"%s\" would wait for itself: this stage is in its "
                        "path, or it refers to one that is measured after it",
                        spec_.treatments(use.treatment).name()));
  }
  return none;
}

}  // namespace lehr::plan
