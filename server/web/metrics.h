#ifndef LEHR_SERVER_WEB_METRICS_H_
#define LEHR_SERVER_WEB_METRICS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/pool_service.pb.h"
#include "server/coordinator/roster.h"
#include "server/store/database.h"

namespace lehr::server {

// Metrics counts what the server does, for Prometheus. Any thread.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // A transaction was made durable.
  void ObserveCommit(absl::Duration duration);
  // A call was answered: "LeaseSegment", "OK".
  void ObserveCall(const std::string& method, const std::string& code,
                   absl::Duration duration);

  // What is kept in files.
  struct Files {
    std::int64_t free_bytes = 0;      // on their disk
    std::int64_t artifacts_lost = 0;  // since the start
    std::int64_t scrubbed_bytes = 0;  // since the start
  };
  // Told before the first Text(); `read` may be called by any thread.
  void WatchFiles(std::function<Files()> read);

  // What is as it is now: read when somebody asks.
  struct Now {
    std::map<std::string, std::int64_t> segments;  // by state: "ready"
    std::map<std::string, std::int64_t> attempts;  // by outcome: "succeeded"
    std::map<std::string, double> speeds;          // by worker [atom-steps/s]
    std::int64_t leases = 0;
    std::int64_t database_bytes = 0;
    std::vector<v1::Pool> pools;
  };

  // All of it in Prometheus' text format.
  std::string Text(const Now& now) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// The present state, from the database and from who is there.
Metrics::Now ReadMetrics(Database& database, const Roster& roster);

}  // namespace lehr::server

#endif  // LEHR_SERVER_WEB_METRICS_H_
