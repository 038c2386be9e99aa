CREATE TABLE ticket (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    number bigint NOT NULL,
    property_id uuid NOT NULL,
    building_id uuid,
    unit_id uuid,
    lease_id uuid,
    reporter_id uuid,
    assignee_id uuid,
    vendor_ids uuid[] NOT NULL DEFAULT '{}',
    title text NOT NULL CHECK (title <> '' AND length(title) <= 200),
    description text NOT NULL DEFAULT '' CHECK (length(description) <= 10000),
    category text NOT NULL CHECK (category IN ('PLUMBING', 'HEATING', 'ELECTRICAL', 'APPLIANCE', 'LOCKS', 'STRUCTURE', 'PESTS',
                                               'COMMON_AREA', 'OTHER')),
    priority text NOT NULL CHECK (priority IN ('LOW', 'NORMAL', 'HIGH', 'EMERGENCY')),
    status text NOT NULL CHECK (status IN ('NEW', 'TRIAGED', 'SCHEDULED', 'IN_PROGRESS', 'ON_HOLD', 'RESOLVED', 'REOPENED',
                                           'CLOSED', 'REJECTED', 'DUPLICATE', 'CANCELLED')),
    entry_permission text NOT NULL CHECK (entry_permission IN ('ANYTIME', 'WHEN_HOME', 'BY_APPOINTMENT')),
    channel text NOT NULL CHECK (channel IN ('PORTAL', 'PHONE', 'VISIT', 'MAIL', 'DROPBOX', 'BOT', 'SENSOR', 'INSPECTION', 'API')),
    hold_reason text CHECK (hold_reason IN ('PARTS', 'TENANT', 'OWNER_APPROVAL', 'VENDOR')),
    hold_until timestamptz,
    visit_start_at timestamptz,
    visit_end_at timestamptz,
    duplicate_of_id uuid,
    reopen_count integer NOT NULL DEFAULT 0,
    due_by timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, property_id, id),
    CONSTRAINT ticket_number_key UNIQUE (organization_id, number),
    CONSTRAINT ticket_hold CHECK ((status = 'ON_HOLD') = (hold_reason IS NOT NULL)),
    CONSTRAINT ticket_visit CHECK (visit_end_at > visit_start_at),
    CONSTRAINT ticket_duplicate CHECK ((status = 'DUPLICATE') = (duplicate_of_id IS NOT NULL)),
    FOREIGN KEY (organization_id, property_id) REFERENCES property (organization_id, id),
    FOREIGN KEY (organization_id, property_id, building_id) REFERENCES building (organization_id, property_id, id),
    FOREIGN KEY (organization_id, property_id, unit_id) REFERENCES unit (organization_id, property_id, id),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id),
    FOREIGN KEY (organization_id, reporter_id) REFERENCES member (organization_id, id),
    FOREIGN KEY (organization_id, assignee_id) REFERENCES member (organization_id, id),
    FOREIGN KEY (organization_id, duplicate_of_id) REFERENCES ticket (organization_id, id)
);
CREATE INDEX ticket_created ON ticket (organization_id, created_at, id);
CREATE INDEX ticket_updated ON ticket (organization_id, updated_at, id);
CREATE INDEX ticket_property ON ticket (organization_id, property_id, created_at, id);
CREATE INDEX ticket_unit ON ticket (organization_id, unit_id);
CREATE INDEX ticket_status ON ticket (organization_id, status, created_at, id);
CALL app.wall('ticket', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE ticket_comment (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    author_id uuid,
    body text NOT NULL CHECK (body <> '' AND length(body) <= 10000),
    is_internal boolean NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, ticket_id) REFERENCES ticket (organization_id, id),
    FOREIGN KEY (organization_id, author_id) REFERENCES member (organization_id, id)
);
CREATE INDEX ticket_comment_ticket ON ticket_comment (organization_id, ticket_id, created_at, id);
CALL app.wall('ticket_comment', 'SELECT', 'INSERT');

-- What happened to a ticket, for ever; written by app.seal with the event's own place in the stream.
CREATE TABLE ticket_event (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    ticket_id uuid NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('CREATED', 'STATUS_CHANGED', 'ASSIGNED', 'COMMENTED')),
    from_status text,
    to_status text,
    note text,
    comment_id uuid,
    is_internal boolean NOT NULL,
    actor_id uuid,
    at timestamptz NOT NULL,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT ticket_event_seq_key UNIQUE (organization_id, seq),
    FOREIGN KEY (organization_id, ticket_id) REFERENCES ticket (organization_id, id),
    FOREIGN KEY (organization_id, comment_id) REFERENCES ticket_comment (organization_id, id),
    FOREIGN KEY (organization_id, actor_id) REFERENCES member (organization_id, id)
);
CREATE INDEX ticket_event_ticket ON ticket_event (organization_id, ticket_id, seq);
CALL app.wall('ticket_event', 'SELECT', 'INSERT');
