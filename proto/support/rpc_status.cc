#include "proto/support/rpc_status.h"

#include <absl/strings/cord.h>
#include <absl/strings/str_cat.h>

namespace lehr {
namespace {

constexpr char kDetailUrl[] = "type.lehr/detail";

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return {static_cast<grpc::StatusCode>(status.code()),
          std::string(status.message()), DetailOf(status).value_or("")};
}

absl::Status FromGrpc(const grpc::Status& status) {
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()),
                      status.error_message());
  if (!status.error_details().empty()) {
    AttachDetail(status.error_details(), &result);
  }
  return result;
}

void AttachDetail(std::string_view serialized, absl::Status* status) {
  status->SetPayload(kDetailUrl, absl::Cord(absl::string_view(
                                     serialized.data(), serialized.size())));
}

std::optional<std::string> DetailOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kDetailUrl);
  if (!payload.has_value()) return std::nullopt;
  return std::string(*payload);
}

absl::Status Annotate(const absl::Status& status, std::string_view where) {
  if (status.ok()) return status;
  absl::Status result(status.code(),
                      absl::StrCat(std::string(where), ": ", status.message()));
  if (const auto detail = DetailOf(status)) AttachDetail(*detail, &result);
  return result;
}

bool IsRetryable(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status);
}

}  // namespace lehr
