#include "client/pool_client.h"

#include "proto/support/channel.h"

namespace lehr::client {

PoolClient::PoolClient(const ServerOption& server)
    : connection_(server),
      stub_(v1::PoolService::NewStub(
          MakeChannel(server.address, server.security))) {}

}  // namespace lehr::client
