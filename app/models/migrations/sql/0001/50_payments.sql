CREATE TABLE charge (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    lease_id uuid NOT NULL,
    code text NOT NULL CHECK (code IN ('RENT', 'UTILITY', 'PARKING', 'STORAGE', 'LATE_FEE', 'RETURNED_PAYMENT_FEE', 'DAMAGE',
                                       'DEPOSIT', 'OTHER')),
    status text NOT NULL CHECK (status IN ('SCHEDULED', 'POSTED', 'PARTIALLY_SETTLED', 'SETTLED', 'REVERSED', 'CANCELLED')),
    due_on date NOT NULL,
    period_start date,
    period_end date,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    open_minor bigint NOT NULL CHECK (open_minor BETWEEN 0 AND amount_minor),
    currency char(3) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id)
);
CREATE INDEX charge_due ON charge (organization_id, due_on, id);
CREATE INDEX charge_lease ON charge (organization_id, lease_id, due_on);
CALL app.wall('charge', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE payment (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    lease_id uuid NOT NULL,
    number text NOT NULL,
    payer_id uuid,
    method text NOT NULL CHECK (method IN ('CARD', 'SEPA_DEBIT', 'ACH_DEBIT', 'BANK_TRANSFER', 'CASH', 'CHEQUE')),
    status text NOT NULL CHECK (status IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING', 'SUCCEEDED', 'CANCELLED', 'EXPIRED',
                                           'FAILED', 'RETURNED', 'DISPUTED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CHARGED_BACK',
                                           'RECORDED', 'CLEARED', 'BOUNCED', 'VOIDED')),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency char(3) NOT NULL,
    effective_on date,
    succeeded_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT payment_number_key UNIQUE (organization_id, number),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id),
    FOREIGN KEY (organization_id, payer_id) REFERENCES member (organization_id, id)
);
CREATE INDEX payment_created ON payment (organization_id, created_at, id);
CREATE INDEX payment_lease ON payment (organization_id, lease_id, created_at);
CALL app.wall('payment', 'SELECT', 'INSERT', 'UPDATE');
