// How Model and the database differ.

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/time.h>

#include "server/store/state_names.h"
#include "tests/server/simulation/model.h"

namespace lehr::server {
namespace {

std::string Difference(const std::string& of, const std::string& expected,
                       const std::string& found) {
  if (expected == found) return "";
  return absl::StrFormat("%s: expected %s, found %s", of, expected, found);
}

std::string NameOf(AttemptState state) {
  switch (state) {
    case AttemptState::kRunning:
      return "RUNNING";
    case AttemptState::kSucceeded:
      return "SUCCEEDED";
    case AttemptState::kFailed:
      return "FAILED";
    case AttemptState::kLost:
      return "LOST";
    case AttemptState::kReturned:
      return "RETURNED";
    case AttemptState::kCancelled:
      return "CANCELLED";
  }
  return "";
}

}  // namespace

std::string Model::Compare(Database& database) const {
  for (const auto compare : {&Model::CompareSegments, &Model::CompareAttempts,
                             &Model::CompareSweeps, &Model::CompareSessions}) {
    std::string difference = (this->*compare)(database);
    if (!difference.empty()) return difference;
  }
  return "";
}

std::string Model::CompareSegments(Database& database) const {
  Statement row = database.Query(R"sql(
      SELECT segment_id, state, attempts, failures, losses
      FROM segments)sql");
  std::size_t rows = 0;
  for (; row.Step(); ++rows) {
    const auto found = segments_.find(row.Int(0));
    if (found == segments_.end()) {
      return absl::StrFormat("segment %d: not expected", row.Int(0));
    }
    const Segment& segment = found->second;
    std::string difference = Difference(
        absl::StrCat("segment ", row.Int(0)),
        absl::StrFormat("%s, attempts %d, failures %d, losses %d",
                        lehr::server::NameOf(segment.state), segment.attempts,
                        segment.failures, segment.losses),
        absl::StrFormat("%s, attempts %d, failures %d, losses %d", row.Text(1),
                        row.Int(2), row.Int(3), row.Int(4)));
    if (!difference.empty()) return difference;
  }
  return Difference("segments", absl::StrCat(segments_.size()),
                    absl::StrCat(rows));
}

std::string Model::CompareAttempts(Database& database) const {
  Statement row = database.Query(R"sql(
      SELECT segment_id, attempt, attempts.state, session
      FROM attempts JOIN workers USING (worker_id))sql");
  std::size_t rows = 0;
  for (; row.Step(); ++rows) {
    const AttemptKey key(row.Int(0), static_cast<int>(row.Int(1)));
    const auto found = attempts_.find(key);
    const std::string name =
        absl::StrFormat("segment %d attempt %d", key.first, key.second);
    if (found == attempts_.end()) return name + ": not expected";
    std::string difference = Difference(
        name, NameOf(found->second.state) + " of " + found->second.session,
        row.Text(2) + " of " + row.Bytes(3));
    if (!difference.empty()) return difference;
  }
  return Difference("attempts", absl::StrCat(attempts_.size()),
                    absl::StrCat(rows));
}

std::string Model::CompareSweeps(Database& database) const {
  Statement row = database.Query(R"sql(
      SELECT sweep_id, state, points_done, request_id,
             (SELECT group_concat(state || ' ' || segments, ', ')
              FROM (SELECT state, segments
                    FROM sweep_counts
                    WHERE sweep_counts.sweep_id = sweeps.sweep_id
                      AND segments > 0
                    ORDER BY state))
      FROM sweeps)sql");
  std::size_t rows = 0;
  for (; row.Step(); ++rows) {
    const auto found = sweeps_.find(row.Int(0));
    if (found == sweeps_.end()) {
      return absl::StrFormat("sweep %d: not expected", row.Int(0));
    }
    std::map<std::string, int> named;
    for (const auto& [state, count] : CountsOf(found->second)) {
      if (count > 0) named[std::string(lehr::server::NameOf(state))] = count;
    }
    std::string counts;
    for (const auto& [state, count] : named) {
      absl::StrAppend(&counts, counts.empty() ? "" : ", ", state, " ", count);
    }
    std::string difference = Difference(
        absl::StrCat("sweep ", row.Int(0)),
        absl::StrFormat("%s, %d points done, request \"%s\", %s",
                        lehr::server::NameOf(found->second.state),
                        PointsDone(found->second), found->second.request_id,
                        counts),
        absl::StrFormat("%s, %d points done, request \"%s\", %s", row.Text(1),
                        row.Int(2), row.Text(3), row.Text(4)));
    if (!difference.empty()) return difference;
  }
  return Difference("sweeps", absl::StrCat(sweeps_.size()), absl::StrCat(rows));
}

std::string Model::CompareSessions(Database& database) const {
  Statement row = database.Query("SELECT session, state FROM workers");
  std::size_t rows = 0;
  for (; row.Step(); ++rows) {
    const auto found = sessions_.find(row.Bytes(0));
    if (found == sessions_.end()) return row.Bytes(0) + ": not expected";
    std::string difference =
        Difference("session " + row.Bytes(0),
                   found->second.live ? "LIVE" : "LOST", row.Text(1));
    if (!difference.empty()) return difference;
  }
  return Difference("sessions", absl::StrCat(sessions_.size()),
                    absl::StrCat(rows));
}

std::string Model::Fingerprint(absl::Time now) const {
  std::string text;
  const auto since = [now](absl::Time time) {
    return absl::ToInt64Seconds(now - time);
  };
  for (const auto& [id, segment] : segments_) {
    const absl::Duration wait =
        std::max(segment.not_before - now, absl::ZeroDuration());
    absl::StrAppend(&text, "s", id, " ", static_cast<int>(segment.state), " ",
                    segment.attempts, " ", segment.failures, " ",
                    segment.losses, " ", segment.checkpoint_step, " ",
                    absl::ToInt64Seconds(wait), "\n");
  }
  for (const auto& [key, attempt] : attempts_) {
    absl::StrAppend(&text, "a", key.first, " ", key.second, " ",
                    attempt.session, " ", NameOf(attempt.state), "\n");
  }
  for (const auto& [session, member] : sessions_) {
    absl::StrAppend(&text, "w", session, " ", member.live, " ",
                    member.live ? since(member.last_heard) : 0, " ",
                    member.sequence, "\n");
    for (const auto& [key, time] : member.spoken_of) {
      absl::StrAppend(&text, " ", key.first, " ", key.second, " ", since(time));
    }
  }
  for (const auto& [id, sweep] : sweeps_) {
    absl::StrAppend(&text, "p", id, " ", static_cast<int>(sweep.state), " ",
                    sweep.paused, "\n");
  }
  return text;
}

}  // namespace lehr::server
