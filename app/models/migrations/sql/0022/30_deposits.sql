-- Money that is held for a tenant and owed back. How much is held is in the books alone.
CREATE TABLE deposit (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    lease_id uuid NOT NULL,
    agreed_minor bigint NOT NULL CHECK (agreed_minor BETWEEN 1 AND 1000000000000000),
    currency char(3) NOT NULL,
    charge_id uuid,
    return_due_on date,
    returned_on date,
    returned_minor bigint NOT NULL DEFAULT 0 CHECK (returned_minor >= 0),
    law_version text,
    citation text,
    citation_url text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT deposit_lease_key UNIQUE (organization_id, lease_id),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id),
    FOREIGN KEY (organization_id, currency, lease_id) REFERENCES lease (organization_id, currency, id),
    FOREIGN KEY (organization_id, lease_id, charge_id) REFERENCES charge (organization_id, lease_id, id)
);
CALL app.wall('deposit', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');
