#include "server/coordinator/invariants.h"

#include <string_view>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "server/store/database_check.h"

namespace lehr::server {
namespace {

// A query that finds the ids of rows for which `claim` is not true; of counts,
// the sweeps.
struct Invariant {
  std::string_view claim;
  std::string_view violations;
  bool is_count = false;
};

constexpr Invariant kInvariants[] = {
    {"a segment is LEASED if and only if one attempt of it is RUNNING, apart "
     "from reruns",
     R"sql(
      SELECT segment_id
      FROM segments
      WHERE (state = 'LEASED') <> (
          (SELECT COUNT(*)
           FROM attempts
           WHERE attempts.segment_id = segments.segment_id
             AND attempts.state = 'RUNNING') = 1)
        AND NOT (state = 'DONE'
                 AND EXISTS (SELECT 1
                             FROM reruns
                             WHERE reruns.segment_id = segments.segment_id
                               AND reruns.state = 'OPEN')))sql"},
    {"what is run again is DONE, and a running sweep waits for it",
     R"sql(
      SELECT rerun_id
      FROM reruns JOIN segments USING (segment_id)
      WHERE reruns.state = 'OPEN'
        AND (segments.state <> 'DONE'
             OR NOT EXISTS (SELECT 1
                            FROM sweep_reruns JOIN sweeps USING (sweep_id)
                            WHERE sweep_reruns.rerun_id = reruns.rerun_id
                              AND sweeps.state = 'RUNNING')))sql"},
    {"the running attempt is the last one",
     R"sql(
      SELECT segment_id
      FROM attempts JOIN segments USING (segment_id)
      WHERE attempts.state = 'RUNNING'
        AND attempts.attempt <> segments.attempts)sql"},
    {"attempts are numbered from 1 without gaps",
     R"sql(
      SELECT segment_id
      FROM segments
      WHERE attempts <> (SELECT COUNT(*)
                         FROM attempts
                         WHERE attempts.segment_id = segments.segment_id))sql"},
    {"a running attempt belongs to a live session",
     R"sql(
      SELECT segment_id
      FROM attempts JOIN workers USING (worker_id)
      WHERE attempts.state = 'RUNNING' AND workers.state <> 'LIVE')sql"},
    {"what is READY or LEASED has its start state",
     R"sql(
      SELECT segments.segment_id
      FROM segments
      JOIN segments AS parent
        ON parent.segment_id = segments.parent_segment_id
      WHERE segments.state IN ('READY', 'LEASED')
        AND parent.state <> 'DONE')sql"},
    {"what is READY or LEASED is wanted by a running sweep",
     R"sql(
      SELECT segment_id
      FROM segments
      WHERE state IN ('READY', 'LEASED')
        AND NOT EXISTS (SELECT 1
                        FROM sweep_segments JOIN sweeps USING (sweep_id)
                        WHERE sweep_segments.segment_id = segments.segment_id
                          AND sweeps.state = 'RUNNING'))sql"},
    {"what is READY is wanted by a running sweep that is not paused",
     R"sql(
      SELECT segment_id
      FROM segments
      WHERE state = 'READY'
        AND NOT EXISTS (SELECT 1
                        FROM sweep_segments JOIN sweeps USING (sweep_id)
                        WHERE sweep_segments.segment_id = segments.segment_id
                          AND sweeps.state = 'RUNNING'
                          AND sweeps.pause_reason IS NULL))sql"},
    {"only a running sweep is paused",
     R"sql(
      SELECT sweep_id
      FROM sweeps
      WHERE state <> 'RUNNING' AND pause_reason IS NOT NULL)sql"},
    {"what is WAITING and wanted waits for something",
     R"sql(
      SELECT segment_id
      FROM segments
      WHERE state = 'WAITING'
        AND EXISTS (SELECT 1
                    FROM sweep_segments JOIN sweeps USING (sweep_id)
                    WHERE sweep_segments.segment_id = segments.segment_id
                      AND sweeps.state = 'RUNNING'
                      AND sweeps.pause_reason IS NULL)
        AND NOT EXISTS (SELECT 1
                        FROM segments AS parent
                        WHERE parent.segment_id = segments.parent_segment_id
                          AND parent.state <> 'DONE')
        AND NOT EXISTS (SELECT 1
                        FROM segment_references
                        JOIN segments AS measuring
                          ON measuring.segment_id = measuring_segment_id
                        WHERE segment_references.segment_id
                              = segments.segment_id
                          AND measuring.state <> 'DONE')
        AND (kind = 'ADVANCE'
             OR NOT EXISTS (SELECT 1
                            FROM reruns
                            WHERE reruns.state = 'OPEN'
                              AND reruns.reason = 'RECORDING'))
        AND (kind = 'ADVANCE'
             OR NOT EXISTS (SELECT 1
                            FROM segments AS lost
                            WHERE lost.state <> 'DONE'
                              AND (lost.end_state_sha256 IS NOT NULL
                                   OR lost.curve_sha256 IS NOT NULL))))sql"},
    {"a file of what is DONE is not lost",
     R"sql(
      SELECT segment_id
      FROM segments JOIN artifacts
        ON sha256 = end_state_sha256 OR sha256 = curve_sha256
      WHERE state = 'DONE' AND lost_us IS NOT NULL)sql"},
    {"equal physics that is DONE once is not open elsewhere",
     R"sql(
      SELECT segments.segment_id
      FROM segments
      JOIN segments AS twin USING (physical_key)
      WHERE twin.state = 'DONE'
        AND segments.state IN ('WAITING', 'READY', 'LEASED'))sql"},
    {"a physical key has one end state",
     R"sql(
      SELECT min(segment_id)
      FROM segments
      WHERE state = 'DONE' AND physical_key IS NOT NULL
      GROUP BY physical_key
      HAVING COUNT(DISTINCT end_state_sha256) > 1)sql"},
    {"without references, resolved work is the work",
     R"sql(
      SELECT segment_id
      FROM segments
      WHERE resolved_work IS NOT NULL
        AND NOT EXISTS (SELECT 1
                        FROM segment_references
                        WHERE segment_references.segment_id
                              = segments.segment_id))sql"},
    {"a sweep's counts are those of its segments",
     R"sql(
      SELECT sweep_id
      FROM sweep_counts
      WHERE segments <> (SELECT COUNT(*)
                         FROM sweep_segments JOIN segments AS s
                           USING (segment_id)
                         WHERE sweep_segments.sweep_id = sweep_counts.sweep_id
                           AND s.state = sweep_counts.state)
         OR atom_steps <> (SELECT coalesce(sum(min(s.atoms * (s.steps
                                                          - s.head_steps),
                                               -- AtomStepsOf's limit, 2^43
                                               8796093022208)), 0)
                           FROM sweep_segments JOIN segments AS s
                             USING (segment_id)
                           WHERE sweep_segments.sweep_id
                                 = sweep_counts.sweep_id
                             AND s.state = sweep_counts.state))sql",
     true},
    {"a point's open segments are those that are not DONE",
     R"sql(
      SELECT sweep_id
      FROM points
      WHERE open_segments <> (SELECT COUNT(*)
                              FROM point_segments JOIN segments
                                USING (segment_id)
                              WHERE point_segments.sweep_id = points.sweep_id
                                AND point_segments.point = points.point
                                AND segments.state <> 'DONE'))sql",
     true},
    {"a sweep gives names to states of its own segments",
     R"sql(
      SELECT segment_id
      FROM saved_states
      WHERE NOT EXISTS (SELECT 1
                        FROM sweep_segments
                        WHERE sweep_segments.sweep_id = saved_states.sweep_id
                          AND sweep_segments.segment_id
                              = saved_states.segment_id))sql"},
    {"a sweep's finished points are those without open segments",
     R"sql(
      SELECT sweep_id
      FROM sweeps
      WHERE points_done <> (SELECT COUNT(*)
                            FROM points
                            WHERE points.sweep_id = sweeps.sweep_id
                              AND open_segments = 0))sql",
     true},
    {"a sweep that is DONE has nothing else",
     R"sql(
      SELECT sweep_id
      FROM sweeps JOIN sweep_counts USING (sweep_id)
      WHERE sweeps.state = 'DONE' AND sweep_counts.state <> 'DONE'
        AND segments > 0)sql"},
    {"a running sweep has something that can go on",
     R"sql(
      SELECT sweep_id
      FROM sweeps
      WHERE state = 'RUNNING' AND pause_reason IS NULL
        -- The rest of its segments is to come.
        AND NOT EXISTS (SELECT 1
                        FROM submissions
                        WHERE submissions.sweep_id = sweeps.sweep_id)
        AND NOT EXISTS (SELECT 1
                        FROM sweep_counts
                        WHERE sweep_counts.sweep_id = sweeps.sweep_id
                          AND sweep_counts.state IN ('READY', 'LEASED')
                          AND segments > 0)
        AND NOT EXISTS (SELECT 1
                        FROM sweep_reruns JOIN reruns USING (rerun_id)
                        WHERE sweep_reruns.sweep_id = sweeps.sweep_id
                          AND reruns.state = 'OPEN')
        -- Another sweep's wish for a finer curve delays its measurements.
        AND NOT EXISTS (SELECT 1
                        FROM sweep_segments
                        JOIN segments AS own USING (segment_id)
                        JOIN segments AS recorded USING (physical_key)
                        JOIN reruns
                          ON reruns.segment_id = recorded.segment_id
                        WHERE sweep_segments.sweep_id = sweeps.sweep_id
                          AND reruns.state = 'OPEN'
                          AND reruns.reason = 'RECORDING'))sql"},
    {"a sweep that is being submitted has what its submission says",
     R"sql(
      SELECT sweep_id
      FROM submissions
      WHERE segments_stored <> (SELECT COUNT(*)
                                FROM sweep_segments
                                WHERE sweep_segments.sweep_id
                                      = submissions.sweep_id)
         OR points_stored <> (SELECT COUNT(*)
                              FROM points
                              WHERE points.sweep_id
                                    = submissions.sweep_id))sql"},
    {"a sweep that is stored as a whole has all its points",
     R"sql(
      SELECT sweep_id
      FROM sweeps
      WHERE points <> (SELECT COUNT(*)
                       FROM points
                       WHERE points.sweep_id = sweeps.sweep_id)
        AND NOT EXISTS (SELECT 1
                        FROM submissions
                        WHERE submissions.sweep_id = sweeps.sweep_id))sql"},
    {"a failure is an attempt that failed: nothing else uses up the tries",
     R"sql(
      SELECT segment_id
      FROM segments
      WHERE state <> 'DONE'
        AND failures > (SELECT COUNT(*)
                        FROM attempts
                        WHERE attempts.segment_id = segments.segment_id
                          AND attempts.state = 'FAILED'))sql"},
    {"a running sweep has no cancelled segment",
     R"sql(
      SELECT sweep_id
      FROM sweeps JOIN sweep_counts USING (sweep_id)
      WHERE sweeps.state = 'RUNNING' AND sweep_counts.state = 'CANCELLED'
        AND segments > 0)sql"},
    {"open segments have the largest priority of who wants them",
     R"sql(
      SELECT segment_id
      FROM segments
      WHERE state IN ('WAITING', 'READY', 'LEASED')
        AND priority <> coalesce(
            (SELECT max(sweeps.priority)
             FROM sweep_segments JOIN sweeps USING (sweep_id)
             WHERE sweep_segments.segment_id = segments.segment_id
               AND sweeps.state = 'RUNNING'
               AND sweeps.pause_reason IS NULL), priority))sql"},
};

}  // namespace

absl::StatusOr<std::vector<BrokenInvariant>> FindBrokenInvariants(
    Database& database) {
  database.WritePending();  // what a commit would leave
  std::vector<BrokenInvariant> broken;
  for (const Invariant& invariant : kInvariants) {
    std::int64_t last = 0;
    Statement row = database.Query(invariant.violations);
    while (row.Step()) {
      const std::int64_t id = row.Int(0);
      if (invariant.is_count && std::exchange(last, id) == id) continue;
      broken.push_back(
          {.text = absl::StrFormat("%s: not so for %d", invariant.claim, id),
           .miscounted_sweep = invariant.is_count ? id : 0});
      if (!invariant.is_count) break;
    }
  }
  if (!database.status().ok()) return database.TakeStatus();
  return broken;
}

absl::Status CheckInvariants(Database& database) {
  const auto broken = FindBrokenInvariants(database);
  if (!broken.ok()) return broken.status();
  const auto references = FindBrokenReferences(database);
  if (!references.ok()) return references.status();
  if (broken->empty() && references->empty()) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("invariant: ", broken->empty() ? references->front()
                                                  : broken->front().text));
}

}  // namespace lehr::server
