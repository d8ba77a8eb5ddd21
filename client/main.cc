// The command line client: see `lehr --help` and client/README.md.

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <pwd.h>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/ioctl.h>
#include <unistd.h>

#include "client/command_line.h"
#include "client/exit_code.h"
#include "client/session.h"
#include "proto/support/connection_settings.h"
#include "proto/support/shutdown.h"

namespace {

std::string FromEnvironment(const char* name) {
  // Before threads are made.
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
  return value == nullptr ? "" : value;
}

// LEHR_USER, else the login name.
std::string User() {
  std::string user = FromEnvironment("LEHR_USER");
  if (!user.empty()) return user;
  // Before threads are made.
  const passwd* entry = getpwuid(getuid());  // NOLINT(concurrency-mt-unsafe)
  return entry == nullptr ? "" : entry->pw_name;
}

lehr::client::Terminal StandardOutput() {
  lehr::client::Terminal terminal;
  terminal.interactive =
      isatty(STDOUT_FILENO) != 0 && FromEnvironment("TERM") != "dumb";
  terminal.color = terminal.interactive && FromEnvironment("NO_COLOR").empty();
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    terminal.width = size.ws_col;
  }
  return terminal;
}

}  // namespace

int main(int argc, char** argv) {
  lehr::InstallShutdownHandler();
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  auto settings = lehr::SettingsFrom(FromEnvironment);
  if (!settings.ok()) {
    std::cerr << std::string(settings.status().message()) << "\n";
    return lehr::client::kExitBadInput;
  }
  lehr::client::Session session{std::cout,
                                std::cerr,
                                StandardOutput(),
                                std::move(settings->server),
                                self.parent_path(),
                                User(),
                                std::move(settings->security),
                                FromEnvironment};
  try {
    return lehr::client::RunCommandLine({argv + 1, argv + argc}, session);
  } catch (const std::exception& exception) {
    // Out of memory, or a bug.
    std::cerr << "lehr: " << exception.what() << "\n";
    return lehr::client::kExitOther;
  }
}
