#ifndef LEHR_SERVER_COORDINATOR_RERUNS_H_
#define LEHR_SERVER_COORDINATOR_RERUNS_H_

#include <optional>
#include <string>

#include <absl/time/time.h>

#include "lehr/v1/worker_service.pb.h"
#include "server/coordinator/segment_flow.h"
#include "server/store/attempt_table.h"
#include "server/store/database.h"
#include "server/store/rerun_table.h"
#include "server/store/segment_table.h"

namespace lehr::server {

// What becomes of reruns: second executions of segments that are DONE. Part of
// the decisions of Coordinator.

// What is compared between two executions: the end state or, of a measurement,
// ResultHash().
std::string KeptHash(Database& database, const SegmentRow& segment);
std::string ReportedHash(const SegmentRow& segment,
                         const v1::CompleteAttemptRequest& request);

// Keeps and logs that the attempt gave `other` where `kept` is known.
void KeepDivergence(Database& database, const SegmentRow& segment,
                    const AttemptRow& attempt, const std::string& kept,
                    const std::string& other, absl::Time now);

// The attempt has executed the segment again: compares, ends the rerun, and
// takes over a finer curve if the end state is the same.
void FinishRerun(Database& database, SegmentFlow& flow,
                 const SegmentRow& segment, const AttemptRow& attempt,
                 const v1::CompleteAttemptRequest& request, absl::Time now);

// The attempt has computed again what was lost, and its result is another one:
// a divergence, and the segment fails, because there is one result for a key.
// If another attempt runs by now, that one has its turn.
void RefuseOther(Database& database, SegmentFlow& flow, SegmentRow segment,
                 const AttemptRow& attempt,
                 const v1::CompleteAttemptRequest& request, absl::Time now);

// The rerun is over; what waited for it goes on.
void EndRerun(Database& database, SegmentFlow& flow, const RerunRow& rerun,
              RerunEnd end, absl::Time now);

// The attempt at a rerun of the segment, which has ended, gave no result. It is
// tried again after `delay`, or given up without one.
void SetBackRerun(Database& database, SegmentFlow& flow,
                  const SegmentRow& segment,
                  std::optional<absl::Duration> delay, absl::Time now);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_RERUNS_H_
