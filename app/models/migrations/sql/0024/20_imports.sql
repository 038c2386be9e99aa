-- A list that somebody sent to be brought in: how far it is, what was made, and what was wrong with it.
CREATE TABLE import (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    file_id uuid NOT NULL,
    started_by uuid NOT NULL,
    is_trial boolean NOT NULL,
    skips_bad boolean NOT NULL,
    status text NOT NULL CHECK (status IN ('WAITING', 'RUNNING', 'DONE', 'REFUSED', 'FAILED')),
    refusal text CHECK (length(refusal) <= 500),
    row_count integer NOT NULL DEFAULT 0,
    done_count integer NOT NULL DEFAULT 0,
    fault_count integer NOT NULL DEFAULT 0,
    property_count integer NOT NULL DEFAULT 0,
    unit_count integer NOT NULL DEFAULT 0,
    tenant_count integer NOT NULL DEFAULT 0,
    lease_count integer NOT NULL DEFAULT 0,
    ended_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, file_id) REFERENCES file (organization_id, id),
    FOREIGN KEY (organization_id, started_by) REFERENCES member (organization_id, id),
    CHECK ((ended_at IS NULL) = (status IN ('WAITING', 'RUNNING')))
);
CREATE INDEX import_newest ON import (organization_id, created_at DESC, id);
CREATE INDEX import_running ON import (organization_id) WHERE ended_at IS NULL;
CALL app.wall('import', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE import_fault (
    organization_id uuid NOT NULL,
    import_id uuid NOT NULL,
    place integer NOT NULL,
    row_number integer NOT NULL,
    column_name text NOT NULL,
    message text NOT NULL,
    PRIMARY KEY (organization_id, import_id, place),
    FOREIGN KEY (organization_id, import_id) REFERENCES import (organization_id, id)
);
CALL app.wall('import_fault', 'SELECT', 'INSERT', 'DELETE');
