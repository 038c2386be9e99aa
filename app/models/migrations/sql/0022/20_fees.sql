-- What paying late costs, as the landlord sets it: written once for each change, so that an old charge keeps its rule.
CREATE TABLE late_fee_policy (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    lease_id uuid,
    number integer NOT NULL CHECK (number > 0),
    kind text NOT NULL CHECK (kind IN ('FLAT', 'PERCENT_OF_RENT', 'PERCENT_OF_OPEN', 'DAILY', 'GREATER_OF', 'LESSER_OF')),
    grace_days integer NOT NULL CHECK (grace_days BETWEEN 0 AND 90),
    counts_business_days boolean NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 0 AND 1000000000000000),
    rate_bps integer NOT NULL CHECK (rate_bps BETWEEN 0 AND 10000),
    total_max_minor bigint CHECK (total_max_minor BETWEEN 0 AND 1000000000000000),
    min_open_minor bigint NOT NULL CHECK (min_open_minor BETWEEN 0 AND 1000000000000000),
    covers_all boolean NOT NULL,
    currency char(3) NOT NULL,
    starts_on date NOT NULL,
    ends_on date CHECK (ends_on >= starts_on),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT late_fee_policy_number UNIQUE NULLS NOT DISTINCT (organization_id, property_id, lease_id, number),
    FOREIGN KEY (organization_id, property_id) REFERENCES property (organization_id, id),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id)
);
CREATE INDEX late_fee_policy_lease ON late_fee_policy (organization_id, lease_id) WHERE lease_id IS NOT NULL;
CREATE INDEX late_fee_policy_created ON late_fee_policy (organization_id, created_at, id);
CALL app.wall('late_fee_policy', 'SELECT', 'INSERT', 'UPDATE');

-- One charge of a template and period, and one fee of a charge, rule and step, whoever looks and however often. What the
-- house itself took back to charge it right no longer counts; what a person took back stays taken back.
ALTER TABLE charge
    ADD COLUMN template_id uuid,
    ADD COLUMN is_superseded boolean NOT NULL DEFAULT false,
    ADD COLUMN late_charge_id uuid,
    ADD COLUMN late_fee_policy_id uuid,
    ADD COLUMN late_step integer,
    ADD CONSTRAINT charge_template_period CHECK (template_id IS NULL OR period_start IS NOT NULL AND period_end IS NOT NULL),
    ADD CONSTRAINT charge_late CHECK (num_nonnulls(late_charge_id, late_fee_policy_id, late_step) IN (0, 3)),
    ADD FOREIGN KEY (organization_id, lease_id, template_id) REFERENCES charge_template (organization_id, lease_id, id),
    ADD FOREIGN KEY (organization_id, lease_id, late_charge_id) REFERENCES charge (organization_id, lease_id, id),
    ADD FOREIGN KEY (organization_id, late_fee_policy_id) REFERENCES late_fee_policy (organization_id, id);
CREATE UNIQUE INDEX charge_period ON charge (organization_id, lease_id, template_id, period_start)
    WHERE template_id IS NOT NULL AND NOT is_superseded;
CREATE UNIQUE INDEX charge_late_step ON charge (organization_id, late_charge_id, late_fee_policy_id, late_step)
    WHERE late_charge_id IS NOT NULL;
