-- Global: what a person proves besides the password. The secret of an authenticator app is encrypted; a passkey has
-- only its public half here. Not confirmed: begun, and never yet shown to work.
CREATE TABLE second_factor (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person (id),
    kind text NOT NULL CHECK (kind IN ('TOTP', 'PASSKEY')),
    name text NOT NULL CHECK (name <> '' AND length(name) <= 100),
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_used_at timestamptz,
    secret bytea CHECK ((kind = 'TOTP') = (secret IS NOT NULL)),
    last_step bigint,
    credential_id bytea CONSTRAINT second_factor_credential_key UNIQUE,
    public_key bytea CHECK ((kind = 'PASSKEY') = (public_key IS NOT NULL AND credential_id IS NOT NULL)),
    sign_count bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX second_factor_totp ON second_factor (person_id) WHERE kind = 'TOTP';
CREATE INDEX second_factor_person ON second_factor (person_id, created_at);

-- Global: hashes of codes that each stand in for a lost factor once.
CREATE TABLE recovery_code (
    person_id uuid NOT NULL REFERENCES person (id),
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (person_id, code_hash)
);

-- Global: what a passkey has to sign, once, for one purpose, in one session or in none.
CREATE TABLE passkey_challenge (
    hash bytea PRIMARY KEY,
    purpose text NOT NULL,
    session_id uuid,
    expires_at timestamptz NOT NULL
);
CREATE INDEX passkey_challenge_expires ON passkey_challenge (expires_at);

-- Global: devices that somebody has signed in from; only the hash of what they keep.
CREATE TABLE known_device (
    token_hash bytea NOT NULL,
    person_id uuid NOT NULL REFERENCES person (id),
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    PRIMARY KEY (token_hash, person_id)
);
CREATE INDEX known_device_person ON known_device (person_id, last_seen_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON second_factor, recovery_code, passkey_challenge, known_device TO tn_app, tn_worker;
GRANT SELECT ON second_factor, recovery_code, passkey_challenge, known_device TO tn_backup;

-- Global: what happened to an account and its factors, for the person and for whoever looks into an attack. Only added to.
CREATE TABLE account_event (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person (id),
    kind text NOT NULL,
    at timestamptz NOT NULL,
    facts jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX account_event_person ON account_event (person_id, at);
GRANT SELECT, INSERT ON account_event TO tn_app, tn_worker;
GRANT SELECT ON account_event TO tn_backup;
