-- What one euro costs in other currencies, as somebody published it for a day. For information: nothing is ever posted by it.
CREATE TABLE fx_rate (
    source text NOT NULL CHECK (source <> '' AND length(source) <= 40),
    quote char(3) NOT NULL CHECK (quote ~ '^[A-Z]{3}$' AND quote <> 'EUR'),
    rate_on date NOT NULL,
    rate numeric(20, 10) NOT NULL CHECK (rate > 0),
    fetched_at timestamptz NOT NULL,
    PRIMARY KEY (source, rate_on, quote)
);
GRANT SELECT, INSERT ON fx_rate TO tn_app, tn_worker;
GRANT SELECT ON fx_rate TO tn_backup;

-- The newest lines of all leases, a page at a time.
CREATE INDEX journal_entry_line ON journal_entry
    (organization_id, ((effective_on - DATE '2000-01-01')::bigint * 1000000000000 + position)) WHERE owed_minor <> 0;
