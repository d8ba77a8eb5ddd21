#include "server/service/listening.h"

#include <cstring>
#include <string_view>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <absl/strings/str_format.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include "proto/support/channel.h"

namespace lehr::server {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";

bool Answers(const std::string& path) {
  sockaddr_un name = {};
  name.sun_family = AF_UNIX;
  if (path.size() >= sizeof(name.sun_path)) return false;
  std::memcpy(name.sun_path, path.data(), path.size());
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return false;
  const bool connected =
      connect(descriptor, reinterpret_cast<const sockaddr*>(&name),
              sizeof(name)) == 0;
  close(descriptor);
  return connected;
}

// A client may do without a certificate: it may have a token. One that it has
// must be good.
std::shared_ptr<grpc::ServerCredentials> TlsFor(const TlsFiles& tls) {
  grpc::experimental::TlsServerCredentialsOptions options(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          tls.key, tls.cert, tls.ca, kTlsReloadSeconds));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace

absl::Status CheckSocketFree(const std::string& address) {
  if (!IsUnixSocket(address)) return absl::OkStatus();
  if (!Answers(address.substr(kUnixPrefix.size()))) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrFormat("--listen: \"%s\" is taken by another program", address));
}

std::shared_ptr<grpc::ServerCredentials> CredentialsFor(
    const std::string& address, const TlsFiles& tls,
    const std::shared_ptr<grpc::AuthMetadataProcessor>& guard) {
  std::shared_ptr<grpc::ServerCredentials> credentials;
  if (IsUnixSocket(address)) {
    credentials = grpc::experimental::LocalServerCredentials(UDS);
  } else if (!tls.empty()) {
    credentials = TlsFor(tls);
  } else if (IsLocal(address)) {
    credentials = grpc::experimental::LocalServerCredentials(LOCAL_TCP);
  } else {
    return grpc::InsecureServerCredentials();
  }
  credentials->SetAuthMetadataProcessor(guard);
  return credentials;
}

}  // namespace lehr::server
