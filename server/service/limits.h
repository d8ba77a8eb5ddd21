#ifndef LEHR_SERVER_SERVICE_LIMITS_H_
#define LEHR_SERVER_SERVICE_LIMITS_H_

#include <cstdint>

#include <absl/status/status.h>

namespace lehr::server {

// Limits is what nobody may ask of the server. Names are those of the flags; a
// refusal names the flag, too, so that people know whom to ask.
struct Limits {
  // --limit-message-mib: a message that is received [MiB].
  int message_mib = 4;
  // --limit-streams: calls that one connection has at a time.
  int streams = 1000;
  // --limit-upload-gib: what one attempt uploads [GiB].
  double upload_gib = 1000;
  // --limit-points: points of a sweep. A plan takes about 4 KiB for each.
  std::int64_t points = 200'000;
  // --limit-sweeps: sweeps of one user that are not finished.
  std::int64_t sweeps = 10'000;
  // --limit-sql-seconds: that one question in SQL takes [s].
  double sql_seconds = 600;

  // INVALID_ARGUMENT, naming the flag.
  absl::Status Validate() const;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_LIMITS_H_
