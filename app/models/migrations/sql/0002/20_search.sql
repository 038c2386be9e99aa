-- The words of rows that people search for. LIKE and full text are not leakproof, so under row-level security their
-- indexes would never be used: here the wall is the function below, and the application has no right to the table.
CREATE TABLE search_entry (
    organization_id uuid NOT NULL,
    noun text NOT NULL,
    subject_id uuid NOT NULL,
    words text NOT NULL,
    PRIMARY KEY (organization_id, noun, subject_id)
);
CREATE INDEX search_entry_trigrams ON search_entry USING gin (words gin_trgm_ops);
CREATE INDEX search_entry_lexemes ON search_entry USING gin (to_tsvector('simple', words));
ALTER TABLE search_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY organization ON search_entry USING (organization_id = (SELECT app.current_org()));
GRANT SELECT ON search_entry TO tn_backup;

-- Ids of this organization's rows in whose words the text occurs, or all of its words do, or (`loose`) something like it.
CREATE FUNCTION app.found(what text, wanted text, loose boolean) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE ROWS 50 SECURITY DEFINER SET search_path = app, public, pg_temp AS $$
DECLARE
    -- The text is a value, not a pattern: % and _ stand for themselves.
    pattern text := '%' || replace(replace(replace(wanted, '\', '\\'), '%', '\%'), '_', '\_') || '%';
    query tsquery := plainto_tsquery('simple', wanted);
    org uuid := app.current_org();
BEGIN
    -- One arm for each index: a condition with OR would be answered by reading everything.
    RETURN QUERY
    SELECT e.subject_id FROM search_entry e WHERE e.organization_id = org AND e.noun = what AND e.words ILIKE pattern
    UNION
    SELECT e.subject_id FROM search_entry e
     WHERE e.organization_id = org AND e.noun = what AND to_tsvector('simple', e.words) @@ query
    UNION
    SELECT e.subject_id FROM search_entry e
     WHERE loose AND e.organization_id = org AND e.noun = what AND wanted <% e.words;
END $$;
REVOKE ALL ON FUNCTION app.found FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.found TO tn_app, tn_worker;

-- Keeps the words of a row; the arguments are the columns that hold them.
CREATE FUNCTION app.keep_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = app, public, pg_temp AS $$
BEGIN
    INSERT INTO search_entry (organization_id, noun, subject_id, words)
    SELECT NEW.organization_id, TG_TABLE_NAME, NEW.id, coalesce(string_agg(to_jsonb(NEW)->>wanted, ' ' ORDER BY place), '')
      FROM unnest(TG_ARGV) WITH ORDINALITY AS w (wanted, place)
    ON CONFLICT (organization_id, noun, subject_id) DO UPDATE SET words = excluded.words;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION app.keep_words FROM PUBLIC;

CREATE TRIGGER keep_words AFTER INSERT OR UPDATE OF label ON unit
    FOR EACH ROW EXECUTE FUNCTION app.keep_words('label');
CREATE TRIGGER keep_words AFTER INSERT OR UPDATE OF display_name ON member
    FOR EACH ROW EXECUTE FUNCTION app.keep_words('display_name');
CREATE TRIGGER keep_words AFTER INSERT OR UPDATE OF number, title, description ON ticket
    FOR EACH ROW EXECUTE FUNCTION app.keep_words('number', 'title', 'description');
