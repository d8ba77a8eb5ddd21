#ifndef LEHR_SERVER_STORE_RUNNING_TABLE_H_
#define LEHR_SERVER_STORE_RUNNING_TABLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lehr/v1/law.pb.h"
#include "server/store/database.h"

namespace lehr::server {

// A RunningRow is what is being executed: an attempt with its segment and its
// worker.
struct RunningRow {
  std::int64_t segment_id = 0;
  int attempt = 0;
  std::string worker;
  std::string session;
  std::string label;
  std::int64_t atoms = 0;
  std::int64_t steps = 0;
  std::int64_t head_steps = 0;
  std::int64_t checkpoint_step = 0;
  bool rerun = false;  // the segment is DONE
};

// For a sweep, with the sweep's labels, in the order of its plan.
std::vector<RunningRow> RunningOfSweep(Database& database,
                                       std::int64_t sweep_id);
// Of a segment.
std::optional<RunningRow> RunningOfSegment(Database& database,
                                           std::int64_t segment_id);
// By a worker.
std::vector<RunningRow> RunningOfWorker(Database& database,
                                        std::int64_t worker_id);

// An OpenSegment is one that is not done, as far as its time goes.
struct OpenSegment {
  std::int64_t segment_id = 0;
  std::int64_t parent_id = 0;     // 0: makes its own state
  std::int64_t continues_id = 0;  // 0: has its path from the start
  v1::Work work;
  std::string potential_sha256;
  std::int64_t atoms = 0;
  std::int64_t steps = 0;
  std::int64_t head_steps = 0;
  std::int64_t path_atom_steps = 0;
};

// Those of a sweep that wait, are ready or run, in the order of its plan; at
// most `limit`.
std::vector<OpenSegment> OpenSegmentsOf(Database& database,
                                        std::int64_t sweep_id, int limit);

// Name of the worker of a segment's last attempt; empty if there is none.
std::string LastWorkerOf(Database& database, std::int64_t segment_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_RUNNING_TABLE_H_
