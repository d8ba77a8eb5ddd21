#include "server/service/server_options.h"

#include <algorithm>
#include <cmath>

#include <sys/un.h>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>

#include "proto/support/channel.h"
#include "server/identity/revoked_certificates.h"
#include "server/web/http_guard.h"

namespace lehr::server {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";
constexpr double kLeastLeaseSeconds = 1;
constexpr double kMostLeaseSeconds = 3600;

absl::Status ValidateAddress(const std::string& address) {
  if (IsUnixSocket(address)) {
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

// Whoever reaches a plain address may do everything.
absl::Status ValidateReach(const ServerOptions& options) {
  if (options.insecure) return absl::OkStatus();
  for (const std::string& address : options.Addresses()) {
    if (IsLocal(address) || !options.tls.empty()) continue;
    return absl::InvalidArgumentError(absl::StrFormat(
        "--listen: \"%s\" can be reached by other machines, expected "
        "--tls-cert, --tls-key and --tls-ca beside it, found none: make them "
        "with `lehr tls init`, or say --insecure if everyone who reaches it "
        "may do everything",
        address));
  }
  if (options.http.empty() || IsLocal(options.http)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrFormat(
      "--http: \"%s\" can be reached by other machines, and the page is "
      "neither encrypted nor guarded: listen on 127.0.0.1 behind a tunnel or a "
      "proxy, or say --insecure",
      options.http));
}

// A list that cannot be read would let in who is on it.
absl::Status ValidateRevoked(const ServerOptions& options) {
  const std::filesystem::path list = options.RevokedList();
  if (options.tls_revoked.empty() && !std::filesystem::exists(list)) {
    return absl::OkStatus();
  }
  const auto serials = ReadRevoked(list);
  if (serials.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--tls-revoked: ", std::string(serials.status().message())));
}

absl::Status ValidateTls(const ServerOptions& options) {
  if (options.tls.empty()) {
    if (options.tls_revoked.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(
        "--tls-revoked: expected --tls-cert, --tls-key and --tls-ca beside it, "
        "found none");
  }
  if (options.tls.ca.empty() || options.tls.cert.empty() ||
      options.tls.key.empty()) {
    return absl::InvalidArgumentError(
        "--tls-cert, --tls-key, --tls-ca: expected all three or none");
  }
  if (absl::Status revoked = ValidateRevoked(options); !revoked.ok()) {
    return revoked;
  }
  return CheckTlsFiles(options.tls, absl::Now());
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
  if (!http.empty()) {
    absl::Status address = ParseHttpAddress(http).status();
    if (!address.ok()) return address;
  } else if (http_admin) {
    return absl::InvalidArgumentError(
        "--http-admin: expected --http HOST:PORT beside it, found none");
  }
  if (audit_days < 1) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "--audit-days: expected 1 or more, found %d", audit_days));
  }
  absl::Status limited = limits.Validate();
  if (!limited.ok()) return limited;
  absl::Status secret = ValidateTls(*this);
  if (!secret.ok()) return secret;
  return ValidateReach(*this);
}

std::vector<std::string> ServerOptions::Addresses() const {
  if (!listen.empty()) return listen;
  return {absl::StrCat("unix:", data, "/lehrd.sock"), kDefaultServerAddress};
}

std::filesystem::path ServerOptions::RevokedList() const {
  if (!tls_revoked.empty() || tls.ca.empty()) return tls_revoked;
  return std::filesystem::path(tls.ca).parent_path() / "revoked";
}

CoordinatorOptions ServerOptions::Times() const {
  return {.time_to_live = absl::Seconds(lease_seconds),
          .heartbeat_interval =
              absl::Seconds(std::min(heartbeat_seconds, lease_seconds / 4))};
}

}  // namespace lehr::server
