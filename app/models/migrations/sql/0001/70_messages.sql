CREATE TABLE conversation (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    subject text NOT NULL CHECK (subject <> '' AND length(subject) <= 200),
    property_id uuid,
    ticket_id uuid,
    lease_id uuid,
    participant_ids uuid[] NOT NULL CHECK (cardinality(participant_ids) BETWEEN 1 AND 50),
    last_seq integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, property_id) REFERENCES property (organization_id, id),
    FOREIGN KEY (organization_id, property_id, ticket_id) REFERENCES ticket (organization_id, property_id, id),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id),
    CONSTRAINT conversation_about CHECK (num_nonnulls(ticket_id, lease_id) = 0
        OR (num_nonnulls(ticket_id, lease_id) = 1 AND property_id IS NOT NULL))
);
CREATE INDEX conversation_updated ON conversation (organization_id, updated_at, id);
CREATE INDEX conversation_participants ON conversation USING gin (participant_ids);
CALL app.wall('conversation', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE participant (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    member_id uuid NOT NULL,
    joined_at timestamptz NOT NULL,
    last_read_seq integer NOT NULL DEFAULT 0,
    last_read_at timestamptz,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT participant_key UNIQUE (organization_id, conversation_id, member_id),
    FOREIGN KEY (organization_id, conversation_id) REFERENCES conversation (organization_id, id),
    FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id)
);
CREATE INDEX participant_member ON participant (organization_id, member_id);
CALL app.wall('participant', 'SELECT', 'INSERT', 'UPDATE');

-- The id is made by the client, so it is unique within its organization only: a clash may not tell of another's row.
CREATE TABLE message (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq integer NOT NULL,
    author_id uuid,
    body text NOT NULL CHECK (body <> '' AND length(body) <= 10000),
    sent_at timestamptz NOT NULL,
    CONSTRAINT message_key PRIMARY KEY (organization_id, id),
    CONSTRAINT message_seq_key UNIQUE (organization_id, conversation_id, seq),
    FOREIGN KEY (organization_id, conversation_id) REFERENCES conversation (organization_id, id),
    FOREIGN KEY (organization_id, author_id) REFERENCES member (organization_id, id)
);
CALL app.wall('message', 'SELECT', 'INSERT');
