#ifndef LEHR_SERVER_SERVICE_SQL_CALL_H_
#define LEHR_SERVER_SERVICE_SQL_CALL_H_

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include <absl/status/statusor.h>
#include <grpcpp/support/server_callback.h>

#include "lehr/v1/sweep_service.pb.h"
#include "server/service/blocking_pool.h"
#include "server/service/callers.h"
#include "server/store/sql_reader.h"

namespace lehr::server {

// SqlCall is a call of RunSql: pieces are read on a pool, the next one when the
// one before has been sent. The thread that decides has no part in it. Deletes
// itself when gRPC is done with it.
class SqlCall final : public grpc::ServerWriteReactor<v1::RunSqlResponse> {
 public:
  // RESOURCE_EXHAUSTED for who wants more time than `most`.
  SqlCall(BlockingPool* pool, std::filesystem::path database,
          const v1::RunSqlRequest& request, absl::Duration most,
          Callers::Standing standing)
      : pool_(*pool),
        database_(std::move(database)),
        request_(request),
        most_(most),
        standing_(std::move(standing)) {}

  void Start();

  void OnWriteDone(bool ok) override;
  void OnCancel() override { cancelled_ = true; }
  void OnDone() override { delete this; }

 private:
  void SendNext();
  absl::StatusOr<std::optional<v1::RunSqlResponse>> Next();

  BlockingPool& pool_;
  const std::filesystem::path database_;
  const v1::RunSqlRequest request_;
  const absl::Duration most_;
  const Callers::Standing standing_;
  std::atomic<bool> cancelled_ = false;
  std::unique_ptr<SqlReader> reader_;
  v1::RunSqlResponse piece_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_SQL_CALL_H_
