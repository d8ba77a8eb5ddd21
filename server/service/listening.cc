#include "server/service/listening.h"

#include <cstring>
#include <string_view>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <absl/strings/str_format.h>

namespace lehr::server {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";

bool Answers(const std::string& path) {
  sockaddr_un name = {};
  name.sun_family = AF_UNIX;
  if (path.size() >= sizeof(name.sun_path)) return false;
  std::memcpy(name.sun_path, path.data(), path.size());
  const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return false;
  const bool connected =
      connect(descriptor, reinterpret_cast<const sockaddr*>(&name),
              sizeof(name)) == 0;
  close(descriptor);
  return connected;
}

}  // namespace

absl::Status CheckSocketFree(const std::string& address) {
  if (std::string_view(address).substr(0, kUnixPrefix.size()) != kUnixPrefix) {
    return absl::OkStatus();
  }
  if (!Answers(address.substr(kUnixPrefix.size()))) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrFormat("--listen: \"%s\" is taken by another program", address));
}

}  // namespace lehr::server
