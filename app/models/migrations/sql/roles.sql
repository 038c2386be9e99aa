-- Run by whoever owns the cluster, before the migrations: the roles, and a schema that tn_owner owns.
-- tn_app and tn_worker own nothing and can bypass nothing; tn_backup reads all organizations for backups.
DO $$
DECLARE
    wanted text[] := ARRAY['tn_owner NOLOGIN', 'tn_migrate LOGIN', 'tn_app LOGIN', 'tn_worker LOGIN', 'tn_backup LOGIN'];
    item text;
BEGIN
    FOREACH item IN ARRAY wanted LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = split_part(item, ' ', 1)) THEN
                EXECUTE format('CREATE ROLE %s NOSUPERUSER NOCREATEDB NOCREATEROLE', item);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- another database of this cluster is being migrated at the same moment
        END;
    END LOOP;
    BEGIN
        IF NOT (SELECT rolbypassrls FROM pg_roles WHERE rolname = 'tn_backup') THEN
            ALTER ROLE tn_backup BYPASSRLS;
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE WARNING 'tn_backup cannot bypass row-level security: only a superuser can allow it';
    END;
END $$;
