#include "worker/observables.h"

#include <cmath>
#include <utility>

#include "lehr/md/analysis/block_average.h"

namespace lehr::worker {

v1::Observable MakeObservable(std::string name, std::string unit,
                              double value) {
  v1::Observable observable;
  observable.set_name(std::move(name));
  observable.set_unit(std::move(unit));
  observable.set_value(value);
  return observable;
}

v1::Observable MakeObservable(std::string name, std::string unit,
                              const md::analysis::Estimate& estimate) {
  v1::Observable observable =
      MakeObservable(std::move(name), std::move(unit), estimate.value);
  if (estimate.standard_error > 0 && std::isfinite(estimate.standard_error)) {
    observable.set_standard_error(estimate.standard_error);
  }
  return observable;
}

v1::Observable MakeMean(std::string name, std::string unit,
                        std::span<const double> values) {
  const md::analysis::Average average = md::analysis::BlockAverage(values);
  return MakeObservable(
      std::move(name), std::move(unit),
      md::analysis::Estimate{average.mean, average.standard_error});
}

}  // namespace lehr::worker
