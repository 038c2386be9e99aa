-- Charges, payments and what settles what are as much of the books as the entries: nobody empties them, the owner neither.
CREATE FUNCTION app.refuse_emptying() RETURNS trigger LANGUAGE plpgsql SET search_path = app, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% is a part of the books: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_immutable';
END $$;

CREATE TRIGGER kept BEFORE TRUNCATE ON charge FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_emptying();
CREATE TRIGGER kept BEFORE TRUNCATE ON payment FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_emptying();
CREATE TRIGGER kept BEFORE TRUNCATE ON refund FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_emptying();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON allocation FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_emptying();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON account_balance FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_emptying();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON accounting_period FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_emptying();
ALTER TABLE charge ENABLE ALWAYS TRIGGER kept;
ALTER TABLE payment ENABLE ALWAYS TRIGGER kept;
ALTER TABLE refund ENABLE ALWAYS TRIGGER kept;
ALTER TABLE allocation ENABLE ALWAYS TRIGGER kept;
ALTER TABLE account_balance ENABLE ALWAYS TRIGGER kept;
ALTER TABLE accounting_period ENABLE ALWAYS TRIGGER kept;
