-- A partner's key to one organization. Only the hash of the token is kept. It acts as `member_id`, a member without an account.
CREATE TABLE api_token (
    organization_id uuid NOT NULL REFERENCES organization (id),
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
    hint text NOT NULL CHECK (length(hint) = 4),
    scopes text[] NOT NULL CHECK (cardinality(scopes) BETWEEN 1 AND 50),
    limited_to uuid[] NOT NULL DEFAULT '{}' CHECK (cardinality(limited_to) <= 20),
    addresses text[] NOT NULL DEFAULT '{}' CHECK (cardinality(addresses) <= 20),
    points_per_second integer NOT NULL CHECK (points_per_second BETWEEN 1 AND 2000),
    created_by uuid,
    expires_at timestamptz NOT NULL CHECK (expires_at <= created_at + interval '366 days'),
    revoked_at timestamptz,
    last_used_at timestamptz,
    last_network text,
    networks text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT api_token_key UNIQUE (organization_id, token_hash),
    FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id),
    FOREIGN KEY (organization_id, created_by) REFERENCES member (organization_id, id)
);
CREATE INDEX api_token_hash ON api_token (token_hash);
CREATE INDEX api_token_id ON api_token (id);
CREATE INDEX api_token_created ON api_token (organization_id, created_at DESC, id);
CALL app.wall('api_token', 'SELECT', 'INSERT', 'UPDATE');

-- Whoever shows a token does not know its organization: the row of exactly that hash, or of that id, may be read.
CREATE FUNCTION app.shown_tokens() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT string_to_array(nullif(current_setting('app.tokens', true), ''), ',') $$;
CREATE POLICY shown ON api_token FOR SELECT
    USING (encode(token_hash, 'hex') = ANY ((SELECT app.shown_tokens())::text[])
           OR id::text = ANY ((SELECT app.shown_tokens())::text[]));

-- The tokens of these hashes and ids that are good at a moment. The member they act as must not have been shut out.
CREATE FUNCTION app.tokens_by(hashes bytea[], ids uuid[], at timestamptz) RETURNS SETOF api_token LANGUAGE plpgsql AS $$
DECLARE
    token api_token;
    before text := current_setting('app.organization', true);
BEGIN
    PERFORM set_config('app.tokens', array_to_string(
        ARRAY(SELECT encode(h, 'hex') FROM unnest(hashes) AS h) || ids::text[], ','), true);
    FOR token IN
        SELECT t.* FROM api_token t
         WHERE (t.token_hash = ANY (hashes) OR t.id = ANY (ids)) AND t.revoked_at IS NULL AND t.expires_at > at
    LOOP
        PERFORM set_config('app.organization', token.organization_id::text, true);
        PERFORM FROM member m WHERE m.organization_id = token.organization_id AND m.id = token.member_id
                                AND m.deactivated_at IS NULL;
        IF FOUND THEN
            RETURN NEXT token;
        END IF;
    END LOOP;
    PERFORM set_config('app.organization', coalesce(before, ''), true);
    PERFORM set_config('app.tokens', '', true);
END $$;

ALTER TABLE security_event DROP CONSTRAINT security_event_kind_check, ADD CONSTRAINT security_event_kind_check CHECK (kind IN (
    'MASS_READ', 'DENIED_BURST', 'UNKNOWN_IDS', 'PHISHING_REPORTED', 'NEW_DEVICE', 'CODE_REPLAYED', 'PASSKEY_COUNT_WENT_BACK',
    'PASSWORD_CHANGED', 'EMAIL_CHANGED', 'FACTOR_ADDED', 'FACTOR_REMOVED', 'RECOVERY_CODE_USED', 'SUCCESS_AFTER_FAILURES',
    'TOKEN_FROM_NEW_NETWORK'));
