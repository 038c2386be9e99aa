CREATE TABLE lease (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    number text NOT NULL,
    type text NOT NULL CHECK (type IN ('FIXED', 'FIXED_WITH_ROLLOVER', 'AT_WILL')),
    status text NOT NULL CHECK (status IN ('DRAFT', 'OFFERED', 'SIGNED', 'ACTIVE', 'HOLDOVER', 'NOTICE_GIVEN', 'ENDED',
                                           'CLOSED', 'CANCELLED')),
    start_on date NOT NULL,
    end_on date,
    rent_minor bigint NOT NULL CHECK (rent_minor >= 0),
    currency char(3) NOT NULL,
    due_day integer NOT NULL CHECK (due_day BETWEEN 1 AND 31),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, property_id, id),
    CONSTRAINT lease_number_key UNIQUE (organization_id, number),
    CONSTRAINT lease_period CHECK (end_on IS NULL OR end_on > start_on),
    FOREIGN KEY (organization_id, property_id) REFERENCES property (organization_id, id)
);
CREATE INDEX lease_property ON lease (organization_id, property_id);
CALL app.wall('lease', 'SELECT', 'INSERT', 'UPDATE');

-- A unit has one lease at a time: periods that occupy it never overlap, whoever writes and however many at once.
CREATE TABLE lease_unit (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    lease_id uuid NOT NULL,
    unit_id uuid NOT NULL,
    period daterange NOT NULL CHECK (NOT isempty(period)),
    occupies boolean NOT NULL,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT lease_unit_key UNIQUE (organization_id, lease_id, unit_id),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id),
    FOREIGN KEY (organization_id, property_id, unit_id) REFERENCES unit (organization_id, property_id, id),
    CONSTRAINT lease_unit_overlap EXCLUDE USING gist (organization_id WITH =, unit_id WITH =, period WITH &&) WHERE (occupies)
);
CREATE INDEX lease_unit_unit ON lease_unit (organization_id, unit_id);
CALL app.wall('lease_unit', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE lease_party (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    lease_id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('TENANT', 'CO_TENANT', 'GUARANTOR', 'OCCUPANT')),
    status text NOT NULL CHECK (status IN ('FUTURE', 'CURRENT', 'NOTICE', 'PAST')),
    move_in_on date,
    notice_given_on date,
    move_out_on date,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT lease_party_key UNIQUE (organization_id, lease_id, tenant_id),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id),
    FOREIGN KEY (organization_id, tenant_id) REFERENCES tenant (organization_id, id)
);
CREATE INDEX lease_party_tenant ON lease_party (organization_id, tenant_id);
CALL app.wall('lease_party', 'SELECT', 'INSERT', 'UPDATE');

-- One role over one scope for one span of time. A row carries the ancestors of its scope, so that rules compare columns.
CREATE TABLE access_grant (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    person_id uuid REFERENCES person (id),
    role text NOT NULL CHECK (role IN ('TENANT', 'GUARANTOR', 'OWNER', 'ADMIN', 'MANAGER', 'ACCOUNTANT', 'MAINTENANCE',
                                       'VENDOR', 'AUDITOR')),
    property_id uuid,
    building_id uuid,
    unit_id uuid,
    lease_id uuid,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id),
    FOREIGN KEY (organization_id, property_id) REFERENCES property (organization_id, id),
    FOREIGN KEY (organization_id, property_id, building_id) REFERENCES building (organization_id, property_id, id),
    FOREIGN KEY (organization_id, property_id, unit_id) REFERENCES unit (organization_id, property_id, id),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id),
    CONSTRAINT access_grant_ancestors CHECK (property_id IS NOT NULL OR (building_id IS NULL AND unit_id IS NULL AND lease_id IS NULL))
);
CREATE INDEX access_grant_member ON access_grant (organization_id, member_id);
CREATE INDEX access_grant_person ON access_grant (person_id);
CALL app.wall('access_grant', 'SELECT', 'INSERT', 'UPDATE');
CREATE POLICY own_account ON access_grant FOR SELECT USING (person_id = (SELECT app.current_person()));
