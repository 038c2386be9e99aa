CREATE TABLE property (
    organization_id uuid NOT NULL REFERENCES organization (id),
    id uuid NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    line1 text NOT NULL,
    line2 text,
    postal_code text NOT NULL,
    city text NOT NULL,
    region text,
    country_code char(2) NOT NULL,
    time_zone text NOT NULL,
    currency char(3) NOT NULL,
    jurisdiction text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX property_name ON property (organization_id, name, id);
CALL app.wall('property', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE building (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    label text NOT NULL CHECK (label <> ''),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, property_id, id),
    FOREIGN KEY (organization_id, property_id) REFERENCES property (organization_id, id)
);
CALL app.wall('building', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE unit (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    building_id uuid,
    label text NOT NULL CHECK (label <> ''),
    kind text NOT NULL CHECK (kind IN ('FLAT', 'HOUSE', 'ROOM', 'PARKING', 'STORAGE', 'COMMERCIAL')),
    area_square_meters numeric(9, 2) CHECK (area_square_meters > 0),
    bedroom_count integer CHECK (bedroom_count >= 0),
    market_rent_minor bigint CHECK (market_rent_minor >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, property_id, id),
    FOREIGN KEY (organization_id, property_id) REFERENCES property (organization_id, id),
    FOREIGN KEY (organization_id, property_id, building_id) REFERENCES building (organization_id, property_id, id)
);
CREATE INDEX unit_label ON unit (organization_id, label, id);
CREATE INDEX unit_property ON unit (organization_id, property_id);
CALL app.wall('unit', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE tenant (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT tenant_member_key UNIQUE (organization_id, member_id),
    FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id)
);
CALL app.wall('tenant', 'SELECT', 'INSERT', 'UPDATE');
