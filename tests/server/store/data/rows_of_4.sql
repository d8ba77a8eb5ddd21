-- What version 4 has more: whose end state lies on the way.
UPDATE sweep_segments SET continues_segment_id = 13 WHERE segment_id = 22;
