-- A member's grants carry the account behind the member: whoever gets one later has the roles that were given before.
CREATE FUNCTION app.hand_over_grants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE access_grant SET person_id = NEW.person_id WHERE organization_id = NEW.organization_id AND member_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER hand_over_grants AFTER UPDATE OF person_id ON member
    FOR EACH ROW WHEN (OLD.person_id IS DISTINCT FROM NEW.person_id) EXECUTE FUNCTION app.hand_over_grants();
