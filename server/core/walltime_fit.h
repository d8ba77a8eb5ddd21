#ifndef LEHR_SERVER_CORE_WALLTIME_FIT_H_
#define LEHR_SERVER_CORE_WALLTIME_FIT_H_

#include <optional>

#include <absl/time/time.h>

namespace lehr::server {

// How often workers leave a checkpoint, unless they were told otherwise.
inline constexpr absl::Duration kCheckpointInterval = absl::Minutes(1);

// Whether a worker that must leave after `time_left` (nullopt: never) may begin
// a segment: only if it will be done, or have left a checkpoint, before. Then
// nothing that it computes is lost. `checkpoint_interval` is infinite for work
// that leaves none; `estimated_time` is that of the whole segment, nullopt if
// nobody knows.
bool MayLease(std::optional<absl::Duration> time_left,
              absl::Duration checkpoint_interval,
              std::optional<absl::Duration> estimated_time);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_WALLTIME_FIT_H_
