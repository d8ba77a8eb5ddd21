#ifndef LEHR_CLIENT_SESSION_H_
#define LEHR_CLIENT_SESSION_H_

#include <cstddef>
#include <filesystem>
#include <iosfwd>
#include <string>

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
  // LEHR_SERVER; empty if it is not set.
  std::string server_from_environment;
  // Folder of this program, where lehrd and lehr-worker are.
  std::filesystem::path programs;
  // Who is at it: LEHR_USER, else the login name; empty if nobody knows.
  std::string user = {};
};

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SESSION_H_
