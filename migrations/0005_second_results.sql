-- 0005_second_results.sql. Segments that are computed again, states on the way,
-- and what may be removed.

-- Share of the finished segments that are computed a second time.
ALTER TABLE sweeps
  ADD COLUMN audit_fraction REAL NOT NULL DEFAULT 0
             CHECK (audit_fraction BETWEEN 0 AND 1);
-- 1: everything is computed again, also what was there.
ALTER TABLE sweeps
  ADD COLUMN recompute INTEGER NOT NULL DEFAULT 0 CHECK (recompute IN (0, 1));
-- The interval at which this sweep wants the curve; 0: it has none. That of the
-- curve which is there is segments.record_steps.
ALTER TABLE sweep_segments
  ADD COLUMN record_steps INTEGER NOT NULL DEFAULT 0 CHECK (record_steps >= 0);

-- A rerun is a second execution of a segment that is DONE and stays so. Its
-- attempts are among the segment's. It begins at the start state and uses no
-- checkpoint.
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
-- One at a time of a segment; also finds it.
CREATE UNIQUE INDEX reruns_open_segment
  ON reruns (segment_id) WHERE state = 'OPEN';
-- For leases: the oldest of a kind.
CREATE INDEX reruns_open ON reruns (reason, rerun_id) WHERE state = 'OPEN';
-- For confirmations.
CREATE INDEX reruns_segment ON reruns (segment_id, state);

-- A rerun that a sweep waits for.
CREATE TABLE sweep_reruns (
  sweep_id INTEGER NOT NULL REFERENCES sweeps (sweep_id) ON DELETE CASCADE,
  rerun_id INTEGER NOT NULL REFERENCES reruns (rerun_id) ON DELETE CASCADE,
  PRIMARY KEY (sweep_id, rerun_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sweep_reruns_rerun ON sweep_reruns (rerun_id);

-- A state that was left on the way under a law, and the curve up to there. It
-- is the end state of whatever takes so many steps.
CREATE TABLE checkpoints (
  law_key      BLOB    NOT NULL CHECK (length(law_key) = 32),
  step         INTEGER NOT NULL CHECK (step > 0),
  record_steps INTEGER NOT NULL CHECK (record_steps >= 0),
  state_sha256 BLOB    NOT NULL REFERENCES artifacts (sha256)
                                ON DELETE RESTRICT,
  curve_sha256 BLOB    REFERENCES artifacts (sha256) ON DELETE RESTRICT,
  PRIMARY KEY (law_key, step, record_steps)
) STRICT, WITHOUT ROWID;

-- The curves that a measurement has read, in order: a rerun reads the same, also
-- after finer ones have come.
CREATE TABLE measurement_curves (
  segment_id   INTEGER NOT NULL REFERENCES segments (segment_id)
                                ON DELETE CASCADE,
  position     INTEGER NOT NULL,
  curve_sha256 BLOB    NOT NULL REFERENCES artifacts (sha256)
                                ON DELETE RESTRICT,
  PRIMARY KEY (segment_id, position)
) STRICT, WITHOUT ROWID;

-- When somebody last uploaded the artifact or asked for it: what is about to be
-- referred to is not garbage.
ALTER TABLE artifacts ADD COLUMN wanted_us INTEGER NOT NULL DEFAULT 0;
-- For the question whether anything refers to an artifact.
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
