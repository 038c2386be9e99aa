-- What looked suspicious in an organization. What happens to an account itself is in account_event, and global.
CREATE TABLE security_event (
    organization_id uuid NOT NULL REFERENCES organization (id),
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('MASS_READ', 'DENIED_BURST', 'UNKNOWN_IDS', 'PHISHING_REPORTED')),
    member_id uuid,
    ip_address text,
    description text CHECK (length(description) <= 4000),
    count integer CHECK (count > 0),
    at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id)
);
CREATE INDEX security_event_at ON security_event (organization_id, at, id);
CREATE INDEX security_event_member ON security_event (organization_id, member_id, at);
CALL app.wall('security_event', 'SELECT', 'INSERT');
