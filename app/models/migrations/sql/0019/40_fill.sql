-- What is there already goes into the books, organization by organization: charges, payments, and what settled what.
-- What was settled without a payment that is known becomes a credit from the time before.
CREATE FUNCTION app.books_line(kind text, l lease, of_lease boolean, of_property boolean, amount bigint) RETURNS jsonb
LANGUAGE sql AS $$
    SELECT jsonb_build_object('kind', kind, 'currency', l.currency, 'amount', amount,
        'lease_id', CASE WHEN of_lease THEN l.id END, 'property_id', CASE WHEN of_lease OR of_property THEN l.property_id END)
$$;

CREATE FUNCTION app.books_entry(kind text, l lease, source text, source_id uuid, moment text, day date, owed bigint,
                                VARIADIC sides jsonb[]) RETURNS uuid LANGUAGE sql AS $$
    SELECT id FROM app.post(jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'kind', kind,
        'key', source || '/' || source_id || '/' || moment, 'effective_on', day, 'posted_at', now(), 'lease_id', l.id,
        'property_id', l.property_id, 'owed', owed, 'source_type', source, 'source_id', source_id, 'lines', to_jsonb(sides))))
$$;

CREATE FUNCTION app.books_allocate(l lease, c charge, paid uuid, given uuid, amount bigint, day date) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    id uuid := gen_random_uuid();
    sides jsonb[] := ARRAY[app.books_line('UNAPPLIED_CREDIT', l, true, true, amount),
                           app.books_line('RECEIVABLE', l, true, true, -amount)];
BEGIN
    IF c.code = 'DEPOSIT' THEN
        sides := sides || app.books_line('DEPOSIT_BILLED', l, true, true, amount)
                       || app.books_line('DEPOSIT_HELD', l, true, true, -amount);
    END IF;
    INSERT INTO allocation (organization_id, id, property_id, lease_id, charge_id, payment_id, credit_id, amount_minor, entry_id)
    VALUES (l.organization_id, id, l.property_id, l.id, c.id, paid, given, amount,
            app.books_entry('ALLOCATION', l, 'allocation', id, 'applied', day, 0, VARIADIC sides));
    UPDATE payment SET allocated_minor = allocated_minor + amount WHERE payment.id = paid;
    UPDATE credit SET allocated_minor = allocated_minor + amount WHERE credit.id = given;
END $$;

CREATE FUNCTION app.books_of(l lease, zone text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c charge;
    p payment;
    wanted bigint;
    piece bigint;
    given uuid;
BEGIN
    FOR p IN SELECT * FROM payment WHERE lease_id = l.id AND status IN ('SUCCEEDED', 'CLEARED', 'RECORDED') LOOP
        UPDATE payment SET credited_minor = amount_minor WHERE id = p.id;
        PERFORM app.books_entry('PAYMENT', l, 'payment', p.id, 'succeeded',
            coalesce(p.effective_on, (p.created_at AT TIME ZONE zone)::date), -p.amount_minor,
            app.books_line(CASE WHEN p.method IN ('CASH', 'CHEQUE') THEN 'UNDEPOSITED_FUNDS'
                                WHEN p.method = 'BANK_TRANSFER' THEN 'BANK_OPERATING'
                                ELSE 'PROVIDER_CLEARING' END, l, false, false, p.amount_minor),
            app.books_line('UNAPPLIED_CREDIT', l, true, true, -p.amount_minor));
    END LOOP;
    FOR c IN SELECT * FROM charge WHERE lease_id = l.id AND status IN ('POSTED', 'PARTIALLY_SETTLED', 'SETTLED')
              ORDER BY due_on, id LOOP
        UPDATE charge SET effective_on = (c.created_at AT TIME ZONE zone)::date,
               status = CASE c.open_minor WHEN 0 THEN 'SETTLED' WHEN c.amount_minor THEN 'POSTED' ELSE 'PARTIALLY_SETTLED' END
         WHERE id = c.id;
        PERFORM app.books_entry('CHARGE', l, 'charge', c.id, 'posted', (c.created_at AT TIME ZONE zone)::date, c.amount_minor,
            app.books_line('RECEIVABLE', l, true, true, c.amount_minor),
            app.books_line(CASE c.code WHEN 'DEPOSIT' THEN 'DEPOSIT_BILLED' ELSE c.code || '_INCOME' END, l,
                           c.code = 'DEPOSIT', true, -c.amount_minor));
        wanted := c.amount_minor - c.open_minor;
        FOR p IN SELECT * FROM payment WHERE lease_id = l.id AND allocated_minor < credited_minor
                  ORDER BY effective_on, created_at, id LOOP
            piece := least(wanted, p.credited_minor - p.allocated_minor);
            EXIT WHEN piece = 0;
            PERFORM app.books_allocate(l, c, p.id, NULL, piece, greatest(c.due_on, p.effective_on));
            wanted := wanted - piece;
        END LOOP;
        IF wanted > 0 THEN
            given := gen_random_uuid();
            INSERT INTO credit (organization_id, id, property_id, lease_id, kind, amount_minor, credited_minor, currency,
                                effective_on, reason)
            VALUES (l.organization_id, given, l.property_id, l.id, 'OPENING', wanted, wanted, l.currency, c.due_on,
                    'settled before these books began');
            PERFORM app.books_entry('OPENING', l, 'credit', given, 'granted', c.due_on, -wanted,
                app.books_line('OPENING_BALANCE', l, false, false, wanted),
                app.books_line('UNAPPLIED_CREDIT', l, true, true, -wanted));
            PERFORM app.books_allocate(l, c, NULL, given, wanted, c.due_on);
        END IF;
    END LOOP;
    UPDATE charge SET open_minor = 0 WHERE lease_id = l.id AND status IN ('REVERSED', 'CANCELLED');
    UPDATE charge SET open_minor = amount_minor WHERE lease_id = l.id AND status = 'SCHEDULED';
END $$;

DO $$
DECLARE
    org uuid;
    l lease;
    zone text;
    books bigint;
    documents bigint;
BEGIN
    FOR org IN SELECT organization_id FROM organization_stream LOOP
        PERFORM set_config('app.organization', org::text, true);
        SET CONSTRAINTS ALL DEFERRED;
        FOR l IN SELECT * FROM lease LOOP
            SELECT time_zone INTO STRICT zone FROM property WHERE id = l.property_id;
            PERFORM app.books_of(l, zone);
        END LOOP;
        SET CONSTRAINTS ALL IMMEDIATE;
        SELECT coalesce(sum(b.amount_minor), 0) INTO books FROM account_balance b
          JOIN ledger_account a ON a.organization_id = b.organization_id AND a.id = b.account_id AND a.kind = 'RECEIVABLE';
        SELECT coalesce(sum(open_minor), 0) INTO documents FROM charge
         WHERE status IN ('POSTED', 'PARTIALLY_SETTLED', 'SETTLED');
        IF books <> documents THEN
            RAISE EXCEPTION 'organization %: % are open, and the books say %', org, documents, books;
        END IF;
    END LOOP;
    PERFORM set_config('app.organization', '', true);
    SET CONSTRAINTS ALL DEFERRED;
END $$;

DROP FUNCTION app.books_of(lease, text);
DROP FUNCTION app.books_allocate(lease, charge, uuid, uuid, bigint, date);
DROP FUNCTION app.books_entry(text, lease, text, uuid, text, date, bigint, jsonb[]);
DROP FUNCTION app.books_line(text, lease, boolean, boolean, bigint);
