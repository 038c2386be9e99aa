-- Global: the keys that encrypt fields and index what is encrypted, each wrapped by the master key, which is not here.
-- `scope` is an organization, or nil for what belongs to accounts.
CREATE TABLE data_key (
    scope uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('SEAL', 'INDEX')),
    version integer NOT NULL CHECK (version BETWEEN 1 AND 2000000000),
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (scope, purpose, version)
);
GRANT SELECT, INSERT ON data_key TO tn_app, tn_worker;
GRANT SELECT ON data_key TO tn_backup;
