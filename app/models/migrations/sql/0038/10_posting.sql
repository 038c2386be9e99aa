CREATE OR REPLACE FUNCTION app.post(entries jsonb) RETURNS TABLE (key text, id uuid, is_new boolean)
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

    -- Two steps, and the books are read for what was there already alone: joined to everything that was given, they were
    -- read from end to end for each of it where the statistics were of a time when they were empty.
    RETURN QUERY
    SELECT e->>'key', (e->>'id')::uuid, true
      FROM jsonb_array_elements(entries) e
     WHERE (e->>'id')::uuid = ANY (fresh);

    IF coalesce(cardinality(fresh), 0) < jsonb_array_length(entries) THEN
        RETURN QUERY
        SELECT j.key, j.id, false
          FROM journal_entry j
         WHERE j.organization_id = org
           AND j.key = ANY (ARRAY(SELECT e->>'key' FROM jsonb_array_elements(entries) e
                                   WHERE NOT (e->>'id')::uuid = ANY (coalesce(fresh, '{}'))))
           AND NOT j.id = ANY (coalesce(fresh, '{}'));
    END IF;
END $$;
