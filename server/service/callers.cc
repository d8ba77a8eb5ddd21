#include "server/service/callers.h"

#include <string_view>
#include <utility>

#include <absl/strings/str_format.h>
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

// gRPC keeps what it was shown when the connection began.
absl::StatusOr<CertificateFacts> FactsOfPeer(
    const grpc::AuthContext& connection) {
  const auto shown =
      connection.FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (shown.empty()) {
    return absl::UnauthenticatedError("expected a certificate, found none");
  }
  return ReadCertificateFacts(std::string(View(shown.front())));
}

}  // namespace

absl::Status Callers::CheckCertificate(const Identity& identity,
                                       const CertificateFacts& certificate,
                                       absl::Time now) const {
  const auto refuse = [&](const std::string& why) {
    return absl::UnauthenticatedError(absl::StrFormat(
        "certificate of \"%s\": %s: have a new one made with `lehr tls issue`",
        identity.name, why));
  };
  if (revoked_.Has(certificate.serial, now)) {
    return refuse("revoked (serial " + certificate.serial + ")");
  }
  if (now < certificate.end) return absl::OkStatus();
  return refuse("expired at " +
                absl::FormatTime(certificate.end, absl::UTCTimeZone()));
}

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
    std::string hash = TokenHash(token);
    auto identity = tokens_.Find(hash, absl::Now());
    if (!identity.ok()) return identity.status();
    return Caller{.identity = *std::move(identity),
                  .token_hash = std::move(hash)};
  }
  for (const grpc::string_ref& uri :
       connection.FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME)) {
    auto identity = IdentityOfUri(View(uri));
    if (!identity.has_value()) continue;
    auto certificate = FactsOfPeer(connection);
    if (!certificate.ok()) return certificate.status();
    // The connection may be older than what is known now.
    const absl::Status good =
        CheckCertificate(*identity, *certificate, absl::Now());
    if (!good.ok()) return good;
    return Caller{.identity = *std::move(identity),
                  .certificate = *std::move(certificate)};
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

Callers::Standing Callers::StandingOf(
    const grpc::ServerContextBase& call) const {
  return [this, caller = Find(call)]() -> absl::Status {
    if (!caller.ok()) return caller.status();
    const absl::Time now = absl::Now();
    if (!caller->token_hash.empty()) {
      return tokens_.Find(caller->token_hash, now).status();
    }
    if (!caller->certificate.has_value()) return absl::OkStatus();
    return CheckCertificate(caller->identity, *caller->certificate, now);
  };
}

}  // namespace lehr::server
