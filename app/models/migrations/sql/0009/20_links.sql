-- Global: links that were mailed to the owner of an account. Only the hash of a link's token is kept; it works once, for
-- one purpose, until it expires or a newer one takes its place. `email` is the address that the link is about.
CREATE TABLE account_link (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person (id),
    purpose text NOT NULL CHECK (purpose IN ('PASSWORD_RESET', 'EMAIL_CONFIRM', 'EMAIL_UNDO')),
    token_hash bytea NOT NULL CONSTRAINT account_link_token_key UNIQUE,
    email text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX account_link_person ON account_link (person_id, purpose);
GRANT SELECT, INSERT, UPDATE ON account_link TO tn_app, tn_worker;
GRANT SELECT ON account_link TO tn_backup;
