#ifndef LEHR_SERVER_WEB_SWEEP_JSON_H_
#define LEHR_SERVER_WEB_SWEEP_JSON_H_

#include <cstdint>
#include <string>

#include <absl/status/statusor.h>

#include "server/coordinator/roster.h"
#include "server/store/database.h"
#include "server/web/json.h"

namespace lehr::server {

// Answers about one sweep. Those of many rows are columns or short lists, not
// an object a row, because a sweep may have 100,000 segments and points.
// NOT_FOUND.

// What was submitted, for people.
absl::StatusOr<Json> SpecJson(Database& database, std::int64_t sweep_id);

// The tree as columns: id, parent, continues (positions; -1: none), label
// (index into labels), ps, atoms, steps, points, measurement (0 or 1).
absl::StatusOr<Json> TreeJson(Database& database, std::int64_t sweep_id);

// {states: "wrldfc...", running: [{position, share}]}.
absl::StatusOr<Json> StatesJson(Database& database, const Roster& roster,
                                std::int64_t sweep_id);

// A page of results: {parameters: [name], observables: [[name, unit]], rows:
// [[point, treatment, replica, state, [[parameter, value]], [[observable,
// value, standard error]]]], next_page_token}.
absl::StatusOr<Json> ResultsJson(Database& database, std::int64_t sweep_id,
                                 const std::string& page_token);

// {groups: [{class, error, count, points, associations, places, log, advice}],
// failures: [{segment_id, label, error, attempts: [...]}], total}.
absl::StatusOr<Json> FailuresJson(Database& database, std::int64_t sweep_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_WEB_SWEEP_JSON_H_
