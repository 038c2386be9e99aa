-- What is there already, organization by organization: without a scope row-level security would show nothing.
DO $$
DECLARE
    org uuid;
    kept bigint;
    wanted bigint;
BEGIN
    FOR org IN SELECT organization_id FROM organization_stream LOOP
        PERFORM set_config('app.organization', org::text, true);
        UPDATE lease SET agreed_end_on = end_on;
        INSERT INTO search_entry (organization_id, noun, subject_id, words)
        SELECT org, 'unit', id, label FROM unit
        UNION ALL SELECT org, 'member', id, display_name FROM member
        UNION ALL SELECT org, 'ticket', id, concat_ws(' ', number, title, description) FROM ticket;
        GET DIAGNOSTICS kept = ROW_COUNT;
        SELECT (SELECT count(*) FROM unit) + (SELECT count(*) FROM member) + (SELECT count(*) FROM ticket) INTO wanted;
        IF kept <> wanted THEN
            RAISE EXCEPTION 'organization %: % of % rows have their words', org, kept, wanted;
        END IF;
    END LOOP;
    PERFORM set_config('app.organization', '', true);
END $$;
