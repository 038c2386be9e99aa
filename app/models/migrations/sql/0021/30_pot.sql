-- Whether a roommate is named in the household's pot.
ALTER TABLE lease_party ADD COLUMN is_named boolean NOT NULL DEFAULT true;
