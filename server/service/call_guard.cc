#include "server/service/call_guard.h"

#include <string>

#include <absl/strings/str_format.h>

#include "proto/support/rpc_status.h"
#include "server/identity/rpc_rights.h"

namespace lehr::server {

absl::Status CallGuard::Check(std::string_view path,
                              const InputMetadata& metadata,
                              const grpc::AuthContext& connection,
                              Identity* identity) const {
  const RpcRight* const right = RightOf(path);
  if (right != nullptr && right->people == People::kAnyone) {
    return absl::OkStatus();
  }
  const auto caller = callers_.Find(metadata, connection);
  if (!caller.ok()) return caller.status();
  *identity = caller->identity;
  if (caller->is_trusted) return absl::OkStatus();
  if (right == nullptr) {
    return absl::UnimplementedError(
        absl::StrFormat("%s: no such call", std::string(path)));
  }
  if (MayCall(*right, identity->role)) return absl::OkStatus();
  return absl::PermissionDeniedError(
      absl::StrFormat("%s: expected the role %s, found %s (\"%s\")",
                      std::string(path.substr(path.rfind('/') + 1)),
                      std::string(WhoMayCall(*right)),
                      std::string(RoleName(identity->role)), identity->name));
}

grpc::Status CallGuard::Process(const InputMetadata& metadata,
                                grpc::AuthContext* connection, OutputMetadata*,
                                OutputMetadata*) {
  const auto found = metadata.find(":path");
  const std::string_view path =
      found == metadata.end()
          ? std::string_view()
          : std::string_view(found->second.data(), found->second.size());
  Identity identity;
  const absl::Status checked = Check(path, metadata, *connection, &identity);
  if (!checked.ok()) observer_(path, identity, checked);
  return ToGrpc(checked);
}

}  // namespace lehr::server
