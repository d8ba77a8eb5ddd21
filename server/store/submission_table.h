#ifndef LEHR_SERVER_STORE_SUBMISSION_TABLE_H_
#define LEHR_SERVER_STORE_SUBMISSION_TABLE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "server/store/database.h"

namespace lehr::server {

// Rows of `submissions`.

// How much of its plan a sweep has that is being submitted: the first of the
// segments, and the first of the points.
struct SubmissionRow {
  std::int64_t segments_stored = 0;
  std::int64_t points_stored = 0;
};

// Adds the sweep, or brings it up to date.
void StoreSubmission(Database& database, std::int64_t sweep_id,
                     const SubmissionRow& submission);
// The sweep is stored as a whole.
void DropSubmission(Database& database, std::int64_t sweep_id);
// nullopt if the sweep is stored as a whole.
std::optional<SubmissionRow> FindSubmission(Database& database,
                                            std::int64_t sweep_id);
// Running sweeps that are being submitted, oldest first.
std::vector<std::int64_t> SweepsBeingSubmitted(Database& database);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_SUBMISSION_TABLE_H_
