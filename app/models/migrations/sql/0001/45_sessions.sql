-- Who a session belongs to and what that person is in every organization, in one round trip. It runs as the caller:
-- the second policy of both tables shows a person the own rows once `app.person` names it, until the statement ends.
CREATE FUNCTION app.session_by(wanted_hash bytea, wanted_id uuid, at timestamptz)
RETURNS TABLE (session_id uuid, person_id uuid, session_organization_id uuid, expires_at timestamptz, locale text,
               organization_id uuid, member_id uuid, id uuid, role text, property_id uuid, building_id uuid, unit_id uuid,
               lease_id uuid, starts_at timestamptz, ends_at timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    whose record;
BEGIN
    SELECT s.id, s.person_id, s.organization_id, s.expires_at, p.locale INTO whose
      FROM session s JOIN person p ON p.id = s.person_id
     WHERE s.id = coalesce(wanted_id, (SELECT t.id FROM session t WHERE t.token_hash = wanted_hash)) AND s.revoked_at IS NULL AND s.expires_at > at;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM set_config('app.person', whose.person_id::text, true);
    RETURN QUERY
    SELECT whose.id, whose.person_id, whose.organization_id, whose.expires_at, whose.locale,
           m.organization_id, m.id, g.id, g.role, g.property_id, g.building_id, g.unit_id, g.lease_id, g.starts_at, g.ends_at
      FROM (SELECT 1) one
      LEFT JOIN member m ON m.person_id = whose.person_id
      LEFT JOIN access_grant g ON g.organization_id = m.organization_id AND g.member_id = m.id
     ORDER BY m.organization_id, g.id;
END $$;
