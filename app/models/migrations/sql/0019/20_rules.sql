-- Written once: refused to everybody, the owner of the tables too, and whatever the session's replication role is.
CREATE FUNCTION app.refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql SET search_path = app, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is written once: % is refused, reverse the entry instead', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_immutable';
END $$;
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry
    FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_ledger_change();
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON posting
    FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_ledger_change();
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_account
    FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_ledger_change();
ALTER TABLE journal_entry ENABLE ALWAYS TRIGGER immutable;
ALTER TABLE posting ENABLE ALWAYS TRIGGER immutable;
ALTER TABLE ledger_account ENABLE ALWAYS TRIGGER immutable;

-- Who posts holds this lock shared until COMMIT; who closes a month or freezes the books holds it alone.
CREATE FUNCTION app.ledger_lock(org uuid) RETURNS bigint LANGUAGE sql IMMUTABLE AS
    $$ SELECT hashtextextended('ledger/' || org::text, 0) $$;

CREATE FUNCTION app.admit_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = app, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(app.ledger_lock(NEW.organization_id));
    IF EXISTS (SELECT FROM accounting_period p WHERE p.organization_id = NEW.organization_id
                  AND p.first_on = date_trunc('month', NEW.effective_on)::date AND p.closed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the month of % is closed', NEW.effective_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'accounting_period_open';
    END IF;
    IF EXISTS (SELECT FROM ledger_state s WHERE s.organization_id = NEW.organization_id AND s.frozen_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the books are frozen' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_open';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER admit BEFORE INSERT ON journal_entry FOR EACH ROW EXECUTE FUNCTION app.admit_entry();

-- At COMMIT: the entry is whole, balanced, of one lease; a reversal is the exact opposite. Then the balances move.
CREATE FUNCTION app.settle_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = app, public, pg_temp AS $$
DECLARE
    found bigint;
    owed bigint;
BEGIN
    SELECT count(*), coalesce(sum(p.amount_minor) FILTER (WHERE a.kind IN ('RECEIVABLE', 'UNAPPLIED_CREDIT')), 0)
      INTO found, owed
      FROM posting p JOIN ledger_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
     WHERE p.organization_id = NEW.organization_id AND p.entry_id = NEW.id;
    IF found <> NEW.lines OR owed <> NEW.owed_minor THEN
        RAISE EXCEPTION 'entry % says % lines and %, and has % and %', NEW.id, NEW.lines, NEW.owed_minor, found, owed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_entry_whole';
    END IF;
    IF EXISTS (SELECT FROM posting p JOIN ledger_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
                WHERE p.organization_id = NEW.organization_id AND p.entry_id = NEW.id
                GROUP BY p.currency, a.account_class = 'MEMO' HAVING sum(p.amount_minor) <> 0) THEN
        RAISE EXCEPTION 'entry % does not add up to zero', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_entry_balanced';
    END IF;
    IF EXISTS (SELECT FROM posting p JOIN ledger_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
                WHERE p.organization_id = NEW.organization_id AND p.entry_id = NEW.id
                  AND (a.lease_id <> NEW.lease_id OR a.property_id <> NEW.property_id
                       OR a.lease_id IS NOT NULL AND NEW.lease_id IS NULL
                       OR a.property_id IS NOT NULL AND NEW.property_id IS NULL)) THEN
        RAISE EXCEPTION 'entry % touches more than one lease or property', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_entry_place';
    END IF;
    IF NEW.reverses_id IS NOT NULL AND (
        (SELECT kind = 'REVERSAL' FROM journal_entry WHERE organization_id = NEW.organization_id AND id = NEW.reverses_id)
        OR EXISTS (SELECT FROM posting p WHERE p.organization_id = NEW.organization_id
                      AND p.entry_id IN (NEW.id, NEW.reverses_id)
                    GROUP BY p.account_id
                   HAVING sum(p.amount_minor) <> 0 OR count(*) FILTER (WHERE p.entry_id = NEW.id) = 0)) THEN
        RAISE EXCEPTION 'entry % is not the opposite of %', NEW.id, NEW.reverses_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_entry_opposite';
    END IF;
    -- The lock that the tail of every write takes anyway, a moment earlier: so nobody waits for a balance in a circle.
    PERFORM FROM organization_stream WHERE organization_id = NEW.organization_id FOR NO KEY UPDATE;
    UPDATE account_balance b
       SET amount_minor = b.amount_minor + moved.amount, version = b.version + 1, as_of = greatest(b.as_of, NEW.position)
      FROM (SELECT account_id, sum(amount_minor) AS amount FROM posting
             WHERE organization_id = NEW.organization_id AND entry_id = NEW.id GROUP BY account_id) moved
     WHERE b.organization_id = NEW.organization_id AND b.account_id = moved.account_id;
    INSERT INTO account_balance (organization_id, account_id, sign, amount_minor, as_of)
    SELECT p.organization_id, p.account_id, app.account_sign(min(a.kind)), sum(p.amount_minor), NEW.position
      FROM posting p JOIN ledger_account a ON a.organization_id = p.organization_id AND a.id = p.account_id
     WHERE p.organization_id = NEW.organization_id AND p.entry_id = NEW.id
       AND NOT EXISTS (SELECT FROM account_balance b
                        WHERE b.organization_id = p.organization_id AND b.account_id = p.account_id)
     GROUP BY p.organization_id, p.account_id;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER settle AFTER INSERT ON journal_entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION app.settle_entry();

-- The SHA-256 of everything that an entry says; `app/ledger/entries.py` computes the same from what is kept.
CREATE FUNCTION app.entry_digest(entry jsonb) RETURNS bytea LANGUAGE sql STABLE SET search_path = app, public, pg_temp AS $$
    SELECT sha256(convert_to(
        array_to_string(ARRAY[entry->>'id', entry->>'kind', entry->>'effective_on', entry->>'source_type', entry->>'source_id',
                              entry->>'key', entry->>'reason', entry->>'reverses_id'], E'\t', '')
        || (SELECT string_agg(E'\n' || array_to_string(ARRAY[l.side->>'kind', l.side->>'currency', l.side->>'lease_id',
                   l.side->>'property_id', l.side->>'provider_account_id', l.side->>'amount'], E'\t', ''), '' ORDER BY l.line)
              FROM jsonb_array_elements(entry->'lines') WITH ORDINALITY AS l (side, line)), 'UTF8'))
$$;

-- Writes entries with their lines and whatever accounts they are the first to need. An entry whose key is there already is
-- left out. Returns the id of each entry, by key.
CREATE FUNCTION app.post(entries jsonb) RETURNS TABLE (key text, id uuid, is_new boolean)
LANGUAGE plpgsql SET search_path = app, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    org uuid := app.current_org();
    fresh uuid[];
BEGIN
    INSERT INTO ledger_account (organization_id, id, kind, account_class, currency, lease_id, property_id, provider_account_id)
    SELECT DISTINCT org, app.account_id(org, l.kind, l.currency, l.lease_id, l.property_id, l.provider_account_id),
           l.kind, app.account_class(l.kind), l.currency, l.lease_id, l.property_id, l.provider_account_id
      FROM jsonb_array_elements(entries) e
     CROSS JOIN jsonb_to_recordset(e->'lines')
           AS l (kind text, currency text, lease_id uuid, property_id uuid, provider_account_id uuid)
     ORDER BY 2
        ON CONFLICT (organization_id, id) DO NOTHING;

    WITH written AS (
        INSERT INTO journal_entry (organization_id, id, kind, key, effective_on, posted_at, lines, lease_id, property_id,
                                   owed_minor, source_type, source_id, reverses_id, actor_id, reason, hash)
        SELECT org, (e->>'id')::uuid, e->>'kind', e->>'key', (e->>'effective_on')::date, (e->>'posted_at')::timestamptz,
               jsonb_array_length(e->'lines'), (e->>'lease_id')::uuid, (e->>'property_id')::uuid, (e->>'owed')::bigint,
               e->>'source_type', (e->>'source_id')::uuid, (e->>'reverses_id')::uuid, (e->>'actor_id')::uuid, e->>'reason',
               app.entry_digest(e)
          FROM jsonb_array_elements(entries) WITH ORDINALITY AS given (e, place)
         ORDER BY place
            ON CONFLICT (organization_id, key) DO NOTHING
        RETURNING journal_entry.id
    )
    SELECT array_agg(written.id) INTO fresh FROM written;

    INSERT INTO posting (organization_id, entry_id, line, of, account_id, currency, amount_minor)
    SELECT org, (e->>'id')::uuid, l.line, jsonb_array_length(e->'lines'),
           app.account_id(org, l.side->>'kind', l.side->>'currency', (l.side->>'lease_id')::uuid,
                          (l.side->>'property_id')::uuid, (l.side->>'provider_account_id')::uuid),
           l.side->>'currency', (l.side->>'amount')::bigint
      FROM jsonb_array_elements(entries) e
     CROSS JOIN jsonb_array_elements(e->'lines') WITH ORDINALITY AS l (side, line)
     WHERE (e->>'id')::uuid = ANY (fresh);

    RETURN QUERY
    SELECT j.key, j.id, j.id = ANY (coalesce(fresh, '{}'))
      FROM jsonb_array_elements(entries) e
      JOIN journal_entry j ON j.organization_id = org AND j.key = e->>'key';
END $$;
