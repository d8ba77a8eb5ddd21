#ifndef LEHR_SERVER_COORDINATOR_RUNNING_PROGRESS_H_
#define LEHR_SERVER_COORDINATOR_RUNNING_PROGRESS_H_

#include <cstdint>

#include "lehr/v1/sweep_service.pb.h"
#include "server/coordinator/roster.h"
#include "server/store/running_table.h"

namespace lehr::server {

// What the worker last said about what it is doing, or else what follows from
// where it began.
v1::Progress ProgressOf(const Roster& roster, const RunningRow& running);

// For people.
v1::RunningSegment DescribeRunning(const Roster& roster,
                                   const RunningRow& running);

// The share of the planned work that is done, 0 to 1.
double ShareDone(const RunningRow& running, const v1::Progress& progress);

// That part [atom-steps].
std::int64_t DoneAtomSteps(const RunningRow& running,
                           const v1::Progress& progress);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_RUNNING_PROGRESS_H_
