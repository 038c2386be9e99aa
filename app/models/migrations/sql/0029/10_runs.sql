-- What a standing order could not take for a passing reason is tried once more, on a day that is written down.
ALTER TABLE autopay_run
    DROP CONSTRAINT autopay_run_status_check,
    DROP CONSTRAINT autopay_run_check,
    ADD COLUMN tried integer NOT NULL DEFAULT 0 CHECK (tried BETWEEN 0 AND 9),
    ADD COLUMN retry_on date,
    ADD CONSTRAINT autopay_run_status_check
        CHECK (status IN ('ANNOUNCED', 'STARTED', 'SKIPPED', 'RETRYING', 'FAILED')),
    ADD CONSTRAINT autopay_run_payment
        CHECK ((status IN ('STARTED', 'RETRYING', 'FAILED')) = (payment_id IS NOT NULL)),
    ADD CONSTRAINT autopay_run_retry CHECK ((status = 'RETRYING') = (retry_on IS NOT NULL));
-- What was begun before was tried once. The wall is on: each organization by itself.
DO $$
DECLARE
    org uuid;
BEGIN
    FOR org IN SELECT organization_id FROM organization_stream LOOP
        PERFORM set_config('app.organization', org::text, true);
        UPDATE autopay_run SET tried = 1 WHERE payment_id IS NOT NULL;
    END LOOP;
    PERFORM set_config('app.organization', '', true);
END $$;
CREATE INDEX autopay_run_of_payment ON autopay_run (organization_id, payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX autopay_run_retrying ON autopay_run (organization_id, id) WHERE status = 'RETRYING';
