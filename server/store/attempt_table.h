#ifndef LEHR_SERVER_STORE_ATTEMPT_TABLE_H_
#define LEHR_SERVER_STORE_ATTEMPT_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/worker_service.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// Rows of `attempts`.

// Where an attempt stands.
enum class AttemptState {
  kRunning,
  kSucceeded,
  kFailed,
  kLost,
  kReturned,
  kCancelled,
};

// An execution of a segment.
struct AttemptRow {
  std::int64_t segment_id = 0;
  int attempt = 0;
  std::int64_t worker_id = 0;
  AttemptState state = AttemptState::kRunning;
  absl::Time started;
};

void InsertAttempt(Database& database, std::int64_t segment_id, int attempt,
                   std::int64_t worker_id, absl::Time now);

std::optional<AttemptRow> FindAttempt(Database& database,
                                      std::int64_t segment_id, int attempt);
// The segment's attempt that is RUNNING, if any.
std::optional<AttemptRow> FindRunningAttempt(Database& database,
                                             std::int64_t segment_id);
// Running attempts, of segments and reruns, that only paused sweeps want, of
// which none lets them go on.
std::vector<AttemptRow> AttemptsToHandBack(Database& database);
// All of them, in no order.
std::vector<AttemptRow> RunningAttempts(Database& database);
std::vector<AttemptRow> RunningAttemptsOf(Database& database,
                                          std::int64_t worker_id);

// How many attempts there are in each state: {"RUNNING", 3}.
std::map<std::string, std::int64_t> CountAttempts(Database& database);

// How an attempt ended.
struct AttemptEnding {
  AttemptState state = AttemptState::kLost;
  std::optional<int> code = std::nullopt;  // if kFailed
  std::string message;
  v1::FailureClass failure_class = v1::FAILURE_CLASS_UNSPECIFIED;
  std::string log = {};  // the last lines of what computed it; may be empty
};
void StoreAttemptEnding(Database& database, const AttemptRow& attempt,
                        const AttemptEnding& ending, absl::Time now);
void StoreAttemptSuccess(Database& database, const AttemptRow& attempt,
                         std::int64_t steps_taken, absl::Duration run_time,
                         absl::Time now);
// How many attempts of the segment have ended in this class since a person
// wanted it to be tried anew.
int CountFailures(Database& database, std::int64_t segment_id,
                  v1::FailureClass failure);
// RUNNING again, of a worker that was thought lost.
void StoreAttemptAdopted(Database& database, const AttemptRow& attempt);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_ATTEMPT_TABLE_H_
