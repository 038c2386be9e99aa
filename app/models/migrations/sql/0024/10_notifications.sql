-- What somebody should know. The words are made when it is read, in the reader's language, from `kind` and `facts`. Messages
-- of one conversation wait as one row, which counts them until they are read.
CREATE TABLE notification (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('TICKET_CREATED', 'TICKET_CHANGED', 'TICKET_ASSIGNED', 'TICKET_COMMENTED', 'MESSAGES',
                                       'INVITATION_ACCEPTED', 'SECURITY', 'RENT_DUE', 'RECEIPT')),
    subject_type text NOT NULL CHECK (subject_type ~ '^[A-Z][A-Za-z]{0,39}$'),
    subject_id uuid NOT NULL,
    facts jsonb NOT NULL DEFAULT '{}',
    count integer NOT NULL DEFAULT 1 CHECK (count > 0),
    is_emergency boolean NOT NULL DEFAULT false,
    is_shown boolean NOT NULL DEFAULT true,
    is_read boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    -- When a mail tells of it, unless it is read before; null when none will.
    mail_due_at timestamptz,
    mailed_at timestamptz,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id)
);
CREATE UNIQUE INDEX notification_messages ON notification (organization_id, member_id, subject_id) WHERE kind = 'MESSAGES' AND NOT is_read;
CREATE INDEX notification_member ON notification (organization_id, member_id, created_at DESC, id);
CREATE INDEX notification_due ON notification (organization_id, mail_due_at) WHERE mail_due_at IS NOT NULL;
CREATE INDEX notification_created ON notification (organization_id, created_at);
CALL app.wall('notification', 'SELECT', 'INSERT', 'UPDATE', 'DELETE');

-- How a member wants to be told, where it differs from what is usual: quiet hours on the reader's own clock, and for a kind
-- whether it is shown in the portal and whether it is mailed.
CREATE TABLE notification_setting (
    organization_id uuid NOT NULL,
    member_id uuid NOT NULL,
    quiet_from time,
    quiet_until time,
    choices jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(choices) = 'object'),
    PRIMARY KEY (organization_id, member_id),
    FOREIGN KEY (organization_id, member_id) REFERENCES member (organization_id, id),
    CHECK ((quiet_from IS NULL) = (quiet_until IS NULL) AND quiet_from IS DISTINCT FROM quiet_until OR quiet_from IS NULL)
);
CALL app.wall('notification_setting', 'SELECT', 'INSERT', 'UPDATE');

-- As before, and whom it happened to sees it among the notifications too. The mail about it goes to the account.
CREATE OR REPLACE FUNCTION app.tell_organizations(whose uuid, kind text, action text, at timestamptz, address text, times integer)
RETURNS void
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    own record;
    salt bytea;
    found uuid;
    told uuid;
    organization text := current_setting('app.organization', true);
    person text := current_setting('app.person', true);
    audit jsonb;
BEGIN
    PERFORM set_config('app.person', whose::text, true);
    FOR own IN
        SELECT m.organization_id, m.id FROM member m
         WHERE m.person_id = app.current_person() AND m.deactivated_at IS NULL ORDER BY m.organization_id LIMIT 50
    LOOP
        PERFORM set_config('app.organization', own.organization_id::text, true);
        found := gen_random_uuid();
        told := gen_random_uuid();
        INSERT INTO security_event (organization_id, id, kind, member_id, ip_address, count, at)
        VALUES (own.organization_id, found, tell_organizations.kind, own.id, tell_organizations.address,
                tell_organizations.times, tell_organizations.at);
        INSERT INTO notification (organization_id, id, member_id, kind, subject_type, subject_id, facts, created_at)
        VALUES (own.organization_id, told, own.id, 'SECURITY', 'SecurityEvent', found,
                jsonb_build_object('what', tell_organizations.kind), tell_organizations.at);
        audit := '[]';
        IF tell_organizations.action IS NOT NULL THEN
            salt := uuid_send(gen_random_uuid());
            audit := jsonb_build_array(jsonb_build_object(
                'id', gen_random_uuid(), 'action', tell_organizations.action, 'subject_noun', 'member', 'subject_id', own.id,
                'about', '[]'::jsonb, 'actor_id', own.id, 'facts', '{}'::jsonb, 'at', tell_organizations.at, 'private', '{}',
                'private_hash', encode(sha256(salt || convert_to('{}', 'UTF8')), 'hex'), 'salt', encode(salt, 'hex')));
        END IF;
        PERFORM app.seal(jsonb_build_array(jsonb_build_object(
            'id', gen_random_uuid(), 'noun', 'notification', 'kind', 'CREATED', 'subject_id', told,
            'scope', jsonb_build_object('member_id', own.id), 'facts', '{}'::jsonb, 'actor_id', NULL,
            'at', tell_organizations.at)), audit);
    END LOOP;
    PERFORM set_config('app.organization', coalesce(organization, ''), true);
    PERFORM set_config('app.person', coalesce(person, ''), true);
END $$;
