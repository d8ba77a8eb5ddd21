-- 0002_workers_and_attempts.sql. Who computes, and how that went.

-- A session of a worker. Kept for good, so that a worker that computes while
-- the server restarts is still known.
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
  atom_steps_per_second REAL,              -- of the last success
  -- The last LeaseSegment that got a lease, for its repeat; 0 at the start.
  lease_sequence        INTEGER NOT NULL,
  lease_segment_id      INTEGER,
  lease_attempt         INTEGER
) STRICT;

-- One row per lease of a segment, kept for good: the history of a segment is
-- what explains its result. `attempt` is lehr.v1.AttemptId.attempt.
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
  run_time_us INTEGER,           -- if SUCCEEDED
  PRIMARY KEY (segment_id, attempt),
  CHECK ((state = 'RUNNING') = (ended_us IS NULL))
) STRICT, WITHOUT ROWID;
-- A segment has at most one running attempt.
CREATE UNIQUE INDEX attempts_running
  ON attempts (segment_id) WHERE state = 'RUNNING';
-- For the attempts that go with a lost worker.
CREATE INDEX attempts_running_worker
  ON attempts (worker_id) WHERE state = 'RUNNING';

-- A second end state that contradicts the first: same state key, other bits.
-- The first is kept as the result. Kept for good: a machine may be sick.
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
