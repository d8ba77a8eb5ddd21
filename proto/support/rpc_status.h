#ifndef LEHR_PROTO_SUPPORT_RPC_STATUS_H_
#define LEHR_PROTO_SUPPORT_RPC_STATUS_H_

#include <optional>
#include <string>
#include <string_view>

#include <absl/status/status.h>
#include <grpcpp/support/status.h>

namespace lehr {

// The two kinds of status have the same codes. A payload that was attached with
// AttachDetail travels as the gRPC status' detail.
grpc::Status ToGrpc(const absl::Status& status);
absl::Status FromGrpc(const grpc::Status& status);

// A serialized message that says more about an error than its text.
void AttachDetail(std::string_view serialized, absl::Status* status);
std::optional<std::string> DetailOf(const absl::Status& status);

// `status` with "where: " in front of its message, code and detail kept.
absl::Status Annotate(const absl::Status& status, std::string_view where);

// Whether a call that ended so may succeed when it is made again.
bool IsRetryable(const absl::Status& status);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_RPC_STATUS_H_
