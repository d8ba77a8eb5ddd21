#ifndef LEHR_SERVER_CORE_RESOLVE_WORK_H_
#define LEHR_SERVER_CORE_RESOLVE_WORK_H_

#include <functional>
#include <optional>

#include <absl/status/statusor.h>

#include "lehr/v1/law.pb.h"

namespace lehr::server {

// What has been measured; nullopt if that segment did not give that observable.
using MeasuredValue =
    std::function<std::optional<double>(const v1::MeasuredReference&)>;

// `work` with a number in place of every reference: its factor times what was
// measured. FAILED_PRECONDITION, naming the observable, if it was not measured
// or is not finite.
absl::StatusOr<v1::Work> ResolveWork(const v1::Work& work,
                                     const MeasuredValue& measured);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_RESOLVE_WORK_H_
