-- Who works on jobs signs nobody in: no session is begun or read, no password, factor or link is made or looked at.
REVOKE ALL ON session, sign_in_throttle, recovery_code, passkey_challenge, known_device, account_link FROM tn_worker;
REVOKE INSERT, UPDATE ON person FROM tn_worker;
REVOKE INSERT, DELETE ON second_factor FROM tn_worker;
REVOKE INSERT ON account_event FROM tn_worker;

-- pg_dump reads the state of sequences too.
GRANT SELECT ON ALL SEQUENCES IN SCHEMA app TO tn_backup;
