-- The tail of every write. The stream's row is locked last and held until COMMIT, so places are gapless and in commit order.
-- `events` and `audit` are JSON arrays made by app/subscriptions/transaction.py; at most 500 events a transaction.
CREATE FUNCTION app.seal(events jsonb, audit jsonb) RETURNS TABLE (epoch uuid, head bigint)
LANGUAGE plpgsql AS $$
DECLARE
    org uuid := app.current_org();
    events_count integer := jsonb_array_length(events);
    audit_count integer := jsonb_array_length(audit);
    stream organization_stream;
BEGIN
    IF org IS NULL THEN
        RAISE EXCEPTION 'app.seal needs an organization';
    END IF;
    IF events_count > 500 THEN
        RAISE EXCEPTION 'at most 500 events a transaction, got %', events_count;
    END IF;
    UPDATE organization_stream s
       SET head = s.head + events_count, audit_head = s.audit_head + audit_count
     WHERE s.organization_id = org
    RETURNING s.* INTO STRICT stream;

    INSERT INTO event (organization_id, seq, id, noun, kind, subject_id, scope, facts, actor_id, at)
    SELECT org, stream.head - events_count + e.place, (e.item->>'id')::uuid, e.item->>'noun', e.item->>'kind',
           (e.item->>'subject_id')::uuid, e.item->'scope', e.item->'facts', (e.item->>'actor_id')::uuid, (e.item->>'at')::timestamptz
      FROM jsonb_array_elements(events) WITH ORDINALITY AS e (item, place);

    INSERT INTO ticket_event (organization_id, id, ticket_id, seq, kind, from_status, to_status, note, comment_id, is_internal,
                              actor_id, at)
    SELECT org, (e.item->>'id')::uuid, (e.item->'scope'->>'ticket_id')::uuid, stream.head - events_count + e.place, e.item->>'kind',
           e.item->'facts'->>'from', e.item->'facts'->>'to', e.item->>'note',
           CASE WHEN e.item->>'noun' = 'ticket_comment' THEN (e.item->>'subject_id')::uuid END,
           coalesce((e.item->'scope'->>'is_internal')::boolean, false), (e.item->>'actor_id')::uuid, (e.item->>'at')::timestamptz
      FROM jsonb_array_elements(events) WITH ORDINALITY AS e (item, place)
     WHERE e.item->>'noun' IN ('ticket', 'ticket_comment');

    INSERT INTO audit_entry (organization_id, position, id, action, subject_noun, subject_id, actor_id, session_id, system, facts, at)
    SELECT org, stream.audit_head - audit_count + a.place, (a.item->>'id')::uuid, a.item->>'action', a.item->>'subject_noun',
           (a.item->>'subject_id')::uuid, (a.item->>'actor_id')::uuid, (a.item->>'session_id')::uuid, a.item->>'system',
           a.item->'facts', (a.item->>'at')::timestamptz
      FROM jsonb_array_elements(audit) WITH ORDINALITY AS a (item, place);

    RETURN QUERY SELECT stream.epoch, stream.head;
END $$;
