#include "server/service/limits.h"

#include <absl/strings/str_format.h>

namespace lehr::server {

absl::Status Limits::Validate() const {
  struct Range {
    const char* flag;
    double value;
    double least;
    double most;
  };
  for (const Range& range :
       // A piece of an artifact has 1 MiB; gRPC counts in 32 bits.
       {Range{"--limit-message-mib", static_cast<double>(message_mib), 2, 1024},
        // A worker has a few calls at a time.
        Range{"--limit-streams", static_cast<double>(streams), 10, 1e6},
        Range{"--limit-upload-gib", upload_gib, 0.001, 1e9},
        // More would not be planned (proto/plan/plan.h, kMaxPoints).
        Range{"--limit-points", static_cast<double>(points), 1, 1e6},
        Range{"--limit-sweeps", static_cast<double>(sweeps), 1, 1e9},
        // More would not be answered (server/store/sql_reader.cc, kMostTime).
        Range{"--limit-sql-seconds", sql_seconds, 0.001, 600}}) {
    // Written so that NaN is refused.
    if (range.value >= range.least && range.value <= range.most) continue;
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: expected %g to %g, found %g", range.flag,
                        range.least, range.most, range.value));
  }
  return absl::OkStatus();
}

}  // namespace lehr::server
