-- 0009_pools.sql. Who may do what, and who did; pools of workers, which differ
-- in more than speed.

-- A token that was made. Kept for good: entries of the audit log name its owner.
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

-- A call that changed something, or was refused. Goes after some months.
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
-- For what is kept, and for what came since a time.
CREATE INDEX audit_log_at ON audit_log (at_us);

-- Whose work it gets (lehr.v1.Engine).
ALTER TABLE workers
  ADD COLUMN engine TEXT NOT NULL DEFAULT 'LEHR'
             CHECK (engine IN ('LEHR', 'LAMMPS'));
-- The engine that its settings name: workers with that one compute it.
ALTER TABLE sweeps
  ADD COLUMN engine TEXT NOT NULL DEFAULT 'LEHR'
             CHECK (engine IN ('LEHR', 'LAMMPS'));

-- A pool. Goes when a person has deleted it and its jobs are over.
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

-- A worker that was asked for: one job of the site. Goes with its pool.
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
-- For what is asked every few seconds: the jobs that are not over.
CREATE INDEX pool_jobs_live ON pool_jobs (pool_id) WHERE state <> 'ENDED';
