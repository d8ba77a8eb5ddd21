-- schema.sql. What all migrations make together, as SQLite keeps it; the
-- comments above the tables are in the migrations. Compared by migrations_test.cc.

CREATE TABLE artifacts (
  sha256     BLOB    NOT NULL PRIMARY KEY CHECK (length(sha256) = 32),
  size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),  -- of the content
  created_us INTEGER NOT NULL                           -- since the epoch, UTC
, wanted_us INTEGER NOT NULL DEFAULT 0, lost_us INTEGER) STRICT, WITHOUT ROWID;

CREATE TABLE potentials (
  sha256          BLOB    NOT NULL PRIMARY KEY
                          REFERENCES artifacts (sha256) ON DELETE RESTRICT,
  name            TEXT    NOT NULL,
  elements        TEXT    NOT NULL,  -- in the file's order: 'Cu Zr'
  format          TEXT    NOT NULL
                          CHECK (format IN ('UNSPECIFIED', 'EAM_ALLOY', 'EAM_FS')),
  cutoff_angstrom REAL    NOT NULL,
  registered_us   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sweeps (
  sweep_id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  request_id    TEXT    NOT NULL UNIQUE,  -- makes SubmitSweep repeatable
  name          TEXT    NOT NULL,
  spec          BLOB    NOT NULL,         -- lehr.v1.SweepSpec
  spec_sha256   BLOB    NOT NULL CHECK (length(spec_sha256) = 32),
  summary       BLOB    NOT NULL,         -- lehr.v1.PlanSummary, as answered
  state         TEXT    NOT NULL
                CHECK (state IN ('RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  priority      INTEGER NOT NULL,         -- larger goes first
  points        INTEGER NOT NULL CHECK (points >= 1),
  points_done   INTEGER NOT NULL CHECK (points_done BETWEEN 0 AND points),
  created_us    INTEGER NOT NULL,         -- since the epoch, UTC
  ended_us      INTEGER,                  -- NULL while RUNNING
  cancel_reason TEXT, audit_fraction REAL NOT NULL DEFAULT 0
             CHECK (audit_fraction BETWEEN 0 AND 1), recompute INTEGER NOT NULL DEFAULT 0 CHECK (recompute IN (0, 1)), user TEXT NOT NULL DEFAULT '', max_running INTEGER NOT NULL DEFAULT 0 CHECK (max_running >= 0), max_failures INTEGER NOT NULL DEFAULT 20
             CHECK (max_failures >= 0), pause_reason TEXT, finish_running INTEGER NOT NULL DEFAULT 0
             CHECK (finish_running IN (0, 1)), failures_accepted INTEGER NOT NULL DEFAULT 0
             CHECK (failures_accepted >= 0), engine TEXT NOT NULL DEFAULT 'LEHR'
             CHECK (engine IN ('LEHR', 'LAMMPS')),                     -- set if CANCELLED
  CHECK ((state = 'RUNNING') = (ended_us IS NULL)),
  CHECK ((state = 'CANCELLED') = (cancel_reason IS NOT NULL))
) STRICT;

CREATE TABLE sweep_segments (
  sweep_id   INTEGER NOT NULL REFERENCES sweeps (sweep_id) ON DELETE CASCADE,
  position   INTEGER NOT NULL CHECK (position >= 0),  -- parents come first
  segment_id INTEGER NOT NULL REFERENCES segments (segment_id)
                              ON DELETE RESTRICT,
  label      TEXT    NOT NULL,  -- where it stands in this sweep
  points     INTEGER NOT NULL, continues_segment_id INTEGER REFERENCES segments (segment_id), record_steps INTEGER NOT NULL DEFAULT 0 CHECK (record_steps >= 0),  -- of this sweep that pass through it
  PRIMARY KEY (sweep_id, position)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX sweep_segments_segment
  ON sweep_segments (segment_id, sweep_id);

CREATE TABLE sweep_counts (
  sweep_id   INTEGER NOT NULL REFERENCES sweeps (sweep_id) ON DELETE CASCADE,
  state      TEXT    NOT NULL
             CHECK (state IN ('WAITING', 'READY', 'LEASED', 'DONE', 'FAILED',
                              'CANCELLED')),
  segments   INTEGER NOT NULL CHECK (segments >= 0),
  atom_steps INTEGER NOT NULL CHECK (atom_steps >= 0),
  PRIMARY KEY (sweep_id, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE segment_references (
  segment_id           INTEGER NOT NULL REFERENCES segments (segment_id)
                                        ON DELETE CASCADE,
  measuring_segment_id INTEGER NOT NULL REFERENCES segments (segment_id)
                                        ON DELETE RESTRICT,
  PRIMARY KEY (segment_id, measuring_segment_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX segment_references_measuring
  ON segment_references (measuring_segment_id);

CREATE TABLE points (
  sweep_id       INTEGER NOT NULL REFERENCES sweeps (sweep_id) ON DELETE CASCADE,
  point          INTEGER NOT NULL CHECK (point >= 0),
  treatment      TEXT    NOT NULL,
  replica        INTEGER NOT NULL,
  baseline_point INTEGER,           -- to which energies are compared
  open_segments  INTEGER NOT NULL   -- of its segments, those not DONE
                 CHECK (open_segments >= 0),
  PRIMARY KEY (sweep_id, point)
) STRICT, WITHOUT ROWID;

CREATE TABLE point_parameters (
  sweep_id INTEGER NOT NULL,
  point    INTEGER NOT NULL,
  position INTEGER NOT NULL,
  name     TEXT    NOT NULL,
  value    REAL    NOT NULL,
  PRIMARY KEY (sweep_id, point, position),
  FOREIGN KEY (sweep_id, point) REFERENCES points (sweep_id, point)
                                ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE point_segments (
  sweep_id   INTEGER NOT NULL,
  point      INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  segment_id INTEGER NOT NULL REFERENCES segments (segment_id)
                              ON DELETE RESTRICT,
  PRIMARY KEY (sweep_id, point, position),
  FOREIGN KEY (sweep_id, point) REFERENCES points (sweep_id, point)
                                ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX point_segments_segment
  ON point_segments (segment_id, sweep_id, point);

CREATE TABLE observables (
  segment_id     INTEGER NOT NULL REFERENCES segments (segment_id)
                                  ON DELETE CASCADE,
  position       INTEGER NOT NULL,
  name           TEXT    NOT NULL,
  unit           TEXT    NOT NULL,
  value          REAL,              -- in `unit`; NULL if it is not a number
  standard_error REAL,              -- NULL where there is none
  PRIMARY KEY (segment_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE workers (
  worker_id             INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  session               BLOB    NOT NULL UNIQUE,  -- chosen by the process
  name                  TEXT    NOT NULL,         -- host name and process id
  threads               INTEGER NOT NULL,
  memory_bytes          INTEGER NOT NULL,
  software_version      TEXT    NOT NULL,
  instruction_set       TEXT    NOT NULL,
  state                 TEXT    NOT NULL CHECK (state IN ('LIVE', 'LOST')),
  registered_us         INTEGER NOT NULL,  -- first time
  last_heard_us         INTEGER NOT NULL,  -- when registered or lost
  segments_done         INTEGER NOT NULL CHECK (segments_done >= 0),
  lease_sequence        INTEGER NOT NULL,
  lease_segment_id      INTEGER,
  lease_attempt         INTEGER
, processor TEXT NOT NULL DEFAULT '', host TEXT NOT NULL DEFAULT '', drain_us INTEGER, leave_us INTEGER, engine TEXT NOT NULL DEFAULT 'LEHR'
             CHECK (engine IN ('LEHR', 'LAMMPS'))) STRICT;

CREATE TABLE attempts (
  segment_id  INTEGER NOT NULL REFERENCES segments (segment_id)
                               ON DELETE CASCADE,
  attempt     INTEGER NOT NULL CHECK (attempt >= 1),
  worker_id   INTEGER NOT NULL REFERENCES workers (worker_id)
                               ON DELETE RESTRICT,
  state       TEXT    NOT NULL
              CHECK (state IN ('RUNNING', 'SUCCEEDED', 'FAILED', 'LOST',
                               'RETURNED', 'CANCELLED')),
  started_us  INTEGER NOT NULL,
  ended_us    INTEGER,           -- NULL while RUNNING
  code        INTEGER,           -- google.rpc.Code, if FAILED
  message     TEXT,              -- what went wrong
  steps_taken INTEGER,           -- if SUCCEEDED
  run_time_us INTEGER, failure_class TEXT NOT NULL DEFAULT '', log TEXT,           -- if SUCCEEDED
  PRIMARY KEY (segment_id, attempt),
  CHECK ((state = 'RUNNING') = (ended_us IS NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX attempts_running
  ON attempts (segment_id) WHERE state = 'RUNNING';

CREATE INDEX attempts_running_worker
  ON attempts (worker_id) WHERE state = 'RUNNING';

CREATE TABLE divergences (
  divergence_id     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  segment_id        INTEGER NOT NULL REFERENCES segments (segment_id)
                                     ON DELETE CASCADE,
  attempt           INTEGER NOT NULL,
  kept_sha256       BLOB    NOT NULL CHECK (length(kept_sha256) = 32),
  other_sha256      BLOB    NOT NULL CHECK (length(other_sha256) = 32),
  observed_us       INTEGER NOT NULL,
  UNIQUE (segment_id, attempt, other_sha256)
) STRICT;

CREATE TABLE "segments" (
  segment_id              INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  -- Identity as planned; references stand in for numbers not yet measured.
  key                     BLOB    NOT NULL UNIQUE CHECK (length(key) = 32),
  -- Identity with all numbers known, here and upstream; NULL until then. Of an
  -- ADVANCE it is the key of the state it leads to. Equal for equal physics.
  physical_key            BLOB    CHECK (length(physical_key) = 32),
  -- Identity of start state and law, whatever the number of steps; NULL while
  -- physical_key is, and for what is not dynamics. Segments with the same one
  -- lie on one path, the shorter ones as checkpoints of the longer.
  law_key                 BLOB    CHECK (length(law_key) = 32),
  parent_segment_id       INTEGER REFERENCES segments (segment_id)
                                  ON DELETE RESTRICT,  -- NULL: makes its state
  -- ADVANCE, or what is measured: 'ENERGY', 'STRUCTURE'. Of each the results of
  -- a point show the last.
  kind                    TEXT    NOT NULL CHECK (kind <> ''),
  work                    BLOB    NOT NULL,  -- lehr.v1.Work, as planned
  resolved_work           BLOB,              -- with measured numbers put in
  potential_sha256        BLOB    NOT NULL CHECK (length(potential_sha256) = 32),
  potential_name          TEXT    NOT NULL,
  label                   TEXT    NOT NULL,  -- 'sample/ramp to 300 K'
  atoms                   INTEGER NOT NULL CHECK (atoms >= 0),
  steps                   INTEGER NOT NULL CHECK (steps >= 0),
  -- Of these, those that a shorter segment under the same law takes. They are
  -- not counted as work of this one.
  head_steps              INTEGER NOT NULL
                          CHECK (head_steps BETWEEN 0 AND steps),
  record_steps            INTEGER NOT NULL CHECK (record_steps >= 0),
  -- Largest priority of the running sweeps that want it.
  priority                INTEGER NOT NULL,
  -- Longest way from here to an end of a plan, itself included [atom-steps].
  path_atom_steps         INTEGER NOT NULL CHECK (path_atom_steps >= 0),
  state                   TEXT    NOT NULL
                          CHECK (state IN ('WAITING', 'READY', 'LEASED', 'DONE',
                                           'FAILED', 'CANCELLED')),
  attempts                INTEGER NOT NULL CHECK (attempts >= 0),  -- leases
  failures                INTEGER NOT NULL CHECK (failures >= 0),  -- that count
  losses                  INTEGER NOT NULL CHECK (losses >= 0),  -- in a row
  not_before_us           INTEGER NOT NULL,  -- back-off; 0 for none
  error                   TEXT    NOT NULL,  -- the last one, '' for none
  -- The last good state before `error`, if the worker could keep it.
  failed_state_sha256     BLOB    REFERENCES artifacts (sha256)
                                  ON DELETE RESTRICT,
  checkpoint_step         INTEGER CHECK (checkpoint_step >= 0),
  checkpoint_state_sha256 BLOB    REFERENCES artifacts (sha256)
                                  ON DELETE RESTRICT,
  checkpoint_curve_sha256 BLOB    REFERENCES artifacts (sha256)
                                  ON DELETE RESTRICT,
  end_state_sha256        BLOB    REFERENCES artifacts (sha256)
                                  ON DELETE RESTRICT,
  curve_sha256            BLOB    REFERENCES artifacts (sha256)
                                  ON DELETE RESTRICT,
  run_time_us             INTEGER,  -- of the attempt that succeeded
  created_us              INTEGER NOT NULL,
  done_us                 INTEGER, failure_class TEXT NOT NULL DEFAULT '', forgiven_attempts INTEGER NOT NULL DEFAULT 0
             CHECK (forgiven_attempts >= 0),  -- set if and only if DONE
  CHECK ((state = 'DONE') = (done_us IS NOT NULL)),
  CHECK ((checkpoint_step IS NULL) = (checkpoint_state_sha256 IS NULL)),
  CHECK (state NOT IN ('READY', 'LEASED') OR physical_key IS NOT NULL),
  CHECK (state <> 'DONE' OR kind <> 'ADVANCE' OR end_state_sha256 IS NOT NULL),
  CHECK (state <> 'DONE' OR failed_state_sha256 IS NULL)
) STRICT;

CREATE INDEX segments_parent ON segments (parent_segment_id);

CREATE INDEX segments_physical_key ON segments (physical_key);

CREATE INDEX segments_law_key ON segments (law_key, steps);

CREATE TABLE saved_states (
  sweep_id   INTEGER NOT NULL REFERENCES sweeps (sweep_id) ON DELETE CASCADE,
  segment_id INTEGER NOT NULL REFERENCES segments (segment_id)
                              ON DELETE RESTRICT,
  name       TEXT    NOT NULL,
  PRIMARY KEY (sweep_id, segment_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE reruns (
  rerun_id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  segment_id    INTEGER NOT NULL REFERENCES segments (segment_id)
                                 ON DELETE CASCADE,
  -- RECORDING: for a finer curve; RECOMPUTE: a person wants it; AUDIT: chosen.
  reason        TEXT    NOT NULL
                CHECK (reason IN ('RECORDING', 'RECOMPUTE', 'AUDIT')),
  record_steps  INTEGER NOT NULL CHECK (record_steps >= 0),
  -- CONFIRMED: the same result; DIVERGED: another one; FAILED: given up.
  state         TEXT    NOT NULL
                CHECK (state IN ('OPEN', 'CONFIRMED', 'DIVERGED', 'FAILED',
                                 'CANCELLED')),
  failures      INTEGER NOT NULL CHECK (failures >= 0),
  not_before_us INTEGER NOT NULL,  -- back-off; 0 for none
  created_us    INTEGER NOT NULL,
  ended_us      INTEGER,           -- NULL while OPEN
  CHECK ((state = 'OPEN') = (ended_us IS NULL))
) STRICT;

CREATE UNIQUE INDEX reruns_open_segment
  ON reruns (segment_id) WHERE state = 'OPEN';

CREATE INDEX reruns_open ON reruns (reason, rerun_id) WHERE state = 'OPEN';

CREATE INDEX reruns_segment ON reruns (segment_id, state);

CREATE TABLE sweep_reruns (
  sweep_id INTEGER NOT NULL REFERENCES sweeps (sweep_id) ON DELETE CASCADE,
  rerun_id INTEGER NOT NULL REFERENCES reruns (rerun_id) ON DELETE CASCADE,
  PRIMARY KEY (sweep_id, rerun_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX sweep_reruns_rerun ON sweep_reruns (rerun_id);

CREATE TABLE checkpoints (
  law_key      BLOB    NOT NULL CHECK (length(law_key) = 32),
  step         INTEGER NOT NULL CHECK (step > 0),
  record_steps INTEGER NOT NULL CHECK (record_steps >= 0),
  state_sha256 BLOB    NOT NULL REFERENCES artifacts (sha256)
                                ON DELETE RESTRICT,
  curve_sha256 BLOB    REFERENCES artifacts (sha256) ON DELETE RESTRICT,
  PRIMARY KEY (law_key, step, record_steps)
) STRICT, WITHOUT ROWID;

CREATE TABLE measurement_curves (
  segment_id   INTEGER NOT NULL REFERENCES segments (segment_id)
                                ON DELETE CASCADE,
  position     INTEGER NOT NULL,
  curve_sha256 BLOB    NOT NULL REFERENCES artifacts (sha256)
                                ON DELETE RESTRICT,
  PRIMARY KEY (segment_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX segments_end_state ON segments (end_state_sha256);

CREATE INDEX segments_curve ON segments (curve_sha256);

CREATE INDEX segments_checkpoint_state ON segments (checkpoint_state_sha256)
  WHERE checkpoint_state_sha256 IS NOT NULL;

CREATE INDEX segments_checkpoint_curve ON segments (checkpoint_curve_sha256)
  WHERE checkpoint_curve_sha256 IS NOT NULL;

CREATE INDEX segments_failed_state ON segments (failed_state_sha256)
  WHERE failed_state_sha256 IS NOT NULL;

CREATE INDEX checkpoints_state ON checkpoints (state_sha256);

CREATE INDEX checkpoints_curve ON checkpoints (curve_sha256);

CREATE INDEX measurement_curves_curve ON measurement_curves (curve_sha256);

CREATE TABLE speeds (
  worker_kind      TEXT    NOT NULL,  -- processor, instruction set, threads, release
  potential_sha256 BLOB    NOT NULL CHECK (length(potential_sha256) = 32),
  work             TEXT    NOT NULL,  -- 'dynamics', 'elastic', ...; 'overhead'
  atoms            INTEGER NOT NULL CHECK (atoms >= 1),
  -- Per atom and planned step; of 'overhead' per segment.
  seconds          REAL    NOT NULL CHECK (seconds >= 0),
  weight_seconds   REAL    NOT NULL CHECK (weight_seconds > 0),  -- behind the mean
  measured_us      INTEGER NOT NULL,  -- the last time
  PRIMARY KEY (worker_kind, potential_sha256, work, atoms)
) STRICT, WITHOUT ROWID;

CREATE TABLE calibrations (
  calibration_id   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- newest: largest
  potential_sha256 BLOB    NOT NULL CHECK (length(potential_sha256) = 32),
  precision        INTEGER NOT NULL,  -- lehr.v1.Precision
  request          BLOB    NOT NULL,  -- lehr.v1.CalibrationWanted
  UNIQUE (potential_sha256, precision)
) STRICT;

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

CREATE VIEW v_measured AS
SELECT
  path.sweep_id, path.sweep, path.point, path.treatment, path.replica,
  path.segment_id, path.label, path.kind, path.is_result, observables.name,
  observables.unit, observables.value, observables.standard_error
FROM v_segments AS path
JOIN observables ON observables.segment_id = path.segment_id
WHERE path.kind <> 'ADVANCE';

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

CREATE VIEW v_curves AS
SELECT
  sweep_id, sweep, point, treatment, replica, position, segment_id, label,
  kind, is_result, curve_sha256
FROM v_segments
WHERE curve_sha256 <> '';

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

CREATE TABLE sweep_tags (
  sweep_id INTEGER NOT NULL REFERENCES sweeps (sweep_id) ON DELETE CASCADE,
  tag      TEXT    NOT NULL CHECK (tag <> ''),
  PRIMARY KEY (sweep_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX sweep_tags_tag ON sweep_tags (tag);

CREATE TABLE usage (
  user         TEXT    NOT NULL PRIMARY KEY,
  core_seconds REAL    NOT NULL CHECK (core_seconds >= 0),
  as_of_us     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX segments_ready ON segments (segment_id) WHERE state = 'READY';

CREATE TABLE sweep_extensions (
  sweep_id    INTEGER NOT NULL REFERENCES sweeps (sweep_id) ON DELETE CASCADE,
  points      INTEGER NOT NULL CHECK (points >= 1),
  spec        BLOB    NOT NULL,  -- lehr.v1.SweepSpec
  extended_us INTEGER NOT NULL,
  PRIMARY KEY (sweep_id, points)
) STRICT, WITHOUT ROWID;

CREATE TABLE server_starts (
  start_id   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  started_us INTEGER NOT NULL
) STRICT;

CREATE TABLE scrub (
  only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
  position BLOB    NOT NULL CHECK (length(position) = 32),
  begun_us INTEGER NOT NULL
) STRICT;

CREATE TABLE tokens (
  token_id   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  sha256     BLOB    NOT NULL UNIQUE CHECK (length(sha256) = 32),
  role       TEXT    NOT NULL
             CHECK (role IN ('viewer', 'submitter', 'admin', 'worker')),
  name       TEXT    NOT NULL CHECK (name <> ''),
  created_us INTEGER NOT NULL,
  created_by TEXT    NOT NULL,  -- '' for somebody on the server's machine
  expires_us INTEGER,           -- NULL: never
  revoked_us INTEGER            -- NULL: it was not
) STRICT;

CREATE TABLE audit_log (
  audit_id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at_us    INTEGER NOT NULL,
  name     TEXT    NOT NULL,  -- '' for somebody on the server's machine
  role     TEXT    NOT NULL,  -- '' if nobody knows
  peer     TEXT    NOT NULL,  -- '' if it was refused unread
  rpc      TEXT    NOT NULL,  -- 'SweepService/CancelSweep'
  subject  TEXT    NOT NULL,  -- 'sweep_id=4'
  code     TEXT    NOT NULL,  -- 'OK'
  message  TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_log_at ON audit_log (at_us);

CREATE TABLE pools (
  pool_id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  name               TEXT    NOT NULL UNIQUE,
  -- What its jobs and workers carry: the name and something random, since
  -- several servers of one user may have pools of one name.
  tag                TEXT    NOT NULL UNIQUE,
  settings           BLOB    NOT NULL,  -- lehr.v1.PoolSettings
  created_us         INTEGER NOT NULL,
  deleting           INTEGER NOT NULL DEFAULT 0 CHECK (deleting IN (0, 1)),
  asked              INTEGER NOT NULL DEFAULT 0 CHECK (asked >= 0),
  never_came         INTEGER NOT NULL DEFAULT 0 CHECK (never_came >= 0),
  failed_submissions INTEGER NOT NULL DEFAULT 0
                     CHECK (failed_submissions >= 0),
  -- In a row, until a worker comes; they make the pause longer.
  failures           INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
  retry_us           INTEGER,           -- nothing is asked before; NULL: it may
  problem            TEXT    NOT NULL DEFAULT '',  -- '' if nothing is wrong
  problem_us         INTEGER,           -- since when
  CHECK ((problem = '') = (problem_us IS NULL))
) STRICT;

CREATE TABLE pool_jobs (
  pool_id       INTEGER NOT NULL REFERENCES pools (pool_id) ON DELETE CASCADE,
  job           TEXT    NOT NULL,  -- the site's name: '1234_1'
  state         TEXT    NOT NULL
                CHECK (state IN ('PENDING', 'RUNNING', 'ENDED')),
  site_words    TEXT    NOT NULL,  -- 'PENDING (Resources)'
  asked_us      INTEGER NOT NULL,
  worker_id     INTEGER REFERENCES workers (worker_id) ON DELETE SET NULL,
  registered_us INTEGER,           -- NULL if its worker has not come
  ended_us      INTEGER,           -- when it was seen to be over
  PRIMARY KEY (pool_id, job),
  CHECK ((state = 'ENDED') = (ended_us IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX pool_jobs_live ON pool_jobs (pool_id) WHERE state <> 'ENDED';

CREATE TABLE submissions (
  sweep_id        INTEGER NOT NULL PRIMARY KEY
                          REFERENCES sweeps (sweep_id) ON DELETE CASCADE,
  segments_stored INTEGER NOT NULL CHECK (segments_stored >= 0),
  points_stored   INTEGER NOT NULL CHECK (points_stored >= 0)
) STRICT;
