-- The account of a landlord at the provider of payments. What a webhook is about is known by it, never by what it says itself.
CREATE TABLE provider_account (
    organization_id uuid NOT NULL REFERENCES organization (id),
    id uuid NOT NULL,
    provider text NOT NULL CHECK (provider IN ('STRIPE', 'SIMULATOR')),
    is_live boolean NOT NULL,
    external_id text NOT NULL CHECK (external_id ~ '^acct_[A-Za-z0-9_]{1,60}$'),
    status text NOT NULL CHECK (status IN ('ACTIVE', 'REPLACED')),
    -- A new account that takes the place of another is not paid into before this moment.
    usable_from timestamptz NOT NULL,
    -- Up to here the provider's own list of events was read.
    read_until timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT provider_account_key UNIQUE (organization_id, external_id)
);
CREATE INDEX provider_account_external ON provider_account (external_id);
CALL app.wall('provider_account', 'SELECT', 'INSERT', 'UPDATE');

-- Whoever brings an event does not know its organization: the row of exactly that account may be read.
CREATE FUNCTION app.named_account() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.account', true), '') $$;
CREATE POLICY named ON provider_account FOR SELECT USING (external_id = (SELECT app.named_account()));

CREATE FUNCTION app.account_by(account text, name text) RETURNS SETOF provider_account LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.account', account, true);
    RETURN QUERY SELECT a.* FROM provider_account a WHERE a.external_id = account AND a.provider = name;
    PERFORM set_config('app.account', '', true);
END $$;

-- A card or an account that somebody pays from. The numbers stay with the provider: here is what it calls them, and what
-- people recognize them by.
CREATE TABLE payment_method (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    provider_account_id uuid NOT NULL,
    member_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('CARD', 'SEPA_DEBIT', 'ACH_DEBIT', 'OTHER_ONLINE', 'BANK_TRANSFER', 'CASH', 'CHEQUE')),
    status text NOT NULL CHECK (status IN ('PENDING', 'ACTIVE', 'FAILED', 'REMOVED')),
    external_id text CHECK (length(external_id) <= 200),
    label text CHECK (length(label) <= 100),
    expires_on date,
    mandate text CHECK (length(mandate) <= 200),
    -- When, from where and with which program the payer agreed to be debited without being there.
    accepted_at timestamptz,
    accepted_from text CHECK (length(accepted_from) <= 60),
    accepted_with text CHECK (length(accepted_with) <= 300),
    failure_code text CHECK (length(failure_code) <= 100),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT payment_method_key UNIQUE (organization_id, external_id),
    CHECK (status <> 'ACTIVE' OR external_id IS NOT NULL),
    CONSTRAINT payment_method_online CHECK (kind NOT IN ('BANK_TRANSFER', 'CASH', 'CHEQUE')),
    FOREIGN KEY (organization_id, provider_account_id) REFERENCES provider_account (organization_id, id),
    FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id)
);
CREATE INDEX payment_method_member ON payment_method (organization_id, member_id);
CALL app.wall('payment_method', 'SELECT', 'INSERT', 'UPDATE');

ALTER TABLE payment
    ADD COLUMN fee_minor bigint NOT NULL DEFAULT 0 CHECK (fee_minor BETWEEN 0 AND 1000000000000000),
    ADD COLUMN refunded_minor bigint NOT NULL DEFAULT 0,
    ADD COLUMN source text NOT NULL DEFAULT 'OFFICE' CHECK (source IN ('PAYER', 'AUTOPAY', 'OFFICE')),
    ADD COLUMN provider_account_id uuid,
    ADD COLUMN payment_method_id uuid,
    ADD COLUMN scheduled_on date,
    ADD COLUMN reference text CHECK (length(reference) <= 140),
    ADD COLUMN failure_code text CHECK (length(failure_code) <= 100),
    ADD CONSTRAINT payment_refunded CHECK (refunded_minor BETWEEN 0 AND amount_minor),
    ADD FOREIGN KEY (organization_id, provider_account_id) REFERENCES provider_account (organization_id, id),
    ADD FOREIGN KEY (organization_id, payment_method_id) REFERENCES payment_method (organization_id, id),
    DROP CONSTRAINT payment_method_check,
    ADD CONSTRAINT payment_method_check CHECK (method IN ('CARD', 'SEPA_DEBIT', 'ACH_DEBIT', 'OTHER_ONLINE', 'BANK_TRANSFER',
                                                          'CASH', 'CHEQUE'));
CREATE INDEX payment_under_way ON payment (organization_id, updated_at)
 WHERE status IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING', 'FAILED') AND provider_account_id IS NOT NULL;
CREATE INDEX payment_scheduled ON payment (organization_id, scheduled_on) WHERE status = 'CREATED' AND scheduled_on IS NOT NULL;

-- Money on its way back to the payer.
CREATE TABLE refund (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    lease_id uuid NOT NULL,
    payment_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('PENDING', 'SUCCEEDED', 'FAILED')),
    amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 1 AND 1000000000000000),
    currency char(3) NOT NULL,
    reason text NOT NULL CHECK (reason <> '' AND length(reason) <= 500),
    -- Nobody of ours, when it was made at the provider itself.
    asked_by uuid,
    failure_code text CHECK (length(failure_code) <= 100),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id),
    FOREIGN KEY (organization_id, payment_id) REFERENCES payment (organization_id, id),
    FOREIGN KEY (organization_id, asked_by) REFERENCES member (organization_id, id)
);
CREATE INDEX refund_payment ON refund (organization_id, payment_id);
CREATE INDEX refund_pending ON refund (organization_id, updated_at) WHERE status = 'PENDING';
CALL app.wall('refund', 'SELECT', 'INSERT', 'UPDATE');

-- What the provider is asked to do. The row is committed before the call, and its id is the provider's idempotency key: a call
-- that nobody knows the answer of is made again with the same key, until it is known.
CREATE TABLE payment_attempt (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    provider_account_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('START', 'CANCEL', 'REFUND', 'SETUP', 'DETACH')),
    payment_id uuid,
    refund_id uuid,
    payment_method_id uuid,
    -- As it is sent, so that a repetition is the same to the letter.
    params jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('PLANNED', 'DONE', 'REFUSED', 'GIVEN_UP')),
    tries integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    sent_at timestamptz,
    ended_at timestamptz,
    last_error text CHECK (length(last_error) <= 300),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CHECK (num_nonnulls(payment_id, refund_id, payment_method_id) = 1),
    CHECK ((state = 'PLANNED') = (ended_at IS NULL)),
    FOREIGN KEY (organization_id, provider_account_id) REFERENCES provider_account (organization_id, id),
    FOREIGN KEY (organization_id, payment_id) REFERENCES payment (organization_id, id),
    FOREIGN KEY (organization_id, refund_id) REFERENCES refund (organization_id, id),
    FOREIGN KEY (organization_id, payment_method_id) REFERENCES payment_method (organization_id, id)
);
CREATE INDEX payment_attempt_due ON payment_attempt (organization_id, due_at) WHERE state = 'PLANNED';
CREATE INDEX payment_attempt_payment ON payment_attempt (organization_id, payment_id) WHERE payment_id IS NOT NULL;
CALL app.wall('payment_attempt', 'SELECT', 'INSERT', 'UPDATE');

-- What the provider calls our things.
CREATE TABLE provider_object (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    provider_account_id uuid NOT NULL,
    external_id text NOT NULL CHECK (length(external_id) BETWEEN 1 AND 200),
    payment_id uuid,
    refund_id uuid,
    payment_method_id uuid,
    member_id uuid,
    status text CHECK (length(status) <= 100),
    -- For the payer's browser alone; forgotten as soon as it is of no use.
    client_secret text CHECK (length(client_secret) <= 400),
    -- When the newest look at it began that was applied here: an older look comes too late.
    looked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT provider_object_key UNIQUE (organization_id, provider_account_id, external_id),
    CHECK (num_nonnulls(payment_id, refund_id, payment_method_id, member_id) = 1),
    FOREIGN KEY (organization_id, provider_account_id) REFERENCES provider_account (organization_id, id),
    FOREIGN KEY (organization_id, payment_id) REFERENCES payment (organization_id, id),
    FOREIGN KEY (organization_id, refund_id) REFERENCES refund (organization_id, id),
    FOREIGN KEY (organization_id, payment_method_id) REFERENCES payment_method (organization_id, id),
    FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id)
);
CREATE UNIQUE INDEX provider_object_payment ON provider_object (organization_id, payment_id) WHERE payment_id IS NOT NULL;
CREATE UNIQUE INDEX provider_object_refund ON provider_object (organization_id, refund_id) WHERE refund_id IS NOT NULL;
CREATE UNIQUE INDEX provider_object_method ON provider_object (organization_id, payment_method_id)
 WHERE payment_method_id IS NOT NULL;
CREATE UNIQUE INDEX provider_object_member ON provider_object (organization_id, provider_account_id, member_id)
 WHERE member_id IS NOT NULL;
CALL app.wall('provider_object', 'SELECT', 'INSERT', 'UPDATE');

-- What the provider told, as it came. It is only a hint: whoever works on it reads the thing anew from the provider.
CREATE TABLE provider_event (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    provider_account_id uuid NOT NULL,
    external_id text NOT NULL CHECK (length(external_id) BETWEEN 1 AND 200),
    kind text NOT NULL CHECK (length(kind) <= 100),
    -- What it is about, and the payment that belongs to, as the provider calls them.
    object_key text NOT NULL CHECK (length(object_key) <= 200),
    intent_key text CHECK (length(intent_key) <= 200),
    -- It says that it is about something of ours: perhaps of something whose name we are still to hear.
    is_ours boolean NOT NULL,
    body text CHECK (length(body) <= 524288),
    state text NOT NULL CHECK (state IN ('WAITING', 'DONE', 'PARKED')),
    tries integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    ended_at timestamptz,
    last_error text CHECK (length(last_error) <= 300),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT provider_event_key UNIQUE (organization_id, provider_account_id, external_id),
    CHECK ((state = 'DONE') = (ended_at IS NOT NULL)),
    FOREIGN KEY (organization_id, provider_account_id) REFERENCES provider_account (organization_id, id)
);
CREATE INDEX provider_event_due ON provider_event (organization_id, due_at) WHERE state = 'WAITING';
CREATE INDEX provider_event_parked ON provider_event (organization_id, created_at) WHERE state = 'PARKED';
CREATE INDEX provider_event_ended ON provider_event (organization_id, ended_at) WHERE state = 'DONE';
CALL app.wall('provider_event', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');
