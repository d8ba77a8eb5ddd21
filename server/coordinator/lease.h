#ifndef LEHR_SERVER_COORDINATOR_LEASE_H_
#define LEHR_SERVER_COORDINATOR_LEASE_H_

#include "lehr/v1/worker_service.pb.h"
#include "server/store/database.h"
#include "server/store/segment_table.h"

namespace lehr::server {

// What a worker needs to execute attempt `attempt` of the segment, whose start
// state is there and whose numbers are all known.
v1::Lease MakeLease(Database& database, const SegmentRow& segment, int attempt);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_LEASE_H_
