DO $$
BEGIN
    -- Since PostgreSQL 16 whoever makes a role may administer it, and is its member only after a grant.
    IF NOT pg_has_role(current_user, 'tn_owner', CASE WHEN current_setting('server_version_num')::integer >= 160000
                                                      THEN 'SET' ELSE 'MEMBER' END) THEN
        EXECUTE format('GRANT tn_owner TO %I', current_user);
    END IF;
    -- Said only where it is missing: tn_migrate itself may run all this, and may grant nothing.
    IF NOT pg_has_role('tn_migrate', 'tn_owner', 'MEMBER') THEN
        GRANT tn_owner TO tn_migrate;
    END IF;
    -- Lent for the length of a job that a server works on itself; not inherited, where PostgreSQL can say so.
    IF NOT pg_has_role('tn_app', 'tn_worker', 'MEMBER') THEN
        BEGIN
            EXECUTE 'GRANT tn_worker TO tn_app' || CASE WHEN current_setting('server_version_num')::integer >= 160000
                                                        THEN ' WITH INHERIT FALSE' ELSE '' END;
        EXCEPTION
            WHEN insufficient_privilege THEN
                RAISE WARNING 'jobs inside servers work with the rights of tn_app: this role cannot lend them tn_worker';
            WHEN unique_violation OR internal_error THEN
                NULL; -- another database of this cluster is being migrated at the same moment
        END;
    END IF;
    IF NOT has_database_privilege('tn_owner', current_database(), 'CREATE') THEN
        EXECUTE format('GRANT CREATE ON DATABASE %I TO tn_owner', current_database());
    END IF;
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
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
