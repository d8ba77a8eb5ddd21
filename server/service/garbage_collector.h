#ifndef LEHR_SERVER_SERVICE_GARBAGE_COLLECTOR_H_
#define LEHR_SERVER_SERVICE_GARBAGE_COLLECTOR_H_

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "lehr/v1/admin_service.pb.h"
#include "server/coordinator/coordinator.h"
#include "server/service/serial_executor.h"
#include "server/store/artifact_store.h"
#include "server/store/garbage.h"
#include "server/store/read_pool.h"

namespace lehr::server {

// GarbageCollector removes artifacts that no policy keeps, in two phases: the
// rows; then, when that is on disk, the files. A crash between them leaves
// files without a row, which the next collection finds, and never a row without
// a file. It looks on a connection that only reads; the thread that decides
// gets small pieces.
class GarbageCollector {
 public:
  GarbageCollector(Coordinator* coordinator, SerialExecutor* executor,
                   ReadPool* reads, ArtifactStore* store)
      : coordinator_(*coordinator),
        executor_(*executor),
        reads_(*reads),
        store_(*store) {}

  // Blocks: not on the executor's thread, nor on gRPC's. What somebody uploaded
  // or asked for within `grace` stays. UNAVAILABLE if the server stops
  // meanwhile.
  absl::StatusOr<v1::CollectGarbageResponse> Collect(
      bool dry_run, absl::Duration grace = kGarbageGrace);

 private:
  absl::Status DropRows(const Garbage& garbage, absl::Time before);
  // Removes those files that have no row.
  absl::Status RemoveFiles(const std::vector<std::string>& sha256s);

  Coordinator& coordinator_;
  SerialExecutor& executor_;
  ReadPool& reads_;
  ArtifactStore& store_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_GARBAGE_COLLECTOR_H_
