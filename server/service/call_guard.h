#ifndef LEHR_SERVER_SERVICE_CALL_GUARD_H_
#define LEHR_SERVER_SERVICE_CALL_GUARD_H_

#include <functional>
#include <string_view>
#include <utility>

#include <absl/status/status.h>
#include <grpcpp/security/auth_metadata_processor.h>

#include "server/identity/identity.h"
#include "server/service/callers.h"

namespace lehr::server {

// CallGuard lets a call in, or refuses it before anything of it is read. Every
// call of an address that it guards goes through it. Any thread.
class CallGuard final : public grpc::AuthMetadataProcessor {
 public:
  // Told of each call that is refused, of nobody ({}) if it is not known whose.
  using Observer =
      std::function<void(std::string_view path, const Identity& identity,
                         const absl::Status& refused)>;

  CallGuard(const Callers* callers, Observer observer)
      : callers_(*callers), observer_(std::move(observer)) {}

  // Otherwise gRPC takes another thread for each call.
  bool IsBlocking() const override { return false; }

  // UNAUTHENTICATED if nobody knows who calls; PERMISSION_DENIED if he may not,
  // with who may.
  grpc::Status Process(const InputMetadata& metadata,
                       grpc::AuthContext* connection, OutputMetadata* consumed,
                       OutputMetadata* response) override;

 private:
  absl::Status Check(std::string_view path, const InputMetadata& metadata,
                     const grpc::AuthContext& connection,
                     Identity* identity) const;

  const Callers& callers_;
  const Observer observer_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_CALL_GUARD_H_
