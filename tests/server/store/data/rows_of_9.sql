-- What version 9 has more: tokens, the audit log, a pool and its jobs.
INSERT INTO tokens (sha256, role, name, created_us, created_by)
  VALUES (zeroblob(32), 'submitter', 'ann', 1790000000000000, '');
INSERT INTO audit_log (at_us, name, role, peer, rpc, subject, code, message)
  VALUES (1790000000000000, 'ann', 'submitter', 'ipv4:127.0.0.1', 'SweepService/CancelSweep', 'sweep_id=1', 'OK', '');
INSERT INTO pools (name, tag, settings, created_us, asked) VALUES ('night', 'night-1a2b', x'', 1790000000000000, 2);
INSERT INTO pool_jobs (pool_id, job, state, site_words, asked_us, ended_us) VALUES
  (1, '1234_1', 'RUNNING', 'RUNNING', 1790000000000000, NULL),
  (1, '1234_2', 'ENDED', 'TIMEOUT', 1790000000000000, 1790000001000000);
