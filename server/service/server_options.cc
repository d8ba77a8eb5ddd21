#include "server/service/server_options.h"

#include <algorithm>
#include <cmath>

#include <sys/un.h>

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "proto/support/channel.h"
#include "server/web/http_guard.h"

namespace lehr::server {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";
constexpr double kLeastLeaseSeconds = 1;
constexpr double kMostLeaseSeconds = 3600;

bool IsUnix(const std::string& address) {
  return std::string_view(address).substr(0, kUnixPrefix.size()) == kUnixPrefix;
}

absl::Status ValidateAddress(const std::string& address) {
  if (IsUnix(address)) {
    const std::size_t size = address.size() - kUnixPrefix.size();
    // The kernel's limit, with the final 0.
    constexpr std::size_t kMost = sizeof(sockaddr_un::sun_path) - 1;
    if (size >= 1 && size <= kMost) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrFormat(
        "--listen: expected a socket path of 1 to %d bytes, found %d: \"%s\"",
        kMost, size, address));
  }
  const std::size_t colon = address.rfind(':');
  int port = 0;
  if (colon != std::string::npos && colon > 0 &&
      absl::SimpleAtoi(address.substr(colon + 1), &port) && port >= 0 &&
      port <= 65535) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "--listen: expected host:port or unix:path, found \"%s\"", address));
}

absl::Status ValidateDisk(const ServerOptions& options) {
  if (options.soft_mark_mib < -1 || options.hard_mark_mib < -1) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--soft-mark-mib, --hard-mark-mib: expected 0 or more, or -1, found %d "
        "and %d",
        options.soft_mark_mib, options.hard_mark_mib));
  }
  if (!(options.scrub_mib_per_second >= 0)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("--scrub-mib-per-second: expected 0 or more, found %g",
                        options.scrub_mib_per_second));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ServerOptions::Validate() const {
  if (data.empty()) {
    return absl::InvalidArgumentError("--data: expected a folder, found none");
  }
  for (const std::string& address : Addresses()) {
    const absl::Status valid = ValidateAddress(address);
    if (!valid.ok()) return valid;
  }
  if (!(lease_seconds >= kLeastLeaseSeconds &&
        lease_seconds <= kMostLeaseSeconds)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("--lease-seconds: expected %g to %g, found %g",
                        kLeastLeaseSeconds, kMostLeaseSeconds, lease_seconds));
  }
  if (!(heartbeat_seconds > 0)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("--heartbeat-seconds: expected more than 0, found %g",
                        heartbeat_seconds));
  }
  if (!(slurm_seconds > 0)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--slurm-seconds: expected more than 0, found %g", slurm_seconds));
  }
  absl::Status disk = ValidateDisk(*this);
  if (!disk.ok()) return disk;
  if (!http.empty()) return ParseHttpAddress(http).status();
  if (http_admin) {
    return absl::InvalidArgumentError(
        "--http-admin: expected --http HOST:PORT beside it, found none");
  }
  return absl::OkStatus();
}

std::vector<std::string> ServerOptions::Addresses() const {
  if (!listen.empty()) return listen;
  return {absl::StrCat("unix:", data, "/lehrd.sock"), kDefaultServerAddress};
}

CoordinatorOptions ServerOptions::Times() const {
  return {.time_to_live = absl::Seconds(lease_seconds),
          .heartbeat_interval =
              absl::Seconds(std::min(heartbeat_seconds, lease_seconds / 4))};
}

bool IsLocal(const std::string& address) {
  if (IsUnix(address)) return true;
  const std::string host = address.substr(0, address.rfind(':'));
  return host == "localhost" || host == "::1" || host == "[::1]" ||
         absl::StartsWith(host, "127.");
}

}  // namespace lehr::server
