-- 0003_measures_and_names.sql. Any kind of measurement, the state before a
-- failure, and the names that sweeps give to states.

-- A check cannot be changed, so the table is made again: as in 0001, with
-- failed_state_sha256 and without the list of kinds, which would grow with every
-- measure; what kinds there are is said by the program alone (segment_table.cc).
-- Other tables refer to it by its name, which the new one takes.
CREATE TABLE new_segments (
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
  done_us                 INTEGER,  -- set if and only if DONE
  CHECK ((state = 'DONE') = (done_us IS NOT NULL)),
  CHECK ((checkpoint_step IS NULL) = (checkpoint_state_sha256 IS NULL)),
  CHECK (state NOT IN ('READY', 'LEASED') OR physical_key IS NOT NULL),
  CHECK (state <> 'DONE' OR kind <> 'ADVANCE' OR end_state_sha256 IS NOT NULL),
  CHECK (state <> 'DONE' OR failed_state_sha256 IS NULL)
) STRICT;

INSERT INTO new_segments (
  segment_id, key, physical_key, law_key, parent_segment_id, kind, work,
  resolved_work, potential_sha256, potential_name, label, atoms, steps,
  head_steps, record_steps, priority, path_atom_steps, state, attempts,
  failures, losses, not_before_us, error, checkpoint_step,
  checkpoint_state_sha256, checkpoint_curve_sha256, end_state_sha256,
  curve_sha256, run_time_us, created_us, done_us)
SELECT
  segment_id, key, physical_key, law_key, parent_segment_id, kind, work,
  resolved_work, potential_sha256, potential_name, label, atoms, steps,
  head_steps, record_steps, priority, path_atom_steps, state, attempts,
  failures, losses, not_before_us, error, checkpoint_step,
  checkpoint_state_sha256, checkpoint_curve_sha256, end_state_sha256,
  curve_sha256, run_time_us, created_us, done_us
FROM segments;
-- Numbers of segments go on where they were.
UPDATE sqlite_sequence
SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'segments')
WHERE name = 'new_segments';
DROP TABLE segments;
ALTER TABLE new_segments RENAME TO segments;
-- For LeaseSegment: the best segment that can be leased.
CREATE INDEX segments_ready
  ON segments (priority DESC, path_atom_steps DESC, segment_id)
  WHERE state = 'READY';
-- For what waits for a start state.
CREATE INDEX segments_parent ON segments (parent_segment_id);
-- For equal physics under another key.
CREATE INDEX segments_physical_key ON segments (physical_key);
-- For what lies on the same path.
CREATE INDEX segments_law_key ON segments (law_key, steps);

-- A name that a `save` stage of a sweep gives to the end state of a segment. A
-- state may have several, and others in another sweep; a name may mean several
-- states, one for each point. Sweeps from before this table have none.
CREATE TABLE saved_states (
  sweep_id   INTEGER NOT NULL REFERENCES sweeps (sweep_id) ON DELETE CASCADE,
  segment_id INTEGER NOT NULL REFERENCES segments (segment_id)
                              ON DELETE RESTRICT,
  name       TEXT    NOT NULL,
  PRIMARY KEY (sweep_id, segment_id, name)
) STRICT, WITHOUT ROWID;
