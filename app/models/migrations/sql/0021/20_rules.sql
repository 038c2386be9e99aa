-- How people may pay in one currency, and what it costs them. Without a row, what the currency usually offers, without a fee.
CREATE TABLE payment_terms (
    organization_id uuid NOT NULL REFERENCES organization (id),
    id uuid NOT NULL,
    currency char(3) NOT NULL,
    allows_partial boolean NOT NULL,
    allows_ahead boolean NOT NULL,
    returned_fee_minor bigint NOT NULL CHECK (returned_fee_minor BETWEEN 0 AND 1000000000000000),
    pauses_autopay boolean NOT NULL,
    debit_refund_days integer NOT NULL CHECK (debit_refund_days BETWEEN 0 AND 90),
    -- Above this, paying back asks for a fresh proof of who is asking.
    proved_refund_minor bigint NOT NULL CHECK (proved_refund_minor BETWEEN 0 AND 1000000000000000),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT payment_terms_key UNIQUE (organization_id, currency)
);
CALL app.wall('payment_terms', 'SELECT', 'INSERT', 'UPDATE');

CREATE TABLE payment_price (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    terms_id uuid NOT NULL,
    method text NOT NULL CHECK (method IN ('CARD', 'SEPA_DEBIT', 'ACH_DEBIT', 'OTHER_ONLINE', 'BANK_TRANSFER', 'CASH', 'CHEQUE')),
    is_offered boolean NOT NULL,
    fee_bps integer NOT NULL CHECK (fee_bps BETWEEN 0 AND 1000),
    fee_flat_minor bigint NOT NULL CHECK (fee_flat_minor BETWEEN 0 AND 1000000000000000),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT payment_price_online CHECK (method NOT IN ('BANK_TRANSFER', 'CASH', 'CHEQUE')),
    CONSTRAINT payment_price_key UNIQUE (organization_id, terms_id, method),
    FOREIGN KEY (organization_id, terms_id) REFERENCES payment_terms (organization_id, id)
);
CALL app.wall('payment_price', 'SELECT', 'INSERT', 'UPDATE');

-- A standing order of one tenant for one lease.
CREATE TABLE autopay (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    lease_id uuid NOT NULL,
    member_id uuid NOT NULL,
    payment_method_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('ACTIVE', 'PAUSED', 'REVOKED')),
    timing text NOT NULL CHECK (timing IN ('DUE_DATE', 'DAY_OF_MONTH')),
    day_of_month integer CHECK (day_of_month BETWEEN 1 AND 31),
    -- Of what is due, in millionths.
    share_ppm integer NOT NULL CHECK (share_ppm BETWEEN 1 AND 1000000),
    cap_minor bigint CHECK (cap_minor BETWEEN 1 AND 1000000000000000),
    currency char(3) NOT NULL,
    skips_next boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CHECK ((timing = 'DAY_OF_MONTH') = (day_of_month IS NOT NULL)),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id),
    FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id),
    FOREIGN KEY (organization_id, payment_method_id) REFERENCES payment_method (organization_id, id)
);
CREATE UNIQUE INDEX autopay_living ON autopay (organization_id, lease_id, member_id) WHERE status <> 'REVOKED';
CREATE INDEX autopay_active ON autopay (organization_id, id) WHERE status = 'ACTIVE';
CALL app.wall('autopay', 'SELECT', 'INSERT', 'UPDATE');

-- One run for one rent month: whoever comes second finds it there.
CREATE TABLE autopay_run (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    autopay_id uuid NOT NULL,
    period_start date NOT NULL,
    run_on date NOT NULL,
    status text NOT NULL CHECK (status IN ('ANNOUNCED', 'STARTED', 'SKIPPED')),
    why text CHECK (length(why) <= 60),
    amount_minor bigint CHECK (amount_minor BETWEEN 0 AND 1000000000000000),
    payment_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT autopay_run_key UNIQUE (organization_id, autopay_id, period_start),
    CHECK ((status = 'STARTED') = (payment_id IS NOT NULL)),
    FOREIGN KEY (organization_id, autopay_id) REFERENCES autopay (organization_id, id),
    FOREIGN KEY (organization_id, payment_id) REFERENCES payment (organization_id, id)
);
CALL app.wall('autopay_run', 'SELECT', 'INSERT', 'UPDATE');
