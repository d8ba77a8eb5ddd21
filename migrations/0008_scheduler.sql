-- 0008_scheduler.sql. Users, limits, pauses, tags; whose fault a failure was;
-- workers that are to leave.

-- Who submitted it; '' for nobody in particular.
ALTER TABLE sweeps ADD COLUMN user TEXT NOT NULL DEFAULT '';
-- At most this many of its segments run at a time; 0: no limit.
ALTER TABLE sweeps
  ADD COLUMN max_running INTEGER NOT NULL DEFAULT 0 CHECK (max_running >= 0);
-- It is paused when this many of its segments have failed; 0: never.
ALTER TABLE sweeps
  ADD COLUMN max_failures INTEGER NOT NULL DEFAULT 20
             CHECK (max_failures >= 0);
-- Why nothing new is started for it; NULL while it is not paused. Its state
-- stays RUNNING: there is work left.
ALTER TABLE sweeps ADD COLUMN pause_reason TEXT;
-- While it is paused, what runs for it goes on to its end; else it is handed
-- back.
ALTER TABLE sweeps
  ADD COLUMN finish_running INTEGER NOT NULL DEFAULT 0
             CHECK (finish_running IN (0, 1));
-- Of its failed segments, those that do not count for max_failures any more: a
-- person has let it go on.
ALTER TABLE sweeps
  ADD COLUMN failures_accepted INTEGER NOT NULL DEFAULT 0
             CHECK (failures_accepted >= 0);

CREATE TABLE sweep_tags (
  sweep_id INTEGER NOT NULL REFERENCES sweeps (sweep_id) ON DELETE CASCADE,
  tag      TEXT    NOT NULL CHECK (tag <> ''),
  PRIMARY KEY (sweep_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX sweep_tags_tag ON sweep_tags (tag);

-- What a user's segments have taken, for even shares. Halves every day.
CREATE TABLE usage (
  user         TEXT    NOT NULL PRIMARY KEY,
  core_seconds REAL    NOT NULL CHECK (core_seconds >= 0),
  as_of_us     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- For the order of leasing, which is made in memory: what is in it after a
-- start. The order itself is another for each user.
DROP INDEX segments_ready;
CREATE INDEX segments_ready ON segments (segment_id) WHERE state = 'READY';

-- Whose fault the error was (lehr.v1.FailureClass: 'NUMERIC'); '' for none.
ALTER TABLE segments ADD COLUMN failure_class TEXT NOT NULL DEFAULT '';
-- Attempts up to this one no longer count: a person wanted it to be tried anew.
ALTER TABLE segments
  ADD COLUMN forgiven_attempts INTEGER NOT NULL DEFAULT 0
             CHECK (forgiven_attempts >= 0);
ALTER TABLE attempts ADD COLUMN failure_class TEXT NOT NULL DEFAULT '';
-- The last lines that the computing process wrote; NULL if it failed without.
ALTER TABLE attempts ADD COLUMN log TEXT;

-- The host alone; '' if it was not told.
ALTER TABLE workers ADD COLUMN host TEXT NOT NULL DEFAULT '';
-- When a person wanted it to leave; NULL if nobody did.
ALTER TABLE workers ADD COLUMN drain_us INTEGER;
-- When it must leave; NULL if never.
ALTER TABLE workers ADD COLUMN leave_us INTEGER;

-- What a sweep was before points were added to it. Kept for good.
CREATE TABLE sweep_extensions (
  sweep_id    INTEGER NOT NULL REFERENCES sweeps (sweep_id) ON DELETE CASCADE,
  points      INTEGER NOT NULL CHECK (points >= 1),
  spec        BLOB    NOT NULL,  -- lehr.v1.SweepSpec
  extended_us INTEGER NOT NULL,
  PRIMARY KEY (sweep_id, points)
) STRICT, WITHOUT ROWID;

-- A start of the server on this database. What is numbered in memory begins
-- with the start's number, so that it grows over restarts. Kept for good.
CREATE TABLE server_starts (
  start_id   INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  started_us INTEGER NOT NULL
) STRICT;

-- When its file was found missing or damaged; NULL while it is there.
ALTER TABLE artifacts ADD COLUMN lost_us INTEGER;

-- How far the files have been read again since `begun_us`, in the order of their
-- hashes. One row.
CREATE TABLE scrub (
  only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
  position BLOB    NOT NULL CHECK (length(position) = 32),
  begun_us INTEGER NOT NULL
) STRICT;
