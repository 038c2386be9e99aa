-- When somebody comes, as the step said that agreed on it or moved it: the ticket itself knows the last one alone.
ALTER TABLE ticket_event
    ADD COLUMN visit_start_at timestamptz,
    ADD COLUMN visit_end_at timestamptz,
    ADD CONSTRAINT ticket_event_visit CHECK (visit_end_at > visit_start_at);
