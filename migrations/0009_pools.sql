-- 0009_pools.sql. Pools of workers that the server asks a site for.

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
