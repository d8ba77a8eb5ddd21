-- 0005_views_for_people.sql. Views that people read: names of sweeps, points
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

-- A number that a measurement of a point found: long form. What two points make
-- together (delta_...) has no segment; its error is that of two independent
-- runs.
CREATE VIEW v_observables AS
SELECT
  measured.sweep_id, measured.sweep, measured.point, measured.treatment,
  measured.replica, measured.segment_id, measured.label, measured.kind,
  measured.is_result, observables.name, observables.unit, observables.value,
  observables.standard_error
FROM v_segments AS measured
JOIN observables ON observables.segment_id = measured.segment_id
WHERE measured.kind <> 'ADVANCE'
UNION ALL
SELECT
  own.sweep_id, own.sweep, own.point, own.treatment, own.replica, NULL,
  own.label, own.kind, 1, 'delta_' || after.name, 'meV/atom',
  1000 * (after.value - before.value),
  1000 * sqrt(after.standard_error * after.standard_error
              + before.standard_error * before.standard_error)
FROM v_segments AS own
JOIN points USING (sweep_id, point)
JOIN v_segments AS baseline
  ON baseline.sweep_id = own.sweep_id
  AND baseline.point = points.baseline_point AND baseline.kind = own.kind
JOIN observables AS after ON after.segment_id = own.segment_id
JOIN observables AS before
  ON before.segment_id = baseline.segment_id AND before.name = after.name
WHERE own.kind = 'ENERGY' AND own.is_result AND baseline.is_result
  AND points.baseline_point <> own.point
  AND after.name IN ('potential_energy', 'inherent_structure_energy');

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
  (SELECT json_group_object(name, value)
   FROM v_observables AS found
   WHERE found.sweep_id = points.sweep_id AND found.point = points.point
     AND found.is_result) AS observables,
  (SELECT json_group_object(name, standard_error)
   FROM v_observables AS found
   WHERE found.sweep_id = points.sweep_id AND found.point = points.point
     AND found.is_result AND found.standard_error IS NOT NULL)
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
