-- An organization may let sessions of its members live shorter than the product does; null leaves them as they are.
ALTER TABLE organization
    ADD COLUMN session_minutes integer CHECK (session_minutes BETWEEN 15 AND 43200),
    ADD COLUMN idle_minutes integer CHECK (idle_minutes BETWEEN 5 AND 20160);

DROP FUNCTION app.memberships(timestamptz);

-- As before, with what each demands of a sign-in. What the person of this scope is in every organization, and what waits there. It enters each of them in turn, only as
-- that person, and goes back: the one read that looks across organizations.
CREATE FUNCTION app.memberships(at timestamptz)
RETURNS TABLE (id uuid, name text, currency char(3), time_zone text, locales text[], version integer,
               requires_second_factor boolean, session_minutes integer, idle_minutes integer, member_id uuid,
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
        SELECT o.id, o.name, o.currency, o.time_zone, o.locales, o.version, o.requires_second_factor, o.session_minutes, o.idle_minutes,
               own.id, own.roles,
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
