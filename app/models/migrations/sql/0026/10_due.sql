-- When it was told that a charge falls due soon; told once, whoever looks and how often.
ALTER TABLE charge ADD COLUMN due_told_at timestamptz;
CREATE INDEX charge_to_tell ON charge (organization_id, due_on)
    WHERE due_told_at IS NULL AND status IN ('POSTED', 'PARTIALLY_SETTLED');

ALTER TABLE notification DROP CONSTRAINT notification_kind_check;
ALTER TABLE notification ADD CONSTRAINT notification_kind_check CHECK (kind IN (
    'TICKET_CREATED', 'TICKET_CHANGED', 'TICKET_ASSIGNED', 'TICKET_COMMENTED', 'MESSAGES', 'INVITATION_ACCEPTED',
    'SECURITY', 'RENT_DUE', 'RECEIPT', 'PAYMENT_FAILED'));
