#ifndef LEHR_WORKER_OBSERVABLES_H_
#define LEHR_WORKER_OBSERVABLES_H_

#include <span>
#include <string>

#include "lehr/md/analysis/estimate.h"
#include "lehr/v1/observable.pb.h"

namespace lehr::worker {

// An observable without standard error.
v1::Observable MakeObservable(std::string name, std::string unit, double value);

// An observable with its standard error, which is left out if it is 0 (too few
// values, not a perfect measurement) or not finite.
v1::Observable MakeObservable(std::string name, std::string unit,
                              const md::analysis::Estimate& estimate);

// The mean of a correlated series with its standard error
// (md::analysis::BlockAverage).
v1::Observable MakeMean(std::string name, std::string unit,
                        std::span<const double> values);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_OBSERVABLES_H_
