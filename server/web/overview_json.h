#ifndef LEHR_SERVER_WEB_OVERVIEW_JSON_H_
#define LEHR_SERVER_WEB_OVERVIEW_JSON_H_

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "server/coordinator/roster.h"
#include "server/store/database.h"
#include "server/web/json.h"

namespace lehr::server {

// What the page shows of everything: the newest 200 sweeps with their progress,
// workers with what they run, and how many segments are in which state:
// {now, sweeps: [...], workers: [...], queue: {waiting, ready, ...}}.
absl::StatusOr<Json> OverviewJson(Database& database, const Roster& roster,
                                  absl::Time now);

}  // namespace lehr::server

#endif  // LEHR_SERVER_WEB_OVERVIEW_JSON_H_
