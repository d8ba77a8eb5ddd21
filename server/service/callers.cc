#include "server/service/callers.h"

#include <string_view>

#include <absl/time/clock.h>
#include <grpc/grpc_security_constants.h>

namespace lehr::server {
namespace {

constexpr std::string_view kBearer = "Bearer ";

std::string_view View(grpc::string_ref text) {
  return {text.data(), text.size()};
}

// What gRPC calls the kind of a connection: "ssl", "local", "insecure".
std::string_view KindOf(const grpc::AuthContext& connection) {
  const auto kinds =
      connection.FindPropertyValues(GRPC_TRANSPORT_SECURITY_TYPE_PROPERTY_NAME);
  return kinds.empty() ? std::string_view() : View(kinds.front());
}

bool IsPlain(std::string_view kind) {
  return kind == "local" || kind == "insecure";
}

}  // namespace

absl::StatusOr<Caller> Callers::Find(
    const Metadata& metadata, const grpc::AuthContext& connection) const {
  const std::string_view kind = KindOf(connection);
  if (const auto sent = metadata.find("authorization");
      sent != metadata.end()) {
    if (kind == "insecure") {
      return absl::UnauthenticatedError(
          "token: expected TLS, found plain text: anyone on the way may have "
          "read the token; revoke it");
    }
    std::string_view token = View(sent->second);
    if (!token.starts_with(kBearer)) {
      return absl::UnauthenticatedError(
          "authorization: expected \"Bearer \" and a token");
    }
    token.remove_prefix(kBearer.size());
    auto identity = tokens_.Find(token, absl::Now());
    if (!identity.ok()) return identity.status();
    return Caller{.identity = *std::move(identity)};
  }
  for (const grpc::string_ref& uri :
       connection.FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME)) {
    if (auto identity = IdentityOfUri(View(uri)); identity.has_value()) {
      return Caller{.identity = *std::move(identity)};
    }
  }
  if (IsPlain(kind)) {
    return Caller{.identity = {.role = Role::kAdmin, .name = ""},
                  .is_trusted = true};
  }
  return absl::UnauthenticatedError(
      "expected a certificate that says who you are (lehr://ROLE/NAME), or a "
      "token, found neither: name them with --tls-cert and --tls-key, or with "
      "--token-file");
}

absl::StatusOr<Caller> Callers::Find(
    const grpc::ServerContextBase& call) const {
  return Find(call.client_metadata(), *call.auth_context());
}

}  // namespace lehr::server
