-- As before, with the id looked up once and not for every row: a month of rent makes this check very often.
CREATE OR REPLACE FUNCTION app.check_charge() RETURNS trigger LANGUAGE plpgsql SET search_path = app, public, pg_temp AS $$
DECLARE
    subject uuid;
    owed charge;
    settled bigint;
BEGIN
    IF TG_TABLE_NAME = 'charge' THEN
        subject := NEW.id;
    ELSE
        subject := NEW.charge_id;
    END IF;
    SELECT * INTO owed FROM charge c WHERE c.organization_id = NEW.organization_id AND c.id = subject;
    SELECT coalesce(sum(a.amount_minor), 0) INTO settled FROM allocation a
     WHERE a.organization_id = owed.organization_id AND a.charge_id = owed.id AND a.undone_by_id IS NULL;
    IF NOT (CASE owed.status
        WHEN 'POSTED' THEN settled = 0 AND owed.open_minor = owed.amount_minor
        WHEN 'PARTIALLY_SETTLED' THEN owed.open_minor = owed.amount_minor - settled AND settled > 0 AND owed.open_minor > 0
        WHEN 'SETTLED' THEN owed.open_minor = 0 AND settled = owed.amount_minor
        WHEN 'SCHEDULED' THEN settled = 0 AND owed.open_minor = owed.amount_minor
        ELSE settled = 0 AND owed.open_minor = 0 END)
    THEN
        RAISE EXCEPTION 'charge % is % with % of % open, and % are allocated', owed.id, owed.status, owed.open_minor,
            owed.amount_minor, settled USING ERRCODE = 'check_violation', CONSTRAINT = 'charge_open';
    END IF;
    RETURN NULL;
END $$;
