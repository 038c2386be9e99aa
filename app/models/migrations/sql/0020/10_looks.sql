-- How a person wants pages to look, on every device.
ALTER TABLE person
    ADD COLUMN appearance text NOT NULL DEFAULT 'SYSTEM' CHECK (appearance IN ('SYSTEM', 'LIGHT', 'DARK'));

-- What an organization looks like: its colour as it was chosen, and where its logo is kept.
ALTER TABLE organization
    ADD COLUMN brand_color text CHECK (brand_color ~ '^#[0-9a-f]{6}$'),
    ADD COLUMN logo_key text;

-- A logo belongs to the organization, as a sheet does.
ALTER TABLE file
    DROP CONSTRAINT file_kind_check,
    ADD CONSTRAINT file_kind_check CHECK (kind IN ('IMAGE', 'DOCUMENT', 'SHEET', 'LOGO')),
    DROP CONSTRAINT file_check1,
    ADD CONSTRAINT file_belongs CHECK (
        num_nonnulls(ticket_id, comment_id, message_id, lease_id) = CASE WHEN kind IN ('SHEET', 'LOGO') THEN 0 ELSE 1 END
    );
