-- 0004_plan_tree.sql. What people see of a plan as a tree.

-- The segment of the same sweep with the same start and law and the most steps
-- below, as planned: where the edge is split. NULL if there is none.
ALTER TABLE sweep_segments
  ADD COLUMN continues_segment_id INTEGER REFERENCES segments (segment_id);
