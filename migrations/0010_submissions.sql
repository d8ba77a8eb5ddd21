-- 0010_submissions.sql. A large sweep is stored in slices, between other
-- decisions.

-- A sweep of which some segments or points are not stored yet. Made when it is
-- accepted, deleted with its last slice. What is stored is the beginning of its
-- plan, which follows from sweeps.spec: after a crash it is made again, and the
-- rest is stored.
CREATE TABLE submissions (
  sweep_id        INTEGER NOT NULL PRIMARY KEY
                          REFERENCES sweeps (sweep_id) ON DELETE CASCADE,
  segments_stored INTEGER NOT NULL CHECK (segments_stored >= 0),
  points_stored   INTEGER NOT NULL CHECK (points_stored >= 0)
) STRICT;
