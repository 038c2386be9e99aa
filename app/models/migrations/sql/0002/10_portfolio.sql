ALTER TABLE member ADD COLUMN locale text;

-- Where somebody was entered as a tenant: its office sees them before there is any lease.
ALTER TABLE tenant
    ADD COLUMN property_id uuid,
    ADD FOREIGN KEY (organization_id, property_id) REFERENCES property (organization_id, id);
CREATE INDEX tenant_property ON tenant (organization_id, property_id) WHERE property_id IS NOT NULL;

ALTER TABLE unit
    ADD COLUMN condition text NOT NULL DEFAULT 'READY' CHECK (condition IN ('READY', 'NOT_READY', 'DOWN'));
CREATE INDEX unit_building ON unit (organization_id, building_id);

-- `end_on` is when the lease ends as far as is known now; `agreed_end_on` is what the parties signed, and stays.
ALTER TABLE lease
    ADD COLUMN agreed_end_on date,
    ADD COLUMN signed_on date,
    ADD COLUMN notice_given_on date,
    ADD COLUMN eviction_filed_on date,
    ADD COLUMN proration_method text NOT NULL DEFAULT 'ACTUAL_DAYS'
        CHECK (proration_method IN ('ACTUAL_DAYS', 'THIRTY_DAYS', 'YEAR_365', 'YEAR_ACTUAL'));
CREATE INDEX lease_to_start ON lease (organization_id, start_on) WHERE status = 'SIGNED';
CREATE INDEX lease_to_end ON lease (organization_id, end_on) WHERE status IN ('ACTIVE', 'NOTICE_GIVEN');
CREATE INDEX lease_updated ON lease (organization_id, updated_at, id);

CREATE INDEX access_grant_lease ON access_grant (organization_id, lease_id) WHERE lease_id IS NOT NULL;
CREATE INDEX access_grant_unit ON access_grant (organization_id, unit_id) WHERE unit_id IS NOT NULL;

-- A draft loses units and parties again; nothing was announced about those rows.
GRANT DELETE ON lease_unit, lease_party TO tn_app, tn_worker;
