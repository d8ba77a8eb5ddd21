#ifndef LEHR_TESTS_SERVER_SIMULATION_HISTORY_H_
#define LEHR_TESTS_SERVER_SIMULATION_HISTORY_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "lehr/v1/worker_service.pb.h"
#include "server/coordinator/roster.h"
#include "server/store/database.h"

namespace lehr::server {

// History is what clients and workers have been told, and what must therefore
// be so for ever, whatever happens to the server. It knows nothing of how the
// server decides.
class History {
 public:
  // Answers that somebody got.
  void Submitted(const std::string& request_id, std::int64_t sweep_id);
  void Cancelled(std::int64_t sweep_id);
  void Leased(const AttemptKey& attempt, const std::string& session);
  void Checkpointed(std::int64_t segment_id, std::int64_t step);
  void Completed(std::int64_t segment_id, const std::string& end_state_sha256);
  // The sweep has so many points, and may get more.
  void Extended(std::int64_t sweep_id, std::int64_t points);
  // The worker is to leave.
  void Drained(const std::string& session);

  // A file of these segments' results is lost: they may be computed once more,
  // which must give the same.
  void Losing(const std::vector<std::int64_t>& segment_ids);

  // The server gives a lease: it may not begin before what was acknowledged by
  // then.
  void Leasing(const v1::Lease& lease);

  // What is on disk now, between two transactions: a promise that is not kept,
  // or something that was once there and has changed; empty if all is well.
  std::string Check(Database& database);

  // The first answer that contradicts an earlier one; empty if none does.
  const std::string& contradiction() const { return contradiction_; }

 private:
  std::string CheckSweeps(Database& database) const;
  std::string CheckDrained(Database& database) const;
  std::string CheckResults(Database& database);

  std::map<std::string, std::int64_t> submitted_;  // by request
  std::map<std::int64_t, bool> cancelled_;         // sweeps
  std::map<AttemptKey, std::string> leased_;       // to which session
  std::map<std::int64_t, std::int64_t> checkpoints_;
  std::map<std::int64_t, std::string> completed_;  // end states
  std::map<std::int64_t, std::string> seen_;       // end states on disk
  std::map<std::int64_t, std::int64_t> points_;    // by sweep
  std::set<std::string> drained_;                  // sessions
  std::set<std::int64_t> lost_;                    // segments
  std::string contradiction_;
};

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SIMULATION_HISTORY_H_
