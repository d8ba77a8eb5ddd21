#include "proto/plan/programme.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_format.h>

#include "proto/plan/known_names.h"
#include "proto/plan/names.h"
#include "proto/plan/plan.h"
#include "proto/plan/quantity_reader.h"
#include "proto/plan/stage_reader.h"

namespace lehr::plan {
namespace {

// More than a person writes; keeps checks of each with each short.
constexpr int kMaxTreatments = 1000;

using Parameters = google::protobuf::RepeatedPtrField<v1::Parameter>;

// Marks parameters from `first` on that are used.
void Mark(const std::vector<bool>& used, std::size_t first,
          std::vector<bool>* all) {
  for (std::size_t i = 0; i < all->size(); ++i) {
    if (first + i < used.size() && used[first + i]) (*all)[i] = true;
  }
}

void CheckUsed(const Parameters& parameters, const std::vector<bool>& used,
               const std::string& field, Violations* violations) {
  for (int i = 0; i < parameters.size(); ++i) {
    if (used[static_cast<std::size_t>(i)]) continue;
    violations->Add(absl::StrFormat("%s[%d]", field, i),
                    absl::StrFormat("parameter \"%s\" is not used in any stage",
                                    parameters[i].name()));
  }
}

void CheckShadowing(const Parameters& parameters,
                    const std::vector<std::string>& outer,
                    const std::string& field, Violations* violations) {
  for (int i = 0; i < parameters.size(); ++i) {
    const std::string& name = parameters[i].name();
    if (std::find(outer.begin(), outer.end(), name) == outer.end()) continue;
    violations->Add(
        absl::StrFormat("%s[%d].name", field, i),
        absl::StrFormat("expected another name than \"%s\", which is a "
                        "parameter of the whole sweep",
                        name));
  }
}

void CheckTreatmentNames(const v1::SweepSpec& spec, Violations* violations) {
  std::vector<std::string> names;
  for (int i = 0; i < spec.treatments_size(); ++i) {
    const std::string& name = spec.treatments(i).name();
    const std::string field = absl::StrFormat("treatments[%d].name", i);
    CheckName(name, "_-", field, violations);
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      violations->Add(field,
                      absl::StrFormat("there are two treatments \"%s\"", name));
    }
    names.push_back(name);
  }
}

// Index of the baseline treatment; -1 if there is none.
int BaselineOf(const v1::SweepSpec& spec, Violations* violations) {
  const bool given = !spec.baseline().empty();
  const std::string name = given ? spec.baseline() : "as_cast";
  std::vector<std::string> names;
  for (const v1::Treatment& treatment : spec.treatments()) {
    names.push_back(treatment.name());
  }
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    if (given) {
      violations->Add("baseline",
                      absl::StrFormat("there is no treatment \"%s\"%s", name,
                                      KnownNames(name, names)));
    }
    return -1;
  }
  const int index = static_cast<int>(found - names.begin());
  if (spec.treatments(index).parameters().empty()) return index;
  if (given) {
    violations->Add(
        "baseline",
        absl::StrFormat("expected a treatment without parameters, which has "
                        "one point; \"%s\" has %d",
                        name, spec.treatments(index).parameters_size()));
  }
  return -1;
}

// Reads the parts of a Programme one after the other.
class ProgrammeReader {
 public:
  ProgrammeReader(const v1::SweepSpec& spec, Violations* violations)
      : spec_(spec),
        violations_(violations),
        programme_(new Programme{
            ParameterGrid(spec.parameters(), "parameters", violations),
            {},
            {},
            ReferenceTable(spec)}),
        used_(programme_->grid.names().size()) {}

  std::unique_ptr<Programme> Read() {
    ReadSample();
    CheckTreatmentNames(spec_, violations_);
    if (spec_.treatments_size() > kMaxTreatments) {
      violations_->Add(
          "treatments",
          absl::StrFormat("expected at most %d, found %d", kMaxTreatments,
                          spec_.treatments_size()));
      return nullptr;
    }
    for (int i = 0; i < spec_.treatments_size(); ++i) ReadTreatment(i);
    CheckUsed(spec_.parameters(), used_, "parameters", violations_);
    programme_->baseline = BaselineOf(spec_, violations_);
    const bool countable = CountPoints();
    const bool loop_free = programme_->references.CheckLoops(violations_);
    return countable && loop_free ? std::move(programme_) : nullptr;
  }

 private:
  void ReadSample() {
    QuantityReader reader(programme_->grid.names(), ReferenceTable::kSample,
                          &programme_->references, violations_);
    programme_->sample =
        ReadStages(spec_.sample(), "sample", true, &reader, &next_id_);
    Mark(reader.used(), 0, &used_);
  }

  void ReadTreatment(int index) {
    const v1::Treatment& treatment = spec_.treatments(index);
    const std::string field = absl::StrFormat("treatments[%d]", index);
    const std::vector<std::string>& outer = programme_->grid.names();
    CheckShadowing(treatment.parameters(), outer, field + ".parameters",
                   violations_);
    TreatmentProgramme result{treatment.name(),
                              ParameterGrid(treatment.parameters(),
                                            field + ".parameters", violations_),
                              outer,
                              {},
                              {}};
    result.parameters.insert(result.parameters.end(),
                             result.grid.names().begin(),
                             result.grid.names().end());
    QuantityReader reader(result.parameters, index, &programme_->references,
                          violations_);
    result.stages = ReadStages(treatment.stages(), field + ".stages", false,
                               &reader, &next_id_);
    result.test = ReadStages(spec_.test(), "test", false, &reader, &next_id_);
    std::vector<bool> own(result.grid.names().size());
    Mark(reader.used(), 0, &used_);
    Mark(reader.used(), outer.size(), &own);
    CheckUsed(treatment.parameters(), own, field + ".parameters", violations_);
    programme_->treatments.push_back(std::move(result));
  }

  // Sets the numbers of replicas and points. False if there are too many.
  bool CountPoints() {
    if (spec_.replicas() < 0) {
      violations_->Add("replicas", absl::StrFormat("expected at least 1, found "
                                                   "%d",
                                                   spec_.replicas()));
    }
    programme_->replicas = std::max(1, spec_.replicas());
    double points = 0;  // may be more than any integer holds
    for (const TreatmentProgramme& treatment : programme_->treatments) {
      points += static_cast<double>(programme_->grid.size()) *
                static_cast<double>(treatment.grid.size()) *
                programme_->replicas;
    }
    if (points > static_cast<double>(kMaxPoints)) {
      violations_->Add(
          programme_->replicas > kMaxPoints ? "replicas"
          : programme_->grid.size() > 1     ? "parameters"
                                            : "treatments",
          absl::StrFormat("expected at most %d points (combinations of values, "
                          "times replicas), found %.16g",
                          kMaxPoints, points));
      return false;
    }
    programme_->points = static_cast<std::int64_t>(points);
    return true;
  }

  const v1::SweepSpec& spec_;
  Violations* violations_;
  std::unique_ptr<Programme> programme_;
  std::vector<bool> used_;  // of the sweep's parameters
  int next_id_ = 0;
};

}  // namespace

v1::SweepSpec WithTreatment(const v1::SweepSpec& spec) {
  v1::SweepSpec result = spec;
  if (result.treatments().empty()) result.add_treatments()->set_name("sample");
  return result;
}

std::unique_ptr<Programme> ReadProgramme(const v1::SweepSpec& spec,
                                         Violations* violations) {
  return ProgrammeReader(spec, violations).Read();
}

}  // namespace lehr::plan
