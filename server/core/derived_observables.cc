#include "server/core/derived_observables.h"

#include <cmath>
#include <string_view>

#include <absl/strings/str_cat.h>

namespace lehr::server {
namespace {

constexpr double kMevPerEv = 1000;

const v1::Observable* Find(const std::vector<v1::Observable>& observables,
                           std::string_view name) {
  for (const v1::Observable& observable : observables) {
    if (observable.name() == name) return &observable;
  }
  return nullptr;
}

}  // namespace

std::vector<v1::Observable> DerivedObservables(
    const std::vector<v1::Observable>& point,
    const std::vector<v1::Observable>& baseline) {
  std::vector<v1::Observable> derived;
  for (const char* name : {"potential_energy", "inherent_structure_energy"}) {
    const v1::Observable* const at_point = Find(point, name);
    const v1::Observable* const at_baseline = Find(baseline, name);
    if (at_point == nullptr || at_baseline == nullptr) continue;
    v1::Observable& delta = derived.emplace_back();
    delta.set_name(absl::StrCat("delta_", name));
    delta.set_unit("meV/atom");
    delta.set_value(kMevPerEv * (at_point->value() - at_baseline->value()));
    if (at_point->has_standard_error() && at_baseline->has_standard_error()) {
      delta.set_standard_error(kMevPerEv *
                               std::hypot(at_point->standard_error(),
                                          at_baseline->standard_error()));
    }
  }
  return derived;
}

}  // namespace lehr::server
