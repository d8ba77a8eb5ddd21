#ifndef LEHR_SERVER_SERVICE_LOSS_REPORTER_H_
#define LEHR_SERVER_SERVICE_LOSS_REPORTER_H_

#include <atomic>
#include <cstdint>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "server/coordinator/coordinator.h"
#include "server/service/serial_executor.h"
#include "server/store/artifact_store.h"

namespace lehr::server {

// LossReporter sees to artifacts whose file was found missing or damaged: a
// damaged file is put aside, and what needs the artifact is told. Any thread
// but the executor's.
class LossReporter {
 public:
  LossReporter(Coordinator* coordinator, SerialExecutor* executor,
               ArtifactStore* store)
      : coordinator_(*coordinator), executor_(*executor), store_(*store) {}

  // `why` is what reading it gave: NOT_FOUND or DATA_LOSS; anything else is no
  // loss. A damaged file is read once more before it is believed. `wanted` as
  // in Coordinator::LoseArtifact().
  absl::StatusOr<ArtifactLoss> Report(const std::string& sha256,
                                      const absl::Status& why, bool wanted);

  // Artifacts that were lost since the server started.
  std::int64_t count() const { return count_; }

 private:
  // In slices: a file may be the result of many.
  absl::StatusOr<ArtifactLoss> Lose(const std::string& sha256, bool wanted);

  Coordinator& coordinator_;
  SerialExecutor& executor_;
  ArtifactStore& store_;
  std::atomic<std::int64_t> count_ = 0;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_LOSS_REPORTER_H_
