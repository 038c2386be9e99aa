-- Charges, payments and credits as documents of the books: what is open follows from what was allocated.

ALTER TABLE lease ADD COLUMN allocation_order text NOT NULL DEFAULT 'OLDEST_FIRST'
    CHECK (allocation_order IN ('OLDEST_FIRST', 'RENT_FIRST'));

ALTER TABLE charge
    ADD COLUMN description text CHECK (description <> '' AND length(description) <= 500),
    ADD COLUMN effective_on date,
    ADD COLUMN tax_minor bigint NOT NULL DEFAULT 0,
    ADD COLUMN rule text NOT NULL DEFAULT 'manual',
    ADD COLUMN rule_version text NOT NULL DEFAULT '1',
    ADD COLUMN inputs jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN citation text,
    ADD COLUMN citation_url text,
    ADD CONSTRAINT charge_amount CHECK (amount_minor <= 1000000000000000),
    ADD CONSTRAINT charge_tax CHECK (tax_minor >= 0 AND tax_minor < amount_minor),
    ADD FOREIGN KEY (organization_id, currency, lease_id) REFERENCES lease (organization_id, currency, id),
    ADD UNIQUE (organization_id, lease_id, id);

-- `credited_minor` is what of it stands in the books as the lease's credit: all of it once it came, less when some went back.
ALTER TABLE payment
    ADD COLUMN credited_minor bigint NOT NULL DEFAULT 0,
    ADD COLUMN allocated_minor bigint NOT NULL DEFAULT 0,
    ADD COLUMN charge_ids uuid[] NOT NULL DEFAULT '{}',
    ADD CONSTRAINT payment_amount CHECK (amount_minor <= 1000000000000000),
    ADD CONSTRAINT payment_credited CHECK (0 <= allocated_minor AND allocated_minor <= credited_minor
                                           AND credited_minor <= amount_minor),
    ADD FOREIGN KEY (organization_id, currency, lease_id) REFERENCES lease (organization_id, currency, id),
    ADD UNIQUE (organization_id, lease_id, id);
CREATE INDEX payment_unapplied ON payment (organization_id, lease_id) WHERE allocated_minor < credited_minor;

-- What lowers a debt without a payment. With a charge it forgives that one alone; without, it is spent as a payment is.
CREATE TABLE credit (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    lease_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('CONCESSION', 'WAIVER', 'WRITE_OFF', 'DEPOSIT_DEDUCTION', 'TRANSFER', 'OPENING')),
    charge_id uuid,
    amount_minor bigint NOT NULL CHECK (amount_minor BETWEEN 1 AND 1000000000000000),
    credited_minor bigint NOT NULL,
    allocated_minor bigint NOT NULL DEFAULT 0,
    currency char(3) NOT NULL,
    effective_on date NOT NULL,
    reason text NOT NULL CHECK (reason <> '' AND length(reason) <= 1000),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, lease_id, id),
    CONSTRAINT credit_credited CHECK (0 <= allocated_minor AND allocated_minor <= credited_minor
                                      AND credited_minor <= amount_minor),
    CONSTRAINT credit_charge CHECK ((kind IN ('WAIVER', 'WRITE_OFF')) = (charge_id IS NOT NULL)),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id),
    FOREIGN KEY (organization_id, currency, lease_id) REFERENCES lease (organization_id, currency, id),
    FOREIGN KEY (organization_id, lease_id, charge_id) REFERENCES charge (organization_id, lease_id, id)
);
CREATE INDEX credit_lease ON credit (organization_id, lease_id);
CREATE INDEX credit_unapplied ON credit (organization_id, lease_id) WHERE allocated_minor < credited_minor;
CALL app.wall('credit', 'SELECT', 'INSERT', 'UPDATE');

-- So much of a payment or a credit settles so much of a charge, until it is undone; a row is never used again.
CREATE TABLE allocation (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    property_id uuid NOT NULL,
    lease_id uuid NOT NULL,
    charge_id uuid NOT NULL,
    payment_id uuid,
    credit_id uuid,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    entry_id uuid NOT NULL,
    undone_by_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (organization_id, id),
    CONSTRAINT allocation_source CHECK (num_nonnulls(payment_id, credit_id) = 1),
    FOREIGN KEY (organization_id, property_id, lease_id) REFERENCES lease (organization_id, property_id, id),
    FOREIGN KEY (organization_id, lease_id, charge_id) REFERENCES charge (organization_id, lease_id, id),
    FOREIGN KEY (organization_id, lease_id, payment_id) REFERENCES payment (organization_id, lease_id, id),
    FOREIGN KEY (organization_id, lease_id, credit_id) REFERENCES credit (organization_id, lease_id, id),
    FOREIGN KEY (organization_id, entry_id) REFERENCES journal_entry (organization_id, id),
    FOREIGN KEY (organization_id, undone_by_id) REFERENCES journal_entry (organization_id, id)
);
CREATE INDEX allocation_charge ON allocation (organization_id, charge_id) WHERE undone_by_id IS NULL;
CREATE INDEX allocation_payment ON allocation (organization_id, payment_id) WHERE undone_by_id IS NULL;
CREATE INDEX allocation_credit ON allocation (organization_id, credit_id) WHERE undone_by_id IS NULL;
CALL app.wall('allocation', 'SELECT', 'INSERT', 'UPDATE');

-- At COMMIT: what is open of a charge is its amount less what was allocated to it, and its status says so.
CREATE FUNCTION app.check_charge() RETURNS trigger LANGUAGE plpgsql SET search_path = app, public, pg_temp AS $$
DECLARE
    owed charge;
    settled bigint;
BEGIN
    SELECT * INTO owed FROM charge c WHERE c.organization_id = NEW.organization_id
       AND c.id = (to_jsonb(NEW)->>CASE TG_TABLE_NAME WHEN 'charge' THEN 'id' ELSE 'charge_id' END)::uuid;
    SELECT coalesce(sum(a.amount_minor), 0) INTO settled FROM allocation a
     WHERE a.organization_id = owed.organization_id AND a.charge_id = owed.id AND a.undone_by_id IS NULL;
    IF NOT (CASE owed.status
        WHEN 'POSTED' THEN settled = 0 AND owed.open_minor = owed.amount_minor
        WHEN 'PARTIALLY_SETTLED' THEN owed.open_minor = owed.amount_minor - settled AND settled > 0 AND owed.open_minor > 0
        WHEN 'SETTLED' THEN owed.open_minor = 0 AND settled = owed.amount_minor
        WHEN 'SCHEDULED' THEN settled = 0 AND owed.open_minor = owed.amount_minor
        ELSE settled = 0 AND owed.open_minor = 0 END)
    THEN
        RAISE EXCEPTION 'charge % is % with % of % open, and % are allocated', owed.id, owed.status, owed.open_minor,
            owed.amount_minor, settled USING ERRCODE = 'check_violation', CONSTRAINT = 'charge_open';
    END IF;
    RETURN NULL;
END $$;

-- At COMMIT: what a payment or a credit says was allocated is what was.
CREATE FUNCTION app.check_spent() RETURNS trigger LANGUAGE plpgsql SET search_path = app, public, pg_temp AS $$
DECLARE
    said bigint;
    spent bigint;
    paid uuid := (to_jsonb(NEW)->>CASE TG_TABLE_NAME WHEN 'payment' THEN 'id' WHEN 'allocation' THEN 'payment_id' END)::uuid;
    given uuid := (to_jsonb(NEW)->>CASE TG_TABLE_NAME WHEN 'credit' THEN 'id' WHEN 'allocation' THEN 'credit_id' END)::uuid;
BEGIN
    IF paid IS NOT NULL THEN
        SELECT allocated_minor INTO said FROM payment WHERE organization_id = NEW.organization_id AND id = paid;
        SELECT coalesce(sum(amount_minor), 0) INTO spent FROM allocation
         WHERE organization_id = NEW.organization_id AND payment_id = paid AND undone_by_id IS NULL;
    ELSE
        SELECT allocated_minor INTO said FROM credit WHERE organization_id = NEW.organization_id AND id = given;
        SELECT coalesce(sum(amount_minor), 0) INTO spent FROM allocation
         WHERE organization_id = NEW.organization_id AND credit_id = given AND undone_by_id IS NULL;
    END IF;
    IF said <> spent THEN
        RAISE EXCEPTION '% or % says % are allocated, and % are', paid, given, said, spent
            USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_spent';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER open AFTER INSERT OR UPDATE ON charge DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION app.check_charge();
CREATE CONSTRAINT TRIGGER open AFTER INSERT OR UPDATE ON allocation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION app.check_charge();
CREATE CONSTRAINT TRIGGER spent AFTER INSERT OR UPDATE ON allocation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION app.check_spent();
CREATE CONSTRAINT TRIGGER spent AFTER INSERT OR UPDATE ON payment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION app.check_spent();
CREATE CONSTRAINT TRIGGER spent AFTER INSERT OR UPDATE ON credit DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION app.check_spent();
