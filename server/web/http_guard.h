#ifndef LEHR_SERVER_WEB_HTTP_GUARD_H_
#define LEHR_SERVER_WEB_HTTP_GUARD_H_

#include <string>
#include <string_view>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

namespace lehr::server {

// Where the page is served.
struct HttpAddress {
  std::string host;
  int port = 0;  // 0: any that is free
};

// "127.0.0.1:8421", "[::1]:8421". INVALID_ARGUMENT, naming the flag.
absl::StatusOr<HttpAddress> ParseHttpAddress(std::string_view text);

// Whether only this machine reaches the address.
bool IsLoopback(std::string_view host);

// What a request says about where it comes from.
struct RequestOrigin {
  std::string host;        // header Host
  std::string origin;      // header Origin; empty if there is none
  bool from_page = false;  // has the header that our page adds to what it posts
};

// Refuses with PERMISSION_DENIED what another site makes a browser ask: on a
// loopback address any name but this machine's in `Host` (a name that an
// attacker's DNS points here). `listening_host` is where we listen.
absl::Status CheckHost(std::string_view listening_host,
                       const RequestOrigin& request);

// The same for what changes something: it must come from our page. A foreign
// page can neither add the header without our leave nor have our Origin.
absl::Status CheckPost(const RequestOrigin& request);

}  // namespace lehr::server

#endif  // LEHR_SERVER_WEB_HTTP_GUARD_H_
