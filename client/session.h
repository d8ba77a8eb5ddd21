#ifndef LEHR_CLIENT_SESSION_H_
#define LEHR_CLIENT_SESSION_H_

#include <cstddef>
#include <filesystem>
#include <iosfwd>
#include <string>

#include "proto/support/connection_settings.h"

namespace lehr::client {

// Terminal is what standard output is.
struct Terminal {
  // A person looks at it: lines may be redrawn.
  bool interactive = false;
  // Colors are wanted (NO_COLOR is not set).
  bool color = false;
  // Columns.
  std::size_t width = 100;
};

// A Session is what one call of the program has from its surroundings. `main`
// fills it; nobody else asks the system for it.
struct Session {
  std::ostream& out;
  std::ostream& err;
  Terminal terminal;
  // LEHR_SERVER, or what ~/.config/lehr/lehr.conf names; empty if neither does.
  std::string server_from_environment;
  // Folder of this program, where lehrd and lehr-worker are.
  std::filesystem::path programs;
  // Who is at it: LEHR_USER, else the login name; empty if nobody knows.
  std::string user = {};
  // How that server is to be talked to.
  ChannelSecurity security = {};
  // For what depends on the command line, too; none in tests.
  Environment environment = {};
};

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SESSION_H_
