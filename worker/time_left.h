#ifndef LEHR_WORKER_TIME_LEFT_H_
#define LEHR_WORKER_TIME_LEFT_H_

#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace lehr::worker {

// When the process has to be gone, from --time-left ("3h50m", "90s"); or, if
// that is empty, from SLURM_JOB_END_TIME, the time of the job's end [s since
// 1970], which may be null; InfiniteFuture if neither says. INVALID_ARGUMENT,
// naming the flag, if it is no positive duration.
absl::StatusOr<absl::Time> EndOfTime(const std::string& time_left,
                                     const char* slurm_job_end_time,
                                     absl::Time now);

// When to begin to leave: what a last checkpoint takes, three times, and what
// stopping takes, before `end`; but not before half of the time is over.
absl::Time TimeToLeave(absl::Time begin, absl::Time end,
                       absl::Duration checkpoint_cost);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TIME_LEFT_H_
