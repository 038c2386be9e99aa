-- Somebody is asked by mail to come in. Only the hash of the link's token is kept; the token names the organization, so that
-- it is looked for behind its wall. `member_id` is who they will be here; no role means that the roles are there already.
CREATE TABLE invitation (
    organization_id uuid NOT NULL REFERENCES organization (id),
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    email text NOT NULL CHECK (email = lower(email) AND length(email) <= 254),
    locale text NOT NULL,
    token_hash bytea NOT NULL,
    role text NOT NULL CHECK (role IN ('TENANT', 'GUARANTOR', 'OWNER', 'ADMIN', 'MANAGER', 'ACCOUNTANT', 'MAINTENANCE',
                                       'VENDOR', 'AUDITOR')),
    property_id uuid,
    unit_id uuid,
    lease_id uuid,
    grant_ends_at timestamptz,
    invited_by uuid,
    sent_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT invitation_token_key UNIQUE (organization_id, token_hash),
    FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id),
    FOREIGN KEY (organization_id, invited_by) REFERENCES member (organization_id, id),
    FOREIGN KEY (organization_id, property_id) REFERENCES property (organization_id, id),
    FOREIGN KEY (organization_id, property_id, unit_id) REFERENCES unit (organization_id, property_id, id),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id)
);
CREATE INDEX invitation_sent ON invitation (organization_id, sent_at DESC, id);
-- One that is open for each person: a newer one takes its place.
CREATE UNIQUE INDEX invitation_open ON invitation (organization_id, member_id) WHERE used_at IS NULL AND revoked_at IS NULL;
CALL app.wall('invitation', 'SELECT', 'INSERT', 'UPDATE');
