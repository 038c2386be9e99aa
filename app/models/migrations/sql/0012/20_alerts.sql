ALTER TABLE security_event DROP CONSTRAINT security_event_kind_check, ADD CONSTRAINT security_event_kind_check CHECK (kind IN (
    'MASS_READ', 'DENIED_BURST', 'UNKNOWN_IDS', 'PHISHING_REPORTED', 'NEW_DEVICE', 'CODE_REPLAYED', 'PASSKEY_COUNT_WENT_BACK',
    'PASSWORD_CHANGED', 'EMAIL_CHANGED', 'FACTOR_ADDED', 'FACTOR_REMOVED', 'RECOVERY_CODE_USED', 'SUCCESS_AFTER_FAILURES'));

-- What happened to an account, for every organization that its person is a member of: a security event, and where `action`
-- is given an entry of the audit. It enters each of them in turn, in one order, and goes back. Nothing is told but the kind.
CREATE FUNCTION app.tell_organizations(whose uuid, kind text, action text, at timestamptz, address text, times integer)
RETURNS void
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    own record;
    salt bytea;
    organization text := current_setting('app.organization', true);
    person text := current_setting('app.person', true);
BEGIN
    PERFORM set_config('app.person', whose::text, true);
    FOR own IN
        SELECT m.organization_id, m.id FROM member m
         WHERE m.person_id = app.current_person() AND m.deactivated_at IS NULL ORDER BY m.organization_id LIMIT 50
    LOOP
        PERFORM set_config('app.organization', own.organization_id::text, true);
        INSERT INTO security_event (organization_id, id, kind, member_id, ip_address, count, at)
        VALUES (own.organization_id, gen_random_uuid(), tell_organizations.kind, own.id, tell_organizations.address,
                tell_organizations.times, tell_organizations.at);
        IF tell_organizations.action IS NOT NULL THEN
            salt := uuid_send(gen_random_uuid());
            PERFORM app.seal('[]', jsonb_build_array(jsonb_build_object(
                'id', gen_random_uuid(), 'action', tell_organizations.action, 'subject_noun', 'member', 'subject_id', own.id,
                'about', '[]'::jsonb, 'actor_id', own.id, 'facts', '{}'::jsonb, 'at', tell_organizations.at, 'private', '{}',
                'private_hash', encode(sha256(salt || convert_to('{}', 'UTF8')), 'hex'), 'salt', encode(salt, 'hex'))));
        END IF;
    END LOOP;
    PERFORM set_config('app.organization', coalesce(organization, ''), true);
    PERFORM set_config('app.person', coalesce(person, ''), true);
END $$;
