#include "server/service/call_timer.h"

#include <string_view>

#include <absl/status/status.h>
#include <absl/time/clock.h>

namespace lehr::server {
namespace {

class CallTimer final : public grpc::experimental::Interceptor {
 public:
  CallTimer(std::string_view method, const CallObserver* observer)
      // "/lehr.v1.WorkerService/Heartbeat"
      : method_(method.substr(method.rfind('/') + 1)), observer_(*observer) {}

  void Intercept(
      grpc::experimental::InterceptorBatchMethods* methods) override {
    using Point = grpc::experimental::InterceptionHookPoints;
    if (methods->QueryInterceptionHookPoint(Point::PRE_SEND_STATUS)) {
      // gRPC's codes have the numbers and names of Abseil's.
      const auto code =
          static_cast<absl::StatusCode>(methods->GetSendStatus().error_code());
      observer_(method_, absl::StatusCodeToString(code), absl::Now() - start_);
    }
    methods->Proceed();
  }

 private:
  const std::string method_;
  const CallObserver& observer_;
  const absl::Time start_ = absl::Now();
};

}  // namespace

grpc::experimental::Interceptor* CallTimers::CreateServerInterceptor(
    grpc::experimental::ServerRpcInfo* info) {
  return new CallTimer(info->method(), &observer_);
}

}  // namespace lehr::server
