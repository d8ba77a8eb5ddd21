#ifndef LEHR_CLIENT_COMMAND_LINE_H_
#define LEHR_CLIENT_COMMAND_LINE_H_

#include <string>
#include <vector>

#include "client/session.h"

namespace lehr::client {

// Does what `arguments` (without the program's name) ask for, and returns the
// exit code. What went wrong is written to session.err.
int RunCommandLine(std::vector<std::string> arguments, Session& session);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_COMMAND_LINE_H_
