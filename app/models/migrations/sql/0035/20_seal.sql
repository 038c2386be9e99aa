-- As before, and the history of a ticket tells for when a visit was agreed, or moved to.
-- The tail of every write. The stream's row is locked last and held until COMMIT, so places are gapless and in commit order.
-- `events` and `audit` are JSON arrays made by app/subscriptions/transaction.py; at most 500 events a transaction.
CREATE OR REPLACE FUNCTION app.seal(events jsonb, audit jsonb) RETURNS TABLE (epoch uuid, head bigint)
LANGUAGE plpgsql AS $$
DECLARE
    org uuid := app.current_org();
    events_count integer := jsonb_array_length(events);
    audit_count integer := jsonb_array_length(audit);
    stream organization_stream;
    item jsonb;
    entry audit_entry;
    place bigint;
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
                              actor_id, at, visit_start_at, visit_end_at)
    SELECT org, (e.item->>'id')::uuid, (e.item->'scope'->>'ticket_id')::uuid, stream.head - events_count + e.place, e.item->>'kind',
           e.item->'facts'->>'from', e.item->'facts'->>'to', e.item->>'note',
           CASE WHEN e.item->>'noun' = 'ticket_comment' THEN (e.item->>'subject_id')::uuid END,
           coalesce((e.item->'scope'->>'is_internal')::boolean, false), (e.item->>'actor_id')::uuid, (e.item->>'at')::timestamptz,
           (e.item->'facts'->>'visit_start_at')::timestamptz, (e.item->'facts'->>'visit_end_at')::timestamptz
      FROM jsonb_array_elements(events) WITH ORDINALITY AS e (item, place)
     WHERE e.item->>'noun' IN ('ticket', 'ticket_comment');

    IF audit_count > 0 THEN
        place := stream.audit_head - audit_count;
        FOR item IN SELECT value FROM jsonb_array_elements(audit) LOOP
            place := place + 1;
            entry := NULL;
            entry.organization_id := org;
            entry.position := place;
            entry.id := (item->>'id')::uuid;
            entry.action := item->>'action';
            entry.subject_noun := item->>'subject_noun';
            entry.subject_id := (item->>'subject_id')::uuid;
            entry.about := coalesce((SELECT array_agg(value::uuid) FROM jsonb_array_elements_text(item->'about')), '{}');
            entry.actor_id := (item->>'actor_id')::uuid;
            entry.session_id := (item->>'session_id')::uuid;
            entry.token_id := (item->>'token_id')::uuid;
            entry.system := item->>'system';
            entry.facts := item->'facts';
            entry.before_hash := decode(item->>'before_hash', 'hex');
            entry.after_hash := decode(item->>'after_hash', 'hex');
            entry.private_hash := decode(item->>'private_hash', 'hex');
            entry.at := (item->>'at')::timestamptz;
            entry.prev_hash := stream.audit_hash;
            entry.hash := sha256(stream.audit_hash || convert_to(app.canonical(entry), 'UTF8'));
            INSERT INTO audit_entry SELECT entry.*;
            INSERT INTO audit_private (organization_id, position, salt, content)
            SELECT org, place, decode(item->>'salt', 'hex'), item->>'private' WHERE item->>'private' IS NOT NULL;
            stream.audit_hash := entry.hash;
        END LOOP;
        UPDATE organization_stream s SET audit_hash = stream.audit_hash WHERE s.organization_id = org;
    END IF;

    RETURN QUERY SELECT stream.epoch, stream.head;
END $$;
