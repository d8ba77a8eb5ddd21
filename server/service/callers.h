#ifndef LEHR_SERVER_SERVICE_CALLERS_H_
#define LEHR_SERVER_SERVICE_CALLERS_H_

#include <functional>
#include <map>
#include <optional>
#include <string>

#include <absl/status/statusor.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/string_ref.h>

#include "proto/support/certificate_facts.h"
#include "server/identity/identity.h"
#include "server/identity/revoked_certificates.h"
#include "server/identity/token_book.h"

namespace lehr::server {

// Caller is who makes a call, and why we believe it.
struct Caller {
  Identity identity;
  // He is on this machine, or the server listens without TLS: he is trusted for
  // that, and may do everything.
  bool is_trusted = false;
  // The hash of the token by which he is known; empty: he has none.
  std::string token_hash = {};
  // The certificate by which he is known, if he has no token.
  std::optional<CertificateFacts> certificate = {};
};

// Callers tells who makes a call: by his token, else by his certificate, else
// by the place he calls from. Any thread.
class Callers {
 public:
  using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;
  // Whether who makes a call is still known: calls that last ask now and then.
  // UNAUTHENTICATED once his token or certificate is revoked or expired.
  using Standing = std::function<absl::Status()>;

  Callers(const TokenBook* tokens, RevokedCertificates* revoked)
      : tokens_(*tokens), revoked_(*revoked) {}

  // UNAUTHENTICATED, saying what to do, if nobody knows.
  absl::StatusOr<Caller> Find(const Metadata& metadata,
                              const grpc::AuthContext& connection) const;
  absl::StatusOr<Caller> Find(const grpc::ServerContextBase& call) const;

  // May be asked after the call has ended, as long as this lives.
  Standing StandingOf(const grpc::ServerContextBase& call) const;

 private:
  absl::Status CheckCertificate(const Identity& identity,
                                const CertificateFacts& certificate,
                                absl::Time now) const;

  const TokenBook& tokens_;
  RevokedCertificates& revoked_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_CALLERS_H_
