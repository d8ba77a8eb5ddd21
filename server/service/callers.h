#ifndef LEHR_SERVER_SERVICE_CALLERS_H_
#define LEHR_SERVER_SERVICE_CALLERS_H_

#include <map>

#include <absl/status/statusor.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/string_ref.h>

#include "server/identity/identity.h"
#include "server/identity/token_book.h"

namespace lehr::server {

// Caller is who makes a call, and why we believe it.
struct Caller {
  Identity identity;
  // He is on this machine, or the server listens without TLS: he is trusted for
  // that, and may do everything.
  bool is_trusted = false;
};

// Callers tells who makes a call: by his token, else by his certificate, else
// by the place he calls from. Any thread.
class Callers {
 public:
  using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;

  explicit Callers(const TokenBook* tokens) : tokens_(*tokens) {}

  // UNAUTHENTICATED, saying what to do, if nobody knows.
  absl::StatusOr<Caller> Find(const Metadata& metadata,
                              const grpc::AuthContext& connection) const;
  absl::StatusOr<Caller> Find(const grpc::ServerContextBase& call) const;

 private:
  const TokenBook& tokens_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_CALLERS_H_
