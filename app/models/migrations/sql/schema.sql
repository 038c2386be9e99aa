DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'tn_owner', 'MEMBER') THEN
        EXECUTE format('GRANT tn_owner TO %I', current_user);
    END IF;
    GRANT tn_owner TO tn_migrate;
    EXECUTE format('GRANT CREATE ON DATABASE %I TO tn_owner', current_database());
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'tn_app' AND rolconfig IS NULL) THEN
        ALTER ROLE tn_migrate SET role = 'tn_owner';
        ALTER ROLE tn_migrate SET search_path = app, public;
        ALTER ROLE tn_worker SET search_path = app, public;
        ALTER ROLE tn_backup SET search_path = app, public;
        ALTER ROLE tn_app SET search_path = app, public;
    END IF;
END $$;
CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION tn_owner;
GRANT USAGE ON SCHEMA app TO tn_app, tn_worker, tn_backup;
CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;
