-- Whoever follows a ticket hears that a picture was added, and its history tells so.
ALTER TABLE ticket_event
    DROP CONSTRAINT ticket_event_kind_check,
    ADD CONSTRAINT ticket_event_kind_check CHECK (kind IN ('CREATED', 'STATUS_CHANGED', 'ASSIGNED', 'COMMENTED', 'FILE_ADDED'));
