-- Global: the account a person signs in with. Reached only from app/auth, never shown to another person.
CREATE TABLE person (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (email = lower(email) AND length(email) <= 254),
    password_hash text,
    locale text NOT NULL DEFAULT 'en',
    time_zone text NOT NULL DEFAULT 'UTC',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT person_email_key UNIQUE (email)
);

CREATE TABLE organization (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    currency char(3) NOT NULL,
    time_zone text NOT NULL,
    locales text[] NOT NULL DEFAULT '{en}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1
);
ALTER TABLE organization ENABLE ROW LEVEL SECURITY;
ALTER TABLE organization FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON organization USING (id = (SELECT app.current_org())) WITH CHECK (id = (SELECT app.current_org()));
GRANT SELECT, INSERT, UPDATE ON organization TO tn_app, tn_worker;

-- Global: a signed-in device. Only the hash of its token is kept.
CREATE TABLE session (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL CONSTRAINT session_token_key UNIQUE,
    person_id uuid NOT NULL REFERENCES person (id),
    organization_id uuid REFERENCES organization (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE INDEX session_person ON session (person_id);

-- Global: failures to sign in, per account and per network.
CREATE TABLE sign_in_throttle (
    key text PRIMARY KEY,
    failures integer NOT NULL,
    blocked_until timestamptz,
    updated_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON person, session TO tn_app, tn_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_throttle TO tn_app, tn_worker;
GRANT SELECT ON person, organization, session, sign_in_throttle TO tn_backup;

-- Somebody as one organization knows them; with or without an account behind.
CREATE TABLE member (
    organization_id uuid NOT NULL REFERENCES organization (id),
    id uuid NOT NULL,
    person_id uuid REFERENCES person (id),
    display_name text NOT NULL CHECK (display_name <> ''),
    email text,
    phone text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT member_person_key UNIQUE (organization_id, person_id)
);
CREATE INDEX member_name ON member (organization_id, display_name, id);
CREATE INDEX member_person ON member (person_id);
CALL app.wall('member', 'SELECT', 'INSERT', 'UPDATE');
CREATE POLICY own_account ON member FOR SELECT USING (person_id = (SELECT app.current_person()));
