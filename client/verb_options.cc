#include "client/verb_options.h"

#include <utility>

#include <CLI/CLI.hpp>
#include <absl/time/clock.h>

#include "proto/support/channel.h"

namespace lehr::client {

namespace {

void Refuse(const absl::Status& wrong) {
  throw CLI::ValidationError(std::string(wrong.message()));
}

// Another server than the usual one is talked to in another way.
void TakeServer(const std::string& address, const Session& session,
                ServerOption& option) {
  option.address = address;
  option.given = true;
  if (!session.environment) return;
  auto settings = SettingsFrom(session.environment, address);
  if (!settings.ok()) return Refuse(settings.status());
  option.security = std::move(settings->security);
}

void AddTlsOptions(CLI::App& verb, ServerOption& option) {
  TlsFiles& tls = option.security.tls;
  constexpr char kGroup[] = "TLS";
  verb.add_option("--tls-ca", tls.ca,
                  "The authority of the server (LEHR_TLS_CA)")
      ->type_name("FILE")
      ->group(kGroup);
  verb.add_option("--tls-cert", tls.cert,
                  "Certificate that says who you are (LEHR_TLS_CERT)")
      ->type_name("FILE")
      ->group(kGroup);
  verb.add_option("--tls-key", tls.key, "Its private key (LEHR_TLS_KEY)")
      ->type_name("FILE")
      ->group(kGroup);
  verb.add_option_function<std::string>(
          "--token-file",
          [&option](const std::string& path) {
            auto token = ReadTokenFile(path);
            if (!token.ok()) return Refuse(token.status());
            option.security.token = *std::move(token);
          },
          "File with a token that says who you are (LEHR_TOKEN)")
      ->type_name("FILE")
      ->group(kGroup);
}

}  // namespace

void AddServerOption(CLI::App& verb, const Session& session,
                     ServerOption& option) {
  option.given = !session.server_from_environment.empty();
  option.address = option.given ? session.server_from_environment
                                : std::string(kDefaultServerAddress);
  option.security = session.security;
  // Before the others: they say more.
  verb.add_option_function<std::string>(
          "--server",
          [&option, &session](const std::string& address) {
            TakeServer(address, session, option);
          },
          "Where the server is: host:port or unix:/path (LEHR_SERVER; else "
          "127.0.0.1:8420)")
      ->type_name("ADDR");
  AddTlsOptions(verb, option);
  verb.parse_complete_callback([&option] {
    const absl::Status usable =
        CheckSecurity(option.address, option.security, absl::Now());
    if (!usable.ok()) Refuse(usable);
  });
}

void AddJsonOption(CLI::App& verb, bool& json) {
  verb.add_flag("--json", json, "Write JSON for programs");
}

}  // namespace lehr::client
