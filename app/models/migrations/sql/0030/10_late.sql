-- What is owed and may be late is little beside what ever was charged: whoever looks for it reads no more than that.
CREATE INDEX charge_may_be_late ON charge (organization_id, lease_id, due_on)
    WHERE status IN ('POSTED', 'PARTIALLY_SETTLED')
      AND code IN ('RENT', 'UTILITY', 'PARKING', 'STORAGE', 'DAMAGE', 'OTHER');
