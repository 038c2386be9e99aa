-- What a lease charges again and again: its rent, and whatever comes beside it.
CREATE TABLE charge_template (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    lease_id uuid NOT NULL,
    code text NOT NULL CHECK (code IN ('RENT', 'UTILITY', 'PARKING', 'STORAGE', 'OTHER')),
    description text CHECK (description <> '' AND length(description) <= 500),
    frequency text NOT NULL CHECK (frequency IN ('MONTHLY', 'QUARTERLY', 'YEARLY')),
    currency char(3) NOT NULL,
    due_day integer NOT NULL CHECK (due_day BETWEEN 1 AND 31),
    lead_days integer NOT NULL CHECK (lead_days BETWEEN 0 AND 60),
    starts_on date NOT NULL,
    ends_on date CHECK (ends_on >= starts_on),
    -- The days before this one are charged; the next period is billed on `next_bill_on`, none is left when it is empty.
    billed_until date NOT NULL,
    next_bill_on date,
    -- The lease ends on another day now, or a price has changed: what was charged already is compared.
    is_changed boolean NOT NULL DEFAULT false,
    -- More would be charged on one day than anybody could mean: nothing is, until a person has looked.
    stopped_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, lease_id, id),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id),
    FOREIGN KEY (organization_id, currency, lease_id) REFERENCES lease (organization_id, currency, id)
);
CREATE UNIQUE INDEX charge_template_rent ON charge_template (organization_id, lease_id) WHERE code = 'RENT';
CREATE INDEX charge_template_lease ON charge_template (organization_id, lease_id);
CREATE INDEX charge_template_due ON charge_template (organization_id, next_bill_on, lease_id) WHERE stopped_at IS NULL;
CREATE INDEX charge_template_created ON charge_template (organization_id, created_at, id);
CALL app.wall('charge_template', 'SELECT', 'INSERT', 'UPDATE');

-- What a full period of it costs from a day on.
CREATE TABLE rent_step (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    lease_id uuid NOT NULL,
    template_id uuid NOT NULL,
    starts_on date NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 0 AND 1000000000000000),
    -- Whether the lease shows it as its rent by now.
    is_applied boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT rent_step_day UNIQUE (organization_id, template_id, starts_on),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id),
    FOREIGN KEY (organization_id, lease_id, template_id) REFERENCES charge_template (organization_id, lease_id, id)
);
CREATE INDEX rent_step_coming ON rent_step (organization_id, starts_on) WHERE NOT is_applied;
CALL app.wall('rent_step', 'SELECT', 'INSERT', 'UPDATE');
