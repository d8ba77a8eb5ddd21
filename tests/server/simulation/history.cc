#include "tests/server/simulation/history.h"

#include <algorithm>

#include <absl/strings/str_format.h>

#include "proto/support/sha256.h"

namespace lehr::server {

void History::Submitted(const std::string& request_id, std::int64_t sweep_id) {
  const auto [known, is_new] = submitted_.emplace(request_id, sweep_id);
  if (!is_new && known->second != sweep_id) {
    contradiction_ = absl::StrFormat("request \"%s\" is sweep %d and sweep %d",
                                     request_id, known->second, sweep_id);
  }
}

void History::Cancelled(std::int64_t sweep_id) { cancelled_[sweep_id] = true; }

void History::Leased(const AttemptKey& attempt, const std::string& session) {
  const auto [known, is_new] = leased_.emplace(attempt, session);
  if (!is_new && known->second != session) {
    contradiction_ =
        absl::StrFormat("segment %d attempt %d was leased to %s and to %s",
                        attempt.first, attempt.second, known->second, session);
  }
}

void History::Leasing(const v1::Lease& lease) {
  const std::int64_t segment_id = lease.id().segment_id();
  const auto acknowledged = checkpoints_.find(segment_id);
  if (acknowledged == checkpoints_.end() || seen_.contains(segment_id) ||
      lease.checkpoint().step() >= acknowledged->second) {
    return;
  }
  contradiction_ = absl::StrFormat(
      "segment %d attempt %d begins at step %d, the checkpoint at %d was "
      "acknowledged",
      segment_id, lease.id().attempt(), lease.checkpoint().step(),
      acknowledged->second);
}

void History::Checkpointed(std::int64_t segment_id, std::int64_t step) {
  std::int64_t& last = checkpoints_[segment_id];
  last = std::max(last, step);
}

void History::Completed(std::int64_t segment_id,
                        const std::string& end_state_sha256) {
  completed_.emplace(segment_id, end_state_sha256);
}

void History::Extended(std::int64_t sweep_id, std::int64_t points) {
  std::int64_t& most = points_[sweep_id];
  most = std::max(most, points);
}

void History::Drained(const std::string& session) { drained_.insert(session); }

void History::Losing(const std::vector<std::int64_t>& segment_ids) {
  lost_.insert(segment_ids.begin(), segment_ids.end());
}

std::string History::Check(Database& database) {
  if (!contradiction_.empty()) return contradiction_;
  std::string broken = CheckSweeps(database);
  if (broken.empty()) broken = CheckDrained(database);
  return broken.empty() ? CheckResults(database) : broken;
}

std::string History::CheckDrained(Database& database) const {
  for (const std::string& session : drained_) {
    Statement row = database.Query(
        "SELECT drain_us IS NULL FROM workers WHERE session = ?1",
        Blob{session});
    if (row.Step() && row.Int(0) != 0) {
      return absl::StrFormat("%s was to leave and is not any more", session);
    }
  }
  return "";
}

std::string History::CheckSweeps(Database& database) const {
  std::map<std::string, std::int64_t> ids;
  std::map<std::int64_t, std::string> states;
  std::map<std::int64_t, std::int64_t> points;
  Statement row =
      database.Query("SELECT request_id, sweep_id, state, points FROM sweeps");
  while (row.Step()) {
    ids[row.Text(0)] = row.Int(1);
    states[row.Int(1)] = row.Text(2);
    points[row.Int(1)] = row.Int(3);
  }
  for (const auto& [request_id, sweep_id] : submitted_) {
    const auto found = ids.find(request_id);
    if (found == ids.end() || found->second != sweep_id) {
      return absl::StrFormat("sweep %d was acknowledged and is not there",
                             sweep_id);
    }
  }
  for (const auto& [sweep_id, was_told] : cancelled_) {
    if (states[sweep_id] != "CANCELLED") {
      return absl::StrFormat("sweep %d was cancelled and is %s", sweep_id,
                             states[sweep_id]);
    }
  }
  for (const auto& [sweep_id, promised] : points_) {
    if (points[sweep_id] < promised) {
      return absl::StrFormat("sweep %d had %d points and has %d", sweep_id,
                             promised, points[sweep_id]);
    }
  }
  return "";
}

std::string History::CheckResults(Database& database) {
  std::map<std::int64_t, std::string> done;
  Statement row = database.Query(
      "SELECT segment_id, end_state_sha256 FROM segments WHERE state = 'DONE'");
  while (row.Step()) done[row.Int(0)] = row.Bytes(1);
  for (const auto* const promised : {&completed_, &seen_}) {
    for (const auto& [segment_id, end_state] : *promised) {
      const auto found = done.find(segment_id);
      if (found == done.end() && lost_.contains(segment_id)) continue;
      if (found == done.end()) {
        return absl::StrFormat("segment %d was done and is not", segment_id);
      }
      if (found->second != end_state) {
        return absl::StrFormat("segment %d had the end state %s and has %s",
                               segment_id, ToHex(end_state),
                               ToHex(found->second));
      }
    }
  }
  for (auto& [segment_id, end_state] : done) {
    lost_.erase(segment_id);
    seen_.insert_or_assign(segment_id, std::move(end_state));
  }
  return "";
}

}  // namespace lehr::server
