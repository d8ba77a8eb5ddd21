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

namespace lehr::server {

// GarbageCollector removes artifacts that no policy keeps, in two phases: the
// rows, in one transaction; then, when that is on disk, the files. A crash
// between them leaves files without a row, which the next collection finds, and
// never a row without a file.
class GarbageCollector {
 public:
  GarbageCollector(Coordinator* coordinator, SerialExecutor* executor,
                   ArtifactStore* store)
      : coordinator_(*coordinator), executor_(*executor), store_(*store) {}

  // Blocks: not on the executor's thread, nor on gRPC's. UNAVAILABLE if the
  // server stops meanwhile.
  absl::StatusOr<v1::CollectGarbageResponse> Collect(bool dry_run);

 private:
  absl::StatusOr<GarbageFound> DropRows(bool dry_run);
  // Removes those files that have no row.
  absl::Status RemoveFiles(const std::vector<std::string>& sha256s);

  Coordinator& coordinator_;
  SerialExecutor& executor_;
  ArtifactStore& store_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_GARBAGE_COLLECTOR_H_
