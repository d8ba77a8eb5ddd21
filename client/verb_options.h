#ifndef LEHR_CLIENT_VERB_OPTIONS_H_
#define LEHR_CLIENT_VERB_OPTIONS_H_

#include <string>

#include "client/session.h"
#include "proto/support/channel.h"

namespace CLI {
class App;
}

namespace lehr::client {

// ServerOption is --server.
struct ServerOption {
  // "host:port" or "unix:/path".
  std::string address;
  // A person named it, by the option or by LEHR_SERVER.
  bool given = false;
  // --tls-ca, --tls-cert, --tls-key, --token-file.
  ChannelSecurity security;
};

// Adds --server and how to talk to it to a verb. `option` must outlive the
// parsing.
void AddServerOption(CLI::App& verb, const Session& session,
                     ServerOption& option);

// Adds --json to a verb.
void AddJsonOption(CLI::App& verb, bool& json);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_VERB_OPTIONS_H_
