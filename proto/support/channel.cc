#include "proto/support/channel.h"

#include <arpa/inet.h>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <grpcpp/support/channel_arguments.h>
#include <grpcpp/support/client_interceptor.h>

namespace lehr {
namespace {

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  // gRPC's own back-off goes to two minutes, which is longer than a lease.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 200);
  // For all its name, this is the time that an attempt has until the server's
  // first words: over TLS, from a busy or far machine, some round trips.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5000);
  // Notices a dead host within 40 s, also when no call is open.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetMaxReceiveMessageSize(kMostMessageBytes);
  return arguments;
}

std::shared_ptr<grpc::ChannelCredentials> Credentials(
    const std::string& address, const TlsFiles& tls) {
  if (tls.empty() || IsUnixSocket(address)) {
    return grpc::InsecureChannelCredentials();
  }
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          tls.key, tls.cert, tls.ca, kTlsReloadSeconds));
  options.watch_root_certs();
  if (!tls.cert.empty()) options.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(options);
}

// TokenSender adds the token to a call. gRPC's own call credentials refuse
// plain channels, also those that stay on this machine.
class TokenSender final : public grpc::experimental::Interceptor {
 public:
  explicit TokenSender(const std::string* token) : token_(*token) {}

  void Intercept(
      grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            grpc::experimental::InterceptionHookPoints::
                PRE_SEND_INITIAL_METADATA)) {
      methods->GetSendInitialMetadata()->insert(
          {"authorization", absl::StrCat("Bearer ", token_)});
    }
    methods->Proceed();
  }

 private:
  const std::string& token_;
};

class TokenSenders final
    : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit TokenSenders(std::string token) : token_(std::move(token)) {}
  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo*) override {
    return new TokenSender(&token_);
  }

 private:
  const std::string token_;
};

}  // namespace

bool IsUnixSocket(const std::string& address) {
  return absl::StartsWith(address, "unix:");
}

bool IsLocal(const std::string& address) {
  if (IsUnixSocket(address)) return true;
  const std::string host = address.substr(0, address.rfind(':'));
  // Not by its beginning: "127.example.org" is a name.
  in_addr number = {};
  return host == "localhost" || host == "::1" || host == "[::1]" ||
         (absl::StartsWith(host, "127.") &&
          inet_pton(AF_INET, host.c_str(), &number) == 1);
}

absl::Status CheckSecurity(const std::string& address,
                           const ChannelSecurity& security, absl::Time now) {
  if (IsUnixSocket(address)) return absl::OkStatus();
  if (!security.token.empty() && security.tls.empty() && !IsLocal(address)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--token-file: expected TLS for %s, found none: anyone on the way "
        "could "
        "read the token; name the server's authority with --tls-ca",
        address));
  }
  return CheckTlsFiles(security.tls, now);
}

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& address,
                                           const ChannelSecurity& security) {
  std::vector<
      std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>>
      interceptors;
  if (!security.token.empty()) {
    interceptors.push_back(std::make_unique<TokenSenders>(security.token));
  }
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      address, Credentials(address, security.tls), Arguments(),
      std::move(interceptors));
}

}  // namespace lehr
