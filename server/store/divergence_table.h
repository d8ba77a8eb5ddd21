#ifndef LEHR_SERVER_STORE_DIVERGENCE_TABLE_H_
#define LEHR_SERVER_STORE_DIVERGENCE_TABLE_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/store/attempt_table.h"
#include "server/store/database.h"

namespace lehr::server {

// Rows of `divergences`.

// Keeps that `attempt` ended with another result than the one kept.
void InsertDivergence(Database& database, const AttemptRow& attempt,
                      std::string_view kept_sha256,
                      std::string_view other_sha256, absl::Time now);

// Those of the physics of a segment, oldest first.
std::vector<v1::Divergence> DivergencesOf(Database& database,
                                          std::int64_t segment_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_DIVERGENCE_TABLE_H_
