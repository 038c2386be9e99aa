-- What a session has proved. `awaits_factor`: the password was right, and the person's second factor is still to come.
-- A new token takes the place of the old one, which opens for half a minute more what is on its way.
ALTER TABLE session
    ADD COLUMN awaits_factor boolean NOT NULL DEFAULT false,
    ADD COLUMN second_factor_at timestamptz,
    ADD COLUMN stepped_up_at timestamptz,
    ADD COLUMN previous_hash bytea,
    ADD COLUMN previous_until timestamptz;
CREATE UNIQUE INDEX session_previous ON session (previous_hash);

-- Admins and accountants work here only in a session that has shown a second factor.
ALTER TABLE organization ADD COLUMN requires_second_factor boolean NOT NULL DEFAULT true;

-- A person reads the rows of the organizations the person belongs to: a session must know what each of them demands.
CREATE POLICY own_membership ON organization FOR SELECT
    USING (EXISTS (SELECT FROM member m WHERE m.organization_id = organization.id
                                          AND m.person_id = (SELECT app.current_person())));

DROP FUNCTION app.session_by(bytea, uuid, timestamptz);

-- As before, with what was proved and what is demanded. A session that awaits a factor does so for ten minutes.
CREATE FUNCTION app.session_by(wanted_hash bytea, wanted_id uuid, at timestamptz)
RETURNS TABLE (session_id uuid, person_id uuid, session_organization_id uuid, expires_at timestamptz, locale text,
               awaits_factor boolean, second_factor_at timestamptz, stepped_up_at timestamptz, requires_second_factor boolean,
               organization_id uuid, member_id uuid, id uuid, role text, property_id uuid, building_id uuid, unit_id uuid,
               lease_id uuid, starts_at timestamptz, ends_at timestamptz)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    whose record;
    grain CONSTANT interval := interval '5 minutes';
BEGIN
    SELECT s.id, s.person_id, s.organization_id, s.expires_at, s.last_seen_at, s.awaits_factor, s.second_factor_at,
           s.stepped_up_at, p.locale INTO whose
      FROM session s JOIN person p ON p.id = s.person_id
     WHERE s.id = coalesce(wanted_id, (SELECT t.id FROM session t WHERE t.token_hash = wanted_hash),
                           (SELECT t.id FROM session t WHERE t.previous_hash = wanted_hash AND t.previous_until > at))
       AND s.revoked_at IS NULL AND s.expires_at > at AND (s.idle_seconds IS NULL OR s.last_seen_at + make_interval(secs => s.idle_seconds) > at)
       AND NOT (s.awaits_factor AND s.created_at + interval '10 minutes' <= at);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF whose.last_seen_at < at - grain THEN
        UPDATE session SET last_seen_at = at WHERE id =
            (SELECT s.id FROM session s WHERE s.id = whose.id AND s.last_seen_at < at - grain FOR UPDATE SKIP LOCKED);
    END IF;
    PERFORM set_config('app.person', whose.person_id::text, true);
    RETURN QUERY
    SELECT whose.id, whose.person_id, whose.organization_id, whose.expires_at, whose.locale, whose.awaits_factor,
           whose.second_factor_at, whose.stepped_up_at, o.requires_second_factor,
           m.organization_id, m.id, g.id, g.role, g.property_id, g.building_id, g.unit_id, g.lease_id, g.starts_at, g.ends_at
      FROM (SELECT 1) one
      LEFT JOIN member m ON m.person_id = whose.person_id AND m.deactivated_at IS NULL
      LEFT JOIN organization o ON o.id = m.organization_id
      LEFT JOIN access_grant g ON g.organization_id = m.organization_id AND g.member_id = m.id
     ORDER BY m.organization_id, g.id;
END $$;
