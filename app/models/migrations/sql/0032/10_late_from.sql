-- From which day a charge can be late, where that is not the day it is due: nobody is late before he was asked.
ALTER TABLE charge ADD COLUMN late_from date CHECK (late_from > due_on);
-- A fee that the house itself took back, since the money had come in time after all, can be charged again: that money may
-- go back to its bank.
DROP INDEX charge_late_step;
CREATE UNIQUE INDEX charge_late_step ON charge (organization_id, late_charge_id, late_fee_policy_id, late_step)
    WHERE late_charge_id IS NOT NULL AND NOT is_superseded;
