#include "server/service/sql_call.h"

#include <utility>

#include <absl/strings/str_format.h>

#include "proto/support/rpc_status.h"
#include "server/coordinator/proto_time.h"

namespace lehr::server {

void SqlCall::Start() {
  pool_.Post([this] { SendNext(); });
}

void SqlCall::OnWriteDone(bool ok) {
  if (!ok) {
    Finish({grpc::StatusCode::CANCELLED, "nobody reads on"});
    return;
  }
  pool_.Post([this] { SendNext(); });
}

void SqlCall::SendNext() {
  auto piece = Next();
  // Reading it may have taken long.
  const absl::Status standing = standing_();
  if (!standing.ok()) {
    reader_.reset();
    Finish(ToGrpc(standing));
  } else if (!piece.ok()) {
    Finish(ToGrpc(piece.status()));
  } else if (!piece->has_value()) {
    reader_.reset();  // here, and not on gRPC's thread
    Finish(grpc::Status::OK);
  } else {
    piece_ = **std::move(piece);
    StartWrite(&piece_);
  }
}

absl::StatusOr<std::optional<v1::RunSqlResponse>> SqlCall::Next() {
  if (reader_ == nullptr) {
    const absl::Duration wanted = FromProto(request_.time_limit());
    if (wanted > most_) {
      return absl::ResourceExhaustedError(absl::StrFormat(
          "sql: expected a time limit of at most %s (lehrd "
          "--limit-sql-seconds), found %s",
          absl::FormatDuration(most_), absl::FormatDuration(wanted)));
    }
    auto reader = SqlReader::Open(database_, request_, &cancelled_);
    if (!reader.ok()) return reader.status();
    reader_ = *std::move(reader);
  }
  return reader_->Next();
}

}  // namespace lehr::server
