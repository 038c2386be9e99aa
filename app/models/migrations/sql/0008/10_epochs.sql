-- Global: the database that the streams were last served from. One row.
CREATE TABLE stream_home (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    system_identifier text NOT NULL,
    timeline text NOT NULL,
    database_oid oid NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON stream_home TO tn_app, tn_worker;
GRANT SELECT ON stream_home TO tn_backup;

-- Makes every stream another one, and returns how many: no cursor from before fits any more. It runs as the caller,
-- so it goes through the wall once for each organization.
CREATE FUNCTION app.new_epochs() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    org uuid;
    count bigint := 0;
BEGIN
    FOR org IN SELECT organization_id FROM organization_stream ORDER BY organization_id LOOP
        PERFORM set_config('app.organization', org::text, true);
        UPDATE organization_stream SET epoch = gen_random_uuid() WHERE organization_id = org;
        count := count + 1;
    END LOOP;
    PERFORM set_config('app.organization', '', true);
    RETURN count;
END $$;

-- Compares this database with the one that the streams were last served from. Another server, timeline or database
-- means a restore: what was committed between may be lost, so all streams become new ones. Returns how many.
CREATE FUNCTION app.settle_epochs() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    here stream_home;
    kept stream_home;
BEGIN
    SELECT true, '', '', d.oid INTO here FROM pg_database d WHERE d.datname = current_database();
    BEGIN
        here.system_identifier := (SELECT s.system_identifier::text FROM pg_control_system() s);
        here.timeline := left(pg_walfile_name(pg_current_wal_lsn()), 8);
    EXCEPTION WHEN insufficient_privilege THEN
        -- Some hosts let nobody look: what is left to compare is the database.
        NULL;
    END;
    INSERT INTO stream_home SELECT here.* ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT kept FROM stream_home FOR UPDATE;
    IF kept IS NOT DISTINCT FROM here THEN
        RETURN 0;
    END IF;
    UPDATE stream_home h
       SET system_identifier = here.system_identifier, timeline = here.timeline, database_oid = here.database_oid;
    RETURN app.new_epochs();
END $$;
