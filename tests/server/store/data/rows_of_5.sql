-- What version 5 has more: second executions, checkpoints on the way.
INSERT INTO reruns (segment_id, reason, record_steps, state, failures, not_before_us, created_us, ended_us)
  VALUES (8, 'AUDIT', 0, 'CONFIRMED', 0, 0, 1790000000000000, 1790000001000000);
INSERT INTO sweep_reruns (sweep_id, rerun_id) SELECT 1, rerun_id FROM reruns;
INSERT INTO checkpoints (law_key, step, record_steps, state_sha256, curve_sha256)
  SELECT law_key, 1, record_steps, end_state_sha256, curve_sha256 FROM segments WHERE segment_id = 7;
