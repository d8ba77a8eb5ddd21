#include "proto/support/tls_probe.h"

#include <csignal>
#include <ctime>
#include <memory>
#include <netdb.h>
#include <string_view>

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509v3.h>

#include "proto/support/channel.h"
#include "proto/support/openssl_objects.h"

namespace lehr {
namespace {

// Of each step; a server that is there answers sooner.
constexpr timeval kPatience = {.tv_sec = 3, .tv_usec = 0};

// RFC 9113, 3.4: how HTTP/2 begins, and an empty SETTINGS frame.
constexpr std::string_view kHello(
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33);

struct Free {
  void operator()(addrinfo* addresses) const { freeaddrinfo(addresses); }
};

// A socket that closes itself.
class Socket {
 public:
  explicit Socket(int number) : number_(number) {}
  ~Socket() {
    if (number_ >= 0) close(number_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int number() const { return number_; }

 private:
  const int number_;
};

// While it lives, a write of this thread to a connection that the other end has
// closed is an error and not the end of the program: OpenSSL's writes cannot be
// told so.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    sigemptyset(&broken_pipe_);
    sigaddset(&broken_pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe_, &before_);
  }
  ~NoBrokenPipe() {
    const timespec now = {};
    while (sigtimedwait(&broken_pipe_, nullptr, &now) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;

 private:
  sigset_t broken_pipe_ = {};
  sigset_t before_ = {};
};

std::string HostOf(const std::string& address) {
  std::string host = address.substr(0, address.rfind(':'));
  if (host.size() > 2 && host.front() == '[') {
    host = host.substr(1, host.size() - 2);
  }
  return host;
}

// -1 if nobody listens.
int Connect(const std::string& address) {
  const std::string port = address.substr(address.rfind(':') + 1);
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(HostOf(address).c_str(), port.c_str(), &hints, &found) != 0) {
    return -1;
  }
  const std::unique_ptr<addrinfo, Free> addresses(found);
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    const int number =
        socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, 0);
    if (number < 0) continue;
    setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof(kPatience));
    setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
    if (connect(number, one->ai_addr, one->ai_addrlen) == 0) return number;
    close(number);
  }
  return -1;
}

// A server without TLS answers with its SETTINGS (frame type 4), one with TLS
// with an alert, or not at all.
absl::Status ExplainPlain(int socket, const std::string& address) {
  if (send(socket, kHello.data(), kHello.size(), MSG_NOSIGNAL) < 0) {
    return absl::OkStatus();
  }
  char answer[4] = {};
  const ssize_t size =
      recv(socket, static_cast<char*>(answer), sizeof(answer), MSG_WAITALL);
  if (size == sizeof(answer) && answer[3] == 4) return absl::OkStatus();
  if (size < 0) return absl::OkStatus();
  return absl::UnauthenticatedError(absl::StrFormat(
      "the server at %s does not speak plain text, it seems to want TLS: name "
      "its authority with --tls-ca, and who you are with --tls-cert and "
      "--tls-key or with --token-file",
      address));
}

absl::Status ExplainServerCertificate(long result, const std::string& address,
                                      const TlsFiles& tls) {
  std::string what_to_do;
  switch (result) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      what_to_do =
          "use a name that it has, or have one made with `lehr tls issue "
          "--role server --host " +
          HostOf(address) + "`";
      break;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      what_to_do = "have a new one made with `lehr tls issue --role server`";
      break;
    default:
      what_to_do = absl::StrCat("is ", tls.ca,
                                " (--tls-ca) the authority of this server?");
  }
  return absl::UnauthenticatedError(absl::StrFormat(
      "the certificate of the server at %s is refused: %s: %s", address,
      X509_verify_cert_error_string(result), what_to_do));
}

// Why the handshake, or the first answer behind it, has failed: with TLS 1.3
// the server looks at our certificate after we are done.
absl::Status ExplainHandshake(const std::string& address, const TlsFiles& tls,
                              SSL* connection) {
  const long verified = SSL_get_verify_result(connection);
  if (verified != X509_V_OK) {
    return ExplainServerCertificate(verified, address, tls);
  }
  const unsigned long error = ERR_peek_last_error();
  if (SSL_get0_peer_certificate(connection) == nullptr) {
    // It may be just starting or stopping.
    if (ERR_GET_REASON(error) != SSL_R_WRONG_VERSION_NUMBER) {
      return absl::OkStatus();
    }
    return absl::UnauthenticatedError(absl::StrFormat(
        "the server at %s does not speak TLS: start it with --tls-cert, "
        "--tls-key and --tls-ca; to speak plain text with it, leave out "
        "--tls-ca (LEHR_TLS_CA, ~/.config/lehr/lehr.conf)",
        address));
  }
  return absl::UnauthenticatedError(absl::StrFormat(
      "the server at %s refuses %s (%s): it must be signed by the authority "
      "that the server's --tls-ca names, and not be expired",
      address,
      tls.cert.empty() ? "a connection without certificate"
                       : "the certificate " + tls.cert,
      error == 0 ? "it ended the connection" : ERR_reason_error_string(error)));
}

absl::Status ExplainTls(int socket, const std::string& address,
                        const TlsFiles& tls) {
  const Openssl<SSL_CTX> context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_load_verify_file(context.get(), tls.ca.c_str());
  if (!tls.cert.empty()) {
    SSL_CTX_use_certificate_chain_file(context.get(), tls.cert.c_str());
    SSL_CTX_use_PrivateKey_file(context.get(), tls.key.c_str(),
                                SSL_FILETYPE_PEM);
  }
  const Openssl<SSL> connection(SSL_new(context.get()));
  const std::string host = HostOf(address);
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection.get()),
                                    host.c_str()) != 1) {
    SSL_set1_host(connection.get(), host.c_str());
  }
  constexpr unsigned char kHttp2[] = {2, 'h', '2'};
  SSL_set_alpn_protos(connection.get(),
                      static_cast<const unsigned char*>(kHttp2),
                      sizeof(kHttp2));
  SSL_set_fd(connection.get(), socket);
  ERR_clear_error();
  const NoBrokenPipe no_broken_pipe;
  char answer = 0;
  int done = SSL_connect(connection.get());
  if (done == 1) {
    done = SSL_write(connection.get(), kHello.data(),
                     static_cast<int>(kHello.size()));
  }
  if (done > 0) done = SSL_read(connection.get(), &answer, 1);
  // It answers, or takes its time.
  if (done > 0 ||
      SSL_get_error(connection.get(), done) == SSL_ERROR_WANT_READ) {
    return absl::OkStatus();
  }
  return ExplainHandshake(address, tls, connection.get());
}

}  // namespace

absl::Status ExplainRefusal(const std::string& address, const TlsFiles& tls) {
  if (IsUnixSocket(address)) return absl::OkStatus();
  const Socket socket(Connect(address));
  if (socket.number() < 0) return absl::OkStatus();
  return tls.empty() ? ExplainPlain(socket.number(), address)
                     : ExplainTls(socket.number(), address, tls);
}

}  // namespace lehr
