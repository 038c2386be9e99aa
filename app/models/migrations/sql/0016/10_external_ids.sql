-- What the landlord's own lists call things: so that a list can be brought in again and again, and nothing is there twice.
CREATE TABLE external_id (
    organization_id uuid NOT NULL REFERENCES organization (id),
    noun text NOT NULL CHECK (noun IN ('property', 'unit', 'tenant', 'lease')),
    external_id text NOT NULL CHECK (external_id <> '' AND length(external_id) <= 100),
    row_id uuid NOT NULL,
    PRIMARY KEY (organization_id, noun, external_id)
);
CALL app.wall('external_id', 'SELECT', 'INSERT');
