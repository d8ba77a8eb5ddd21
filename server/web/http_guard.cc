#include "server/web/http_guard.h"

#include <arpa/inet.h>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

namespace lehr::server {
namespace {

// "[::1]:8421" -> "[::1]"; "localhost" stays.
std::string_view HostOf(std::string_view host_and_port) {
  const std::size_t bracket = host_and_port.rfind(']');
  const std::size_t colon = host_and_port.rfind(':');
  if (colon == std::string_view::npos) return host_and_port;
  if (bracket != std::string_view::npos && colon < bracket) {
    return host_and_port;
  }
  return host_and_port.substr(0, colon);
}

std::string_view WithoutBrackets(std::string_view host) {
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    return host.substr(1, host.size() - 2);
  }
  return host;
}

}  // namespace

absl::StatusOr<HttpAddress> ParseHttpAddress(std::string_view text) {
  const std::string_view host = HostOf(text);
  HttpAddress address;
  address.host = std::string(WithoutBrackets(host));
  if (host.size() < text.size() && !address.host.empty() &&
      absl::SimpleAtoi(std::string(text.substr(host.size() + 1)),
                       &address.port) &&
      address.port >= 0 && address.port <= 65535) {
    return address;
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "--http: expected host:port, such as 127.0.0.1:8421, found \"%s\"",
      std::string(text)));
}

bool IsLoopback(std::string_view host) {
  // Not by its beginning: "127.example.org" is a name, which may be anybody's.
  in_addr number = {};
  return host == "localhost" || host == "::1" ||
         (host.substr(0, 4) == "127." &&
          inet_pton(AF_INET, std::string(host).c_str(), &number) == 1);
}

absl::Status CheckHost(std::string_view listening_host,
                       const RequestOrigin& request) {
  if (!IsLoopback(listening_host)) return absl::OkStatus();
  if (IsLoopback(WithoutBrackets(HostOf(request.host)))) {
    return absl::OkStatus();
  }
  return absl::PermissionDeniedError(absl::StrFormat(
      "expected this machine's name in Host (localhost, 127.0.0.1), found "
      "\"%s\"",
      request.host));
}

absl::Status CheckPost(const RequestOrigin& request) {
  if (!request.from_page) {
    return absl::PermissionDeniedError(
        "expected the header X-Lehr-Page, found none");
  }
  if (!request.origin.empty() &&
      request.origin != absl::StrCat("http://", request.host)) {
    return absl::PermissionDeniedError(
        absl::StrFormat("expected a request from this page, found one from %s",
                        request.origin));
  }
  return absl::OkStatus();
}

}  // namespace lehr::server
