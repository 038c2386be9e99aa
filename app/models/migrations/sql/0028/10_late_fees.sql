-- A fee for paying late can come again for each day or month, be limited by the day, and grow by tiers. Of the kind DAILY
-- the older ones say ONCE: what is by the day comes each day, whatever is said.
ALTER TABLE late_fee_policy
    DROP CONSTRAINT late_fee_policy_kind_check,
    ADD CONSTRAINT late_fee_policy_kind_check
        CHECK (kind IN ('FLAT', 'PERCENT_OF_RENT', 'PERCENT_OF_OPEN', 'DAILY', 'TIERED', 'GREATER_OF', 'LESSER_OF')),
    ADD COLUMN repeat text NOT NULL DEFAULT 'ONCE' CHECK (repeat IN ('ONCE', 'DAILY', 'MONTHLY')),
    ADD COLUMN daily_max_minor bigint CHECK (daily_max_minor BETWEEN 0 AND 1000000000000000),
    ADD COLUMN tier_days integer[] NOT NULL DEFAULT '{}' CHECK (1 <= ALL (tier_days) AND 365 >= ALL (tier_days)),
    ADD COLUMN tier_minors bigint[] NOT NULL DEFAULT '{}'
        CHECK (1 <= ALL (tier_minors) AND 1000000000000000 >= ALL (tier_minors));
ALTER TABLE late_fee_policy
    ADD CONSTRAINT late_fee_policy_repeat
        CHECK (CASE kind WHEN 'DAILY' THEN repeat <> 'MONTHLY' WHEN 'TIERED' THEN repeat = 'ONCE' ELSE true END),
    ADD CONSTRAINT late_fee_policy_daily_max CHECK (daily_max_minor IS NULL OR repeat = 'DAILY'),
    ADD CONSTRAINT late_fee_policy_tiers CHECK (cardinality(tier_days) = cardinality(tier_minors)
        AND cardinality(tier_days) <= 12 AND (kind = 'TIERED') = (cardinality(tier_days) > 0));
