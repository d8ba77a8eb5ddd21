#ifndef LEHR_SERVER_STORE_WORKER_TABLE_H_
#define LEHR_SERVER_STORE_WORKER_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

#include "lehr/v1/worker_service.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// Rows of `workers`.

// A session of a worker as it is kept.
struct WorkerRow {
  std::int64_t id = 0;
  std::string session;
  std::string name;
  int threads = 0;
  std::string software_version;
  std::string instruction_set;
  bool live = false;
  absl::Time registered;
  absl::Time last_heard;  // when registered or lost
  int segments_done = 0;
  std::int64_t lease_sequence = 0;  // of the last lease; 0 if none
  std::int64_t lease_segment_id = 0;
  int lease_attempt = 0;
  std::string processor;            // empty: not told
  std::string host;                 // empty: not told
  std::optional<absl::Time> drain;  // since when it is to leave
  std::optional<absl::Time> leave;  // when it must leave
  v1::Engine engine = v1::ENGINE_LEHR;
};

// The host, or the worker itself if it has not told its host.
std::string HostOf(const WorkerRow& worker);

// The kind of worker as far as speed goes: processor, instruction set, threads
// and release, for people to read, too.
std::string KindOf(const WorkerRow& worker);

// Adds the session, or makes it live again.
void UpsertWorker(Database& database, const v1::RegisterWorkerRequest& request,
                  absl::Time now);
std::optional<WorkerRow> FindWorker(Database& database,
                                    std::string_view session);
std::optional<WorkerRow> FindWorkerById(Database& database,
                                        std::int64_t worker_id);
std::vector<WorkerRow> LiveWorkers(Database& database);
// Live ones first, then newest first; at most 1000.
std::vector<WorkerRow> ListWorkers(Database& database);

void StoreWorkerLost(Database& database, std::int64_t worker_id,
                     absl::Time last_heard);
// It is to leave since then, or may stay.
void StoreDrain(Database& database, std::int64_t worker_id,
                std::optional<absl::Time> since);
void StoreLeaseAnswer(Database& database, std::int64_t worker_id,
                      std::int64_t sequence, std::int64_t segment_id,
                      int attempt);
// One more segment done.
void StoreWorkerSuccess(Database& database, std::int64_t worker_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_WORKER_TABLE_H_
