#ifndef LEHR_PROTO_SUPPORT_CHANNEL_H_
#define LEHR_PROTO_SUPPORT_CHANNEL_H_

#include <memory>
#include <string>

#include <grpcpp/channel.h>

namespace lehr {

// Where a server listens if nobody says otherwise.
inline constexpr char kDefaultServerAddress[] = "127.0.0.1:8420";

// Largest message that a channel receives; gRPC's 4 MiB are too little for the
// plan of a large sweep.
inline constexpr int kMostMessageBytes = 64 << 20;

// A channel to `address`: "host:port" or "unix:/path". Connects lazily and
// again after the connection was lost, within seconds.
std::shared_ptr<grpc::Channel> MakeChannel(const std::string& address);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_CHANNEL_H_
