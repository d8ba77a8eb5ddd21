-- 0009_pools.sql. Workers that differ in more than speed.

-- Whose work it gets (lehr.v1.Engine).
ALTER TABLE workers
  ADD COLUMN engine TEXT NOT NULL DEFAULT 'LEHR'
             CHECK (engine IN ('LEHR', 'LAMMPS'));
-- The engine that its settings name: workers with that one compute it.
ALTER TABLE sweeps
  ADD COLUMN engine TEXT NOT NULL DEFAULT 'LEHR'
             CHECK (engine IN ('LEHR', 'LAMMPS'));
