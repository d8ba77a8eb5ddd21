#include "client/verb_options.h"

#include <CLI/CLI.hpp>

#include "proto/support/channel.h"

namespace lehr::client {

void AddServerOption(CLI::App& verb, const Session& session,
                     ServerOption& option) {
  option.given = !session.server_from_environment.empty();
  option.address = option.given ? session.server_from_environment
                                : std::string(kDefaultServerAddress);
  verb.add_option_function<std::string>(
          "--server",
          [&option](const std::string& address) {
            option.address = address;
            option.given = true;
          },
          "Where the server is: host:port or unix:/path (LEHR_SERVER; else "
          "127.0.0.1:8420)")
      ->type_name("ADDR");
}

void AddJsonOption(CLI::App& verb, bool& json) {
  verb.add_flag("--json", json, "Write JSON for programs");
}

}  // namespace lehr::client
