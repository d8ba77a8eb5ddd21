#ifndef LEHR_SERVER_SERVICE_UPLOAD_CALL_H_
#define LEHR_SERVER_SERVICE_UPLOAD_CALL_H_

#include <optional>
#include <string>
#include <utility>

#include <grpcpp/support/server_callback.h>

#include "lehr/v1/artifact_service.pb.h"
#include "server/coordinator/coordinator.h"
#include "server/service/blocking_pool.h"
#include "server/service/callers.h"
#include "server/service/disk_space.h"
#include "server/service/serial_executor.h"
#include "server/service/unfinished_uploads.h"
#include "server/service/upload_budget.h"
#include "server/store/artifact_store.h"

namespace lehr::server {

// UploadCall is a call of UploadArtifact: pieces are written on the pool, one
// after the other; at the end the row is added, and then the call is answered.
// What was interrupted is kept, to go on with later. Deletes itself when gRPC
// is done with it.
class UploadCall final
    : public grpc::ServerReadReactor<v1::UploadArtifactRequest> {
 public:
  // Who uploads.
  struct Uploader {
    // Only what an attempt of its own has made.
    bool is_limited = false;
    Database* database = nullptr;  // on the executor's thread
    UploadBudget* budget = nullptr;
    Callers::Standing standing;
  };

  UploadCall(Coordinator* coordinator, SerialExecutor* executor,
             BlockingPool* pool, ArtifactStore* store,
             UnfinishedUploads* unfinished, const DiskSpace* disk,
             Uploader uploader, v1::UploadArtifactResponse* response)
      : coordinator_(*coordinator),
        executor_(*executor),
        pool_(*pool),
        store_(*store),
        unfinished_(*unfinished),
        disk_(*disk),
        uploader_(std::move(uploader)),
        response_(response) {}

  void Start() { StartRead(&piece_); }

  void OnReadDone(bool ok) override;
  void OnDone() override { delete this; }

 private:
  absl::Status Begin();
  absl::Status CheckMaker();
  absl::Status Write();
  absl::StatusOr<std::int64_t> EndFile();
  absl::StatusOr<std::int64_t> FinishFile();
  void AddRow(std::int64_t size_bytes);

  Coordinator& coordinator_;
  SerialExecutor& executor_;
  BlockingPool& pool_;
  ArtifactStore& store_;
  UnfinishedUploads& unfinished_;
  const DiskSpace& disk_;
  const Uploader uploader_;
  v1::UploadArtifactResponse* const response_;
  v1::UploadArtifactRequest piece_;
  std::string sha256_;           // from the first piece
  std::int64_t size_bytes_ = 0;  // from the first piece; 0: not told
  UploadBudget::Attempt maker_;  // from the first piece; of people {0, 0}
  std::optional<ArtifactWriter> writer_;
  bool goes_on_ = false;  // with what an earlier call has brought
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_UPLOAD_CALL_H_
