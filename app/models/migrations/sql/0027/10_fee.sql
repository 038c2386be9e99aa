-- Hundredths of a percent that the platform takes of each payment into an account; what is open already costs nothing.
ALTER TABLE provider_account
    ADD COLUMN application_fee_bps integer NOT NULL DEFAULT 0
        CONSTRAINT provider_account_fee CHECK (application_fee_bps BETWEEN 0 AND 1000);
