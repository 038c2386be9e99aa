-- A sandbox goes through days in seconds: when something was begun is written down by its own clock, too.
ALTER TABLE payment
    ADD COLUMN begun_at timestamptz,
    ADD COLUMN sent_on date;
ALTER TABLE autopay
    ADD COLUMN given_at timestamptz;
