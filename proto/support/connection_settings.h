#ifndef LEHR_PROTO_SUPPORT_CONNECTION_SETTINGS_H_
#define LEHR_PROTO_SUPPORT_CONNECTION_SETTINGS_H_

#include <filesystem>
#include <functional>
#include <string>

#include <absl/status/statusor.h>

#include "proto/support/channel.h"

namespace lehr {

// ConnectionSettings says which server a program talks to, and how.
struct ConnectionSettings {
  // "host:port" or "unix:/path"; empty: nobody has said.
  std::string server;
  ChannelSecurity security;
};

// A program's environment: the value of a variable, empty if it is not set.
using Environment = std::function<std::string(const char* name)>;

// Reads a file of lines "key = value" with the keys server, tls-ca, tls-cert,
// tls-key and token-file; '#' begins a comment, paths are relative to the
// file's folder. INVALID_ARGUMENT as path:line; NOT_FOUND if there is none.
absl::StatusOr<ConnectionSettings> ReadConnectionFile(
    const std::filesystem::path& path);

// What a person and the environment say: `server`, if it is not empty, else
// LEHR_SERVER; LEHR_TLS_CA, LEHR_TLS_CERT, LEHR_TLS_KEY, LEHR_TOKEN; and for
// what they leave open, the file LEHR_CONFIG, else
// $XDG_CONFIG_HOME/lehr/lehr.conf, else ~/.config/lehr/lehr.conf if there is
// one. A file that names another server is not used: its token is for its
// server alone.
absl::StatusOr<ConnectionSettings> SettingsFrom(const Environment& environment,
                                                std::string server = "");

// The token in a file. INVALID_ARGUMENT, naming --token-file, if it cannot be
// read or others can read it, too.
absl::StatusOr<std::string> ReadTokenFile(const std::filesystem::path& path);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_CONNECTION_SETTINGS_H_
