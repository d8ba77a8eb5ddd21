#include "proto/plan/spec_check.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>

#include "proto/plan/names.h"
#include "proto/support/sha256.h"

namespace lehr::plan {
namespace {

// Fractions are written with a few digits; a dozen of them sum to 1 within
// 1e-15 each.
constexpr double kSumTolerance = 1e-9;

void CheckPotential(const v1::PotentialRef& potential, Violations* violations) {
  const std::string field = "material.potential";
  if (potential.sha256().size() != kSha256Bytes) {
    violations->Add(field + ".sha256",
                    absl::StrFormat("expected %d bytes, found %d", kSha256Bytes,
                                    potential.sha256().size()));
  }
  const double cutoff = potential.cutoff_angstrom();
  if (!(cutoff >= 0 && std::isfinite(cutoff))) {
    violations->Add(
        field + ".cutoff_angstrom",
        absl::StrFormat("expected at least 0 Å, found %g Å", cutoff));
  }
}

void CheckElement(const v1::Component& component,
                  const v1::PotentialRef& potential, const std::string& field,
                  Violations* violations) {
  const std::string& element = component.element();
  const auto& known = potential.elements();
  if (element.empty()) {
    violations->Add(field + ".element",
                    "expected a chemical symbol, found none");
  } else if (!known.empty() &&
             std::find(known.begin(), known.end(), element) == known.end()) {
    violations->Add(
        field + ".element",
        absl::StrFormat("expected an element of the potential \"%s\" (%s), "
                        "found \"%s\"",
                        potential.name(), absl::StrJoin(known, ", "), element));
  }
  if (!(component.fraction() >= 0 && component.fraction() <= 1)) {
    violations->Add(field + ".fraction",
                    absl::StrFormat("expected a share from 0 to 1, found %g",
                                    component.fraction()));
  }
}

}  // namespace

void CheckNameAndMaterial(const v1::SweepSpec& spec, Violations* violations) {
  CheckName(spec.name(), "_-.", "name", violations);
  const v1::Material& material = spec.material();
  if (material.components().empty()) {
    violations->Add("material.components",
                    "expected at least one element, found none");
  }
  double sum = 0;
  std::set<std::string> elements;
  for (int i = 0; i < material.components_size(); ++i) {
    const v1::Component& component = material.components(i);
    const std::string field = absl::StrFormat("material.components[%d]", i);
    CheckElement(component, material.potential(), field, violations);
    if (!elements.insert(component.element()).second) {
      violations->Add(field + ".element",
                      absl::StrFormat("element \"%s\" is given twice",
                                      component.element()));
    }
    sum += component.fraction();
  }
  if (!material.components().empty() && !(std::abs(sum - 1) <= kSumTolerance)) {
    violations->Add("material.components",
                    absl::StrFormat("expected shares that sum to 1, found a "
                                    "sum of %.12g",
                                    sum));
  }
  CheckPotential(material.potential(), violations);
}

}  // namespace lehr::plan
