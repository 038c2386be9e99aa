-- What people sent beside their words. The bytes are in a store, under keys of our own making; a row belongs to exactly one
-- thing, and whoever sees that sees the file. A sheet to import belongs to the organization, and to whoever sent it.
CREATE TABLE file (
    organization_id uuid NOT NULL REFERENCES organization (id),
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('IMAGE', 'DOCUMENT', 'SHEET')),
    status text NOT NULL CHECK (status IN ('PENDING', 'READY', 'REJECTED')),
    is_ready boolean NOT NULL DEFAULT false CHECK (is_ready = (status = 'READY')),
    name text NOT NULL CHECK (name <> '' AND length(name) <= 120),
    content_type text NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes > 0),
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    width integer,
    height integer,
    uploaded_by uuid NOT NULL,
    ticket_id uuid,
    comment_id uuid,
    message_id uuid,
    lease_id uuid,
    property_id uuid,
    stored_key text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CHECK (num_nonnulls(ticket_id, comment_id, message_id, lease_id) = CASE WHEN kind = 'SHEET' THEN 0 ELSE 1 END),
    CHECK ((stored_key IS NOT NULL) = (status = 'READY')),
    FOREIGN KEY (organization_id, uploaded_by) REFERENCES member (organization_id, id),
    FOREIGN KEY (organization_id, ticket_id) REFERENCES ticket (organization_id, id),
    FOREIGN KEY (organization_id, comment_id) REFERENCES ticket_comment (organization_id, id),
    FOREIGN KEY (organization_id, message_id) REFERENCES message (organization_id, id),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id)
);
CREATE INDEX file_newest ON file (organization_id, created_at DESC, id);
CREATE INDEX file_ticket ON file (organization_id, ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX file_comment ON file (organization_id, comment_id) WHERE comment_id IS NOT NULL;
CREATE INDEX file_message ON file (organization_id, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX file_lease ON file (organization_id, lease_id) WHERE lease_id IS NOT NULL;
CREATE INDEX file_uploaded ON file (organization_id, uploaded_by, created_at);
CALL app.wall('file', 'SELECT', 'INSERT', 'UPDATE');
