-- Who is at work in this transaction. Settings are local to the transaction; an unset one reads '' later on, hence nullif.
CREATE FUNCTION app.current_org() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.organization', true), '')::uuid $$;

CREATE FUNCTION app.current_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('app.person', true), '')::uuid $$;

-- The second wall: one policy for every table of an organization, forced on the owner of the table too.
CREATE PROCEDURE app.wall(target regclass, VARIADIC rights text[]) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format(
        'CREATE POLICY organization ON %s USING (organization_id = (SELECT app.current_org()))'
        ' WITH CHECK (organization_id = (SELECT app.current_org()))', target);
    EXECUTE format('GRANT %s ON %s TO tn_app, tn_worker', array_to_string(rights, ', '), target);
    EXECUTE format('GRANT SELECT ON %s TO tn_backup', target);
END $$;
