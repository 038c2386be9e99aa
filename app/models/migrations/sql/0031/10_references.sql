-- What stood on a transfer may be the number of somebody's account: it is sealed. What was written in clear before has
-- no key here; the hourly job seals it, and empties the old column.
ALTER TABLE payment ADD COLUMN reference_sealed bytea CHECK (octet_length(reference_sealed) BETWEEN 33 AND 1000);
CREATE INDEX payment_referenced ON payment (organization_id, id)
    WHERE reference IS NOT NULL OR reference_sealed IS NOT NULL;
