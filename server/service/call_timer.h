#ifndef LEHR_SERVER_SERVICE_CALL_TIMER_H_
#define LEHR_SERVER_SERVICE_CALL_TIMER_H_

#include <functional>
#include <string>
#include <utility>

#include <absl/time/time.h>
#include <grpcpp/support/server_interceptor.h>

namespace lehr::server {

// Told of every call that was answered: "LeaseSegment", "OK", and how long it
// took. On gRPC's threads.
using CallObserver = std::function<void(
    const std::string& method, const std::string& code, absl::Duration)>;

// CallTimers times each call of a gRPC server.
class CallTimers final
    : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit CallTimers(CallObserver observer) : observer_(std::move(observer)) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override;

 private:
  const CallObserver observer_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_CALL_TIMER_H_
