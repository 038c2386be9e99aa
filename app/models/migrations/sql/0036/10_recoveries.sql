-- Money that came for what had been given up: should it be gone again, that is given up as before.
ALTER TABLE allocation ADD COLUMN is_recovery boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT allocation_recovery CHECK (NOT is_recovery OR payment_id IS NOT NULL);

-- When the provider says that something happened, however late it is heard.
ALTER TABLE provider_event ADD COLUMN happened_at timestamptz;
