-- A session knows its device, and ends by itself when nobody uses it: `idle_seconds` null is never.
ALTER TABLE session
    ADD COLUMN device text NOT NULL DEFAULT '' CHECK (length(device) <= 100),
    ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN idle_seconds integer CHECK (idle_seconds > 0);

-- Somebody who left or was shut out stays as a name; no session enters the organization as them any more.
ALTER TABLE member ADD COLUMN deactivated_at timestamptz;

DROP FUNCTION app.session_by(bytea, uuid, timestamptz);

-- As before, and it notes that the session was used, to five minutes. Whoever comes second does not wait for that.
CREATE FUNCTION app.session_by(wanted_hash bytea, wanted_id uuid, at timestamptz)
RETURNS TABLE (session_id uuid, person_id uuid, session_organization_id uuid, expires_at timestamptz, locale text,
               organization_id uuid, member_id uuid, id uuid, role text, property_id uuid, building_id uuid, unit_id uuid,
               lease_id uuid, starts_at timestamptz, ends_at timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    whose record;
    grain CONSTANT interval := interval '5 minutes';
BEGIN
    SELECT s.id, s.person_id, s.organization_id, s.expires_at, s.last_seen_at, p.locale INTO whose
      FROM session s JOIN person p ON p.id = s.person_id
     WHERE s.id = coalesce(wanted_id, (SELECT t.id FROM session t WHERE t.token_hash = wanted_hash))
       AND s.revoked_at IS NULL AND s.expires_at > at AND (s.idle_seconds IS NULL OR s.last_seen_at + make_interval(secs => s.idle_seconds) > at);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF whose.last_seen_at < at - grain THEN
        UPDATE session SET last_seen_at = at WHERE id =
            (SELECT s.id FROM session s WHERE s.id = whose.id AND s.last_seen_at < at - grain FOR UPDATE SKIP LOCKED);
    END IF;
    PERFORM set_config('app.person', whose.person_id::text, true);
    RETURN QUERY
    SELECT whose.id, whose.person_id, whose.organization_id, whose.expires_at, whose.locale,
           m.organization_id, m.id, g.id, g.role, g.property_id, g.building_id, g.unit_id, g.lease_id, g.starts_at, g.ends_at
      FROM (SELECT 1) one
      LEFT JOIN member m ON m.person_id = whose.person_id AND m.deactivated_at IS NULL
      LEFT JOIN access_grant g ON g.organization_id = m.organization_id AND g.member_id = m.id
     ORDER BY m.organization_id, g.id;
END $$;

-- What the person of this scope is in every organization, and what waits there. It enters each of them in turn, only as
-- that person, and goes back: the one read that looks across organizations.
CREATE FUNCTION app.memberships(at timestamptz)
RETURNS TABLE (id uuid, name text, currency char(3), time_zone text, locales text[], version integer, member_id uuid,
               roles text[], unread bigint, open_tickets bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    own record;
    before text := current_setting('app.organization', true);
BEGIN
    FOR own IN
        SELECT m.organization_id, m.id,
               coalesce(array_agg(DISTINCT g.role) FILTER (WHERE g.role IS NOT NULL), '{}') AS roles
          FROM member m
          LEFT JOIN access_grant g ON g.organization_id = m.organization_id AND g.member_id = m.id
                                  AND g.starts_at <= at AND (g.ends_at IS NULL OR g.ends_at > at)
         WHERE m.person_id = app.current_person() AND m.deactivated_at IS NULL
         GROUP BY 1, 2 ORDER BY 1 LIMIT 50
    LOOP
        PERFORM set_config('app.organization', own.organization_id::text, true);
        RETURN QUERY
        SELECT o.id, o.name, o.currency, o.time_zone, o.locales, o.version, own.id, own.roles,
               CASE WHEN own.roles = '{}' THEN 0 ELSE (
                   SELECT coalesce(sum(c.last_seq - p.last_read_seq), 0)::bigint
                     FROM participant p
                     JOIN conversation c ON c.organization_id = p.organization_id AND c.id = p.conversation_id
                    WHERE p.organization_id = own.organization_id AND p.member_id = own.id) END,
               CASE WHEN own.roles = '{}' THEN 0 ELSE (
                   SELECT count(*) FROM ticket t
                    WHERE t.organization_id = own.organization_id AND own.id IN (t.reporter_id, t.assignee_id)
                      AND t.status NOT IN ('RESOLVED', 'CLOSED', 'REJECTED', 'DUPLICATE', 'CANCELLED')) END
          FROM organization o WHERE o.id = own.organization_id;
    END LOOP;
    PERFORM set_config('app.organization', coalesce(before, ''), true);
END $$;
