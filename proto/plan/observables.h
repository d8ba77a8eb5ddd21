#ifndef LEHR_PROTO_PLAN_OBSERVABLES_H_
#define LEHR_PROTO_PLAN_OBSERVABLES_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "lehr/v1/law.pb.h"

namespace lehr::plan {

// An observable that a kind of measurement produces.
struct ObservableKind {
  v1::Measurement::KindCase measurement;
  std::string name;  // "yield_stress"
  std::string unit;  // "GPa"
};

// All of them; the index is used as their number within the server.
std::span<const ObservableKind> Observables();

// Number of the observable with this name.
std::optional<int> ObservableNumber(std::string_view name);

// Whether `measurement` produces the observable with this number: some depend
// on more than its kind.
bool Produces(const v1::Measurement& measurement, int observable);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_OBSERVABLES_H_
