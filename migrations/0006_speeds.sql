-- 0006_speeds.sql. How fast workers are, from which times are estimated.

-- Model of the processor; '' if it was not told.
ALTER TABLE workers ADD COLUMN processor TEXT NOT NULL DEFAULT '';
-- Was the speed of the last success, whatever the work. Now `speeds` has it.
ALTER TABLE workers DROP COLUMN atom_steps_per_second;

-- What a kind of worker takes for a kind of work: measured when a worker of that
-- kind starts, then refined with what attempts took.
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

-- What workers are asked to measure: the potentials and sizes of sweeps.
CREATE TABLE calibrations (
  calibration_id   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,  -- newest: largest
  potential_sha256 BLOB    NOT NULL CHECK (length(potential_sha256) = 32),
  precision        INTEGER NOT NULL,  -- lehr.v1.Precision
  request          BLOB    NOT NULL,  -- lehr.v1.CalibrationWanted
  UNIQUE (potential_sha256, precision)
) STRICT;
