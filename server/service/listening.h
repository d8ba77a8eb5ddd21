#ifndef LEHR_SERVER_SERVICE_LISTENING_H_
#define LEHR_SERVER_SERVICE_LISTENING_H_

#include <string>

#include <absl/status/status.h>

namespace lehr::server {

// UNAVAILABLE if the address is a Unix socket on which another program answers:
// gRPC would take it away from that program. OK for all other addresses, where
// the system refuses.
absl::Status CheckSocketFree(const std::string& address);

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_LISTENING_H_
