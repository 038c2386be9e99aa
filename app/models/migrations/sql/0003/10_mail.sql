-- The outbox: a row is written in the transaction of what it tells about, and sent afterwards. Mail of an account, such as
-- a link for a new password, belongs to no organization. The wall shows a scope the mail of its own organization, and a
-- scope without one the mail of accounts: nobody at work in an organization can read such a link.
CREATE TABLE mail (
    id uuid PRIMARY KEY,
    organization_id uuid REFERENCES organization (id),
    template text NOT NULL,
    recipient text NOT NULL CHECK (recipient ~ '^[^@[:space:][:cntrl:]]+@[^@[:space:][:cntrl:]]+$' AND length(recipient) <= 254),
    locale text NOT NULL,
    time_zone text NOT NULL,
    -- What the template is filled with. Forgotten as soon as the mail is sent or given up: links in it are secrets.
    contents jsonb,
    status text NOT NULL DEFAULT 'WAITING' CHECK (status IN ('WAITING', 'SENT', 'GIVEN_UP')),
    attempts integer NOT NULL DEFAULT 0,
    last_error text CHECK (length(last_error) <= 300),
    created_at timestamptz NOT NULL,
    -- When it is tried next; while somebody tries, a moment by which that is surely over.
    due_at timestamptz NOT NULL,
    useful_until timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK ((status = 'WAITING') = (contents IS NOT NULL)),
    CHECK ((status = 'WAITING') = (ended_at IS NULL))
);
CREATE INDEX mail_due ON mail (organization_id, due_at) WHERE status = 'WAITING';
CREATE INDEX mail_ended ON mail (organization_id, ended_at) WHERE status <> 'WAITING';
ALTER TABLE mail ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail FORCE ROW LEVEL SECURITY;
CREATE POLICY organization ON mail USING (organization_id IS NOT DISTINCT FROM (SELECT app.current_org()))
    WITH CHECK (organization_id IS NOT DISTINCT FROM (SELECT app.current_org()));
GRANT SELECT, INSERT, UPDATE, DELETE ON mail TO tn_app, tn_worker;
GRANT SELECT ON mail TO tn_backup;
