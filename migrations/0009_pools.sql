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
