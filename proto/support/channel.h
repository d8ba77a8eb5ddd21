#ifndef LEHR_PROTO_SUPPORT_CHANNEL_H_
#define LEHR_PROTO_SUPPORT_CHANNEL_H_

#include <memory>
#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <grpcpp/channel.h>

#include "proto/support/tls_files.h"

namespace lehr {

// Where a server listens if nobody says otherwise.
inline constexpr char kDefaultServerAddress[] = "127.0.0.1:8420";

// Largest message that a channel receives; gRPC's 4 MiB are too little for the
// plan of a large sweep.
inline constexpr int kMostMessageBytes = 64 << 20;

// How a channel is guarded, and as whom it speaks.
struct ChannelSecurity {
  // Of TCP connections; a Unix socket is guarded by the file system.
  TlsFiles tls;
  // Sent with every call; empty: none.
  std::string token;
};

// Whether the address is "unix:/path".
bool IsUnixSocket(const std::string& address);

// Whether only this machine can reach the address.
bool IsLocal(const std::string& address);

// OK if a channel can be made so: as CheckTlsFiles(), and INVALID_ARGUMENT if a
// token would travel to another machine in plain text.
absl::Status CheckSecurity(const std::string& address,
                           const ChannelSecurity& security, absl::Time now);

// A channel to `address`: "host:port" or "unix:/path". Connects lazily and
// again after the connection was lost, within seconds. A certificate that is
// replaced is used from the next connection on.
std::shared_ptr<grpc::Channel> MakeChannel(
    const std::string& address, const ChannelSecurity& security = {});

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_CHANNEL_H_
