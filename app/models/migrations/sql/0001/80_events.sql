-- One stream per organization: `head` is the newest place, `floor` the newest one that was trimmed away.
-- Readable without a scope (ids and numbers only), so that one statement a second can watch all streams.
CREATE TABLE organization_stream (
    organization_id uuid PRIMARY KEY REFERENCES organization (id),
    epoch uuid NOT NULL DEFAULT gen_random_uuid(),
    head bigint NOT NULL DEFAULT 0,
    floor bigint NOT NULL DEFAULT 0 CHECK (floor <= head),
    audit_head bigint NOT NULL DEFAULT 0
);
ALTER TABLE organization_stream ENABLE ROW LEVEL SECURITY;
ALTER TABLE organization_stream FORCE ROW LEVEL SECURITY;
CREATE POLICY heads ON organization_stream FOR SELECT USING (true);
CREATE POLICY organization ON organization_stream FOR ALL
    USING (organization_id = (SELECT app.current_org())) WITH CHECK (organization_id = (SELECT app.current_org()));
GRANT SELECT, INSERT, UPDATE ON organization_stream TO tn_app, tn_worker;
GRANT SELECT ON organization_stream TO tn_backup;

-- An event is a pointer: which row, what happened, small facts that are visible whenever the row is. Never content.
CREATE TABLE event (
    organization_id uuid NOT NULL REFERENCES organization_stream (organization_id),
    seq bigint NOT NULL,
    id uuid NOT NULL,
    noun text NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    scope jsonb NOT NULL,
    facts jsonb NOT NULL,
    actor_id uuid,
    at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, seq)
);
CREATE INDEX event_noun ON event (organization_id, noun, seq);
CREATE INDEX event_at ON event (organization_id, at);
CALL app.wall('event', 'SELECT', 'INSERT', 'DELETE');

CREATE TABLE audit_entry (
    organization_id uuid NOT NULL REFERENCES organization_stream (organization_id),
    position bigint NOT NULL,
    id uuid NOT NULL,
    action text NOT NULL,
    subject_noun text NOT NULL,
    subject_id uuid NOT NULL,
    actor_id uuid,
    session_id uuid,
    system text,
    facts jsonb NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, position)
);
CALL app.wall('audit_entry', 'SELECT', 'INSERT');

-- What a key has done; a replay reads the row anew, as its viewer sees it then.
CREATE TABLE idempotency (
    organization_id uuid NOT NULL REFERENCES organization (id),
    member_id uuid NOT NULL,
    operation text NOT NULL,
    key uuid NOT NULL,
    input_hash bytea NOT NULL,
    subject_id uuid,
    at timestamptz NOT NULL,
    CONSTRAINT idempotency_key PRIMARY KEY (organization_id, member_id, operation, key)
);
CREATE INDEX idempotency_at ON idempotency (organization_id, at);
CALL app.wall('idempotency', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');

-- Numbers that people read; taken in a short transaction of their own, gaps are allowed.
CREATE TABLE counter (
    organization_id uuid NOT NULL REFERENCES organization (id),
    name text NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (organization_id, name)
);
CALL app.wall('counter', 'SELECT', 'INSERT', 'UPDATE');
