#ifndef LEHR_SERVER_SERVICE_SERVER_OPTIONS_H_
#define LEHR_SERVER_SERVICE_SERVER_OPTIONS_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <absl/status/status.h>

#include "proto/support/tls_files.h"
#include "server/coordinator/coordinator.h"
#include "server/service/limits.h"

namespace lehr::server {

// ServerOptions is what a person sets. Names are those of the flags.
struct ServerOptions {
  // --data: the folder where everything is kept.
  std::string data;
  // --listen: "host:port" or "unix:path"; none means unix:DATA/lehrd.sock and
  // 127.0.0.1:8420.
  std::vector<std::string> listen;
  // --lease-seconds: a worker that is silent for this long is lost.
  double lease_seconds = 30;
  // --heartbeat-seconds: how often workers are to be heard; a quarter of the
  // lease at most.
  double heartbeat_seconds = 2;
  // --http: "host:port" where the dashboard is served; empty means nowhere.
  std::string http;
  // --http-admin: the dashboard may change things.
  bool http_admin = false;
  // --tls-cert, --tls-key, --tls-ca: of all "host:port" in `listen`.
  TlsFiles tls;
  // --tls-revoked: certificates that are not taken any more; empty means
  // "revoked" beside --tls-ca, if there is such a file.
  std::string tls_revoked;
  // --insecure: other machines may reach an address without TLS.
  bool insecure = false;
  // --audit-days: how long it is kept who did what.
  int audit_days = 90;

  // --soft-mark-mib: with less free space nothing is begun that writes states;
  // -1: 5 GiB, or 5 % of a small disk.
  std::int64_t soft_mark_mib = -1;
  // --hard-mark-mib: with less free space only results are taken; -1: 1 GiB, or
  // 1 % of a small disk.
  std::int64_t hard_mark_mib = -1;
  // --scrub-mib-per-second: how fast files are read again to find damage; 0:
  // they are not.
  double scrub_mib_per_second = 2;

  // --limit-...
  Limits limits;

  // --slurm-seconds: how often Slurm is asked where the jobs of pools are.
  double slurm_seconds = 15;
  // --worker-program: what jobs of pools run; a path on the nodes.
  std::string worker_program;

  // INVALID_ARGUMENT, naming the flag.
  absl::Status Validate() const;

  // `listen`, or what it means if it is empty.
  std::vector<std::string> Addresses() const;
  // `tls_revoked`, or what it means if it is empty; empty without TLS.
  std::filesystem::path RevokedList() const;
  CoordinatorOptions Times() const;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_SERVER_OPTIONS_H_
