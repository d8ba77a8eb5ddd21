-- 0007_views_for_people.sql. Views that people read: names of sweeps, points
-- and workers are joined in, hashes are hexadecimal, times ISO 8601 in UTC. Our
-- own code does not read them. A migration that rebuilds a table drops the
-- views that name it first and makes them again.

-- A segment that a point's numbers come from, in the order of its path: once
-- for each sweep and point. `is_result` is 1 for measurements that the results
-- of the point show: the last of each kind.
CREATE VIEW v_segments AS
SELECT
  sweeps.sweep_id, sweeps.name AS sweep, points.point, points.treatment,
  points.replica, path.position, segments.segment_id, segments.label,
  segments.kind, segments.state, segments.atoms, segments.steps,
  segments.attempts, segments.error,
  segments.run_time_us / 1e6 AS run_time_seconds,
  strftime('%Y-%m-%dT%H:%M:%SZ', segments.done_us / 1000000, 'unixepoch')
    AS done,
  lower(hex(segments.key)) AS key,
  lower(hex(segments.physical_key)) AS physical_key,
  lower(hex(segments.end_state_sha256)) AS end_state_sha256,
  lower(hex(segments.curve_sha256)) AS curve_sha256,
  segments.kind <> 'ADVANCE' AND NOT EXISTS (
    SELECT 1
    FROM point_segments AS later
    JOIN segments AS other ON other.segment_id = later.segment_id
    WHERE later.sweep_id = path.sweep_id AND later.point = path.point
      AND later.position > path.position AND other.kind = segments.kind)
    AS is_result
FROM point_segments AS path
JOIN points ON points.sweep_id = path.sweep_id AND points.point = path.point
JOIN sweeps ON sweeps.sweep_id = path.sweep_id
JOIN segments ON segments.segment_id = path.segment_id;

-- A number that a measurement of a point found.
CREATE VIEW v_measured AS
SELECT
  path.sweep_id, path.sweep, path.point, path.treatment, path.replica,
  path.segment_id, path.label, path.kind, path.is_result, observables.name,
  observables.unit, observables.value, observables.standard_error
FROM v_segments AS path
JOIN observables ON observables.segment_id = path.segment_id
WHERE path.kind <> 'ADVANCE';

-- A number that two points make together: the energy of one against that of its
-- baseline. The error is that of two independent runs. CROSS JOIN keeps SQLite
-- from beginning with the baselines.
CREATE VIEW v_differences AS
SELECT
  own.sweep_id, own.sweep, own.point, own.treatment, own.replica, own.label,
  own.kind, 'delta_' || own.name AS name, 'meV/atom' AS unit,
  1000 * (own.value - before.value) AS value,
  1000 * sqrt(own.standard_error * own.standard_error
              + before.standard_error * before.standard_error)
    AS standard_error
FROM v_measured AS own
CROSS JOIN points
  ON points.sweep_id = own.sweep_id AND points.point = own.point
CROSS JOIN v_measured AS before
  ON before.sweep_id = own.sweep_id AND before.point = points.baseline_point
  AND before.kind = own.kind AND before.name = own.name
WHERE own.kind = 'ENERGY' AND own.is_result AND before.is_result
  AND points.baseline_point <> own.point
  AND own.name IN ('potential_energy', 'inherent_structure_energy');

-- All numbers of points in long form.
CREATE VIEW v_observables AS
SELECT
  sweep_id, sweep, point, treatment, replica, segment_id, label, kind,
  is_result, name, unit, value, standard_error
FROM v_measured
UNION ALL
SELECT
  sweep_id, sweep, point, treatment, replica, NULL, label, kind, 1, name, unit,
  value, standard_error
FROM v_differences;

-- A point with all its numbers: `parameters`, `observables` and
-- `standard_errors` are JSON objects, read with ->>: observables->>'density'.
CREATE VIEW v_results AS
SELECT
  sweeps.sweep_id, sweeps.name AS sweep, points.point, points.treatment,
  points.replica,
  CASE
    WHEN points.open_segments = 0 THEN 'DONE'
    WHEN EXISTS (
      SELECT 1
      FROM point_segments AS path JOIN segments USING (segment_id)
      WHERE path.sweep_id = points.sweep_id AND path.point = points.point
        AND segments.state = 'FAILED') THEN 'FAILED'
    ELSE sweeps.state
  END AS state,
  (SELECT json_group_object(name, value)
   FROM point_parameters AS given
   WHERE given.sweep_id = points.sweep_id AND given.point = points.point)
    AS parameters,
  -- Not of v_observables: SQLite would make all of it for each point.
  json_patch(
    (SELECT json_group_object(name, value)
     FROM v_measured AS found
     WHERE found.sweep_id = points.sweep_id AND found.point = points.point
       AND found.is_result),
    (SELECT json_group_object(name, value)
     FROM v_differences AS found
     WHERE found.sweep_id = points.sweep_id AND found.point = points.point))
    AS observables,
  json_patch(
    (SELECT json_group_object(name, standard_error)
     FROM v_measured AS found
     WHERE found.sweep_id = points.sweep_id AND found.point = points.point
       AND found.is_result AND found.standard_error IS NOT NULL),
    (SELECT json_group_object(name, standard_error)
     FROM v_differences AS found
     WHERE found.sweep_id = points.sweep_id AND found.point = points.point
       AND found.standard_error IS NOT NULL))
    AS standard_errors
FROM points JOIN sweeps USING (sweep_id);

-- A curve that a segment of a point recorded: objects/ has it under its hash,
-- `lehr export SWEEP --segment ID --curve` writes it.
CREATE VIEW v_curves AS
SELECT
  sweep_id, sweep, point, treatment, replica, position, segment_id, label,
  kind, is_result, curve_sha256
FROM v_segments
WHERE curve_sha256 <> '';

-- An execution of a segment, with its worker; not joined with sweeps.
CREATE VIEW v_attempts AS
SELECT
  attempts.segment_id, segments.label, segments.kind, attempts.attempt,
  attempts.state, workers.name AS worker, workers.software_version,
  workers.instruction_set, workers.threads,
  strftime('%Y-%m-%dT%H:%M:%SZ', attempts.started_us / 1000000, 'unixepoch')
    AS started,
  strftime('%Y-%m-%dT%H:%M:%SZ', attempts.ended_us / 1000000, 'unixepoch')
    AS ended,
  attempts.run_time_us / 1e6 AS run_time_seconds, attempts.steps_taken,
  attempts.message
FROM attempts
JOIN segments USING (segment_id)
JOIN workers USING (worker_id);

-- What led to a point's numbers: its segments in the order of the path, the
-- potential, and the attempt that made each. `lehr provenance` tells more.
CREATE VIEW v_provenance AS
SELECT
  path.sweep_id, path.sweep, path.point, path.treatment, path.replica,
  path.position, path.segment_id, path.label, path.kind, path.state, path.key,
  path.physical_key, segments.potential_name,
  lower(hex(segments.potential_sha256)) AS potential_sha256, made.worker,
  made.software_version, made.instruction_set, made.threads, made.started,
  made.ended, made.run_time_seconds
FROM v_segments AS path
JOIN segments ON segments.segment_id = path.segment_id
LEFT JOIN v_attempts AS made
  ON made.segment_id = path.segment_id AND made.state = 'SUCCEEDED';
