-- What version 3 has more: names of states, and what is left of failures.
INSERT INTO saved_states (sweep_id, segment_id, name) VALUES
  (1, 7, 'as_cast');
UPDATE segments SET failed_state_sha256 = (
    SELECT end_state_sha256 FROM segments WHERE segment_id = 10)
  WHERE segment_id = 11;
