-- Every entry holds the hash of the one before; `hash` is SHA-256 of that and of the entry's canonical JSON, which is
-- PostgreSQL's own text of the jsonb below. Personal values stay outside: the chain has only salted hashes of them.
ALTER TABLE organization_stream
    ADD COLUMN audit_hash bytea NOT NULL DEFAULT '\x0000000000000000000000000000000000000000000000000000000000000000';

ALTER TABLE audit_entry
    ADD COLUMN token_id uuid,
    ADD COLUMN about uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN before_hash bytea,
    ADD COLUMN after_hash bytea,
    ADD COLUMN private_hash bytea,
    ADD COLUMN prev_hash bytea,
    ADD COLUMN hash bytea;

-- Address, reason, and the salt of the entry's hashes. Erasing a person deletes the row here; the chain stays whole.
CREATE TABLE audit_private (
    organization_id uuid NOT NULL,
    position bigint NOT NULL,
    salt bytea NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (organization_id, position),
    FOREIGN KEY (organization_id, position) REFERENCES audit_entry (organization_id, position)
);
CALL app.wall('audit_private', 'SELECT', 'INSERT', 'DELETE');

-- The newest place of a day and its hash, signed with a key that the database does not have.
CREATE TABLE audit_head (
    organization_id uuid NOT NULL,
    signed_on date NOT NULL,
    position bigint NOT NULL,
    hash bytea NOT NULL,
    public_key bytea NOT NULL,
    signature bytea NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, signed_on),
    FOREIGN KEY (organization_id) REFERENCES organization_stream (organization_id)
);
CALL app.wall('audit_head', 'SELECT', 'INSERT');

CREATE FUNCTION app.canonical(entry audit_entry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'organization', entry.organization_id, 'position', entry.position, 'id', entry.id, 'action', entry.action,
        'noun', entry.subject_noun, 'subject', entry.subject_id, 'about', entry.about, 'actor', entry.actor_id,
        'session', entry.session_id, 'token', entry.token_id, 'system', entry.system, 'facts', entry.facts,
        'before', encode(entry.before_hash, 'hex'), 'after', encode(entry.after_hash, 'hex'),
        'private', encode(entry.private_hash, 'hex'),
        'at', to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text
$$;

-- What was written before there was a chain is chained as it stands now.
DO $$
DECLARE
    org uuid;
    entry audit_entry;
    last bytea;
BEGIN
    FOR org IN SELECT organization_id FROM organization_stream LOOP
        PERFORM set_config('app.organization', org::text, true);
        SELECT audit_hash INTO STRICT last FROM organization_stream WHERE organization_id = org;
        FOR entry IN SELECT * FROM audit_entry WHERE organization_id = org ORDER BY position LOOP
            UPDATE audit_entry SET prev_hash = last, hash = sha256(last || convert_to(app.canonical(entry), 'UTF8'))
             WHERE organization_id = org AND position = entry.position
            RETURNING hash INTO STRICT last;
        END LOOP;
        UPDATE organization_stream SET audit_hash = last WHERE organization_id = org;
    END LOOP;
    PERFORM set_config('app.organization', '', true);
END $$;

ALTER TABLE audit_entry ALTER COLUMN prev_hash SET NOT NULL, ALTER COLUMN hash SET NOT NULL;
CREATE UNIQUE INDEX audit_entry_id ON audit_entry (organization_id, id);
CREATE INDEX audit_entry_subject ON audit_entry (organization_id, subject_id, position);
CREATE INDEX audit_entry_actor ON audit_entry (organization_id, actor_id, position);
CREATE INDEX audit_entry_at ON audit_entry (organization_id, at);
CREATE INDEX audit_entry_about ON audit_entry USING gin (about);

CREATE FUNCTION app.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER only_added BEFORE UPDATE OR TRUNCATE ON audit_private FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
