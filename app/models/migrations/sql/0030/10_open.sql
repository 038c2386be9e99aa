-- What is owed is little beside what ever was charged: whoever looks for what is late reads no more than that.
CREATE INDEX charge_open ON charge (organization_id, lease_id, due_on)
    WHERE status IN ('POSTED', 'PARTIALLY_SETTLED');
