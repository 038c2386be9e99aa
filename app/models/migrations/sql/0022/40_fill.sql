-- The leases that are in force charge their rent from the first day that nobody has charged for yet.
DO $$
DECLARE
    org uuid;
    wanted bigint;
    made bigint;
BEGIN
    FOR org IN SELECT organization_id FROM organization_stream LOOP
        PERFORM set_config('app.organization', org::text, true);
        SELECT count(*) INTO wanted FROM lease WHERE status IN ('SIGNED', 'ACTIVE', 'HOLDOVER', 'NOTICE_GIVEN');
        INSERT INTO charge_template (organization_id, id, property_id, lease_id, code, frequency, currency, due_day, lead_days,
                                     starts_on, billed_until, next_bill_on, is_changed)
        SELECT l.organization_id, gen_random_uuid(), l.property_id, l.id, 'RENT', 'MONTHLY', l.currency, l.due_day, 14,
               first.day, first.day, first.day - 14, false
          FROM lease l
          JOIN property p ON p.organization_id = l.organization_id AND p.id = l.property_id
         CROSS JOIN LATERAL (SELECT greatest(l.start_on, date_trunc('month', now() AT TIME ZONE p.time_zone)::date,
              (SELECT max(c.period_end) FROM charge c WHERE c.organization_id = l.organization_id AND c.lease_id = l.id
                  AND c.code = 'RENT')) AS day) first
         WHERE l.status IN ('SIGNED', 'ACTIVE', 'HOLDOVER', 'NOTICE_GIVEN');
        GET DIAGNOSTICS made = ROW_COUNT;
        IF made <> wanted THEN
            RAISE EXCEPTION 'organization %: % leases are in force, and % charge their rent', org, wanted, made;
        END IF;
        INSERT INTO rent_step (organization_id, id, property_id, lease_id, template_id, starts_on, amount_minor,
                               is_applied)
        SELECT t.organization_id, gen_random_uuid(), t.property_id, t.lease_id, t.id, t.starts_on, l.rent_minor, true
          FROM charge_template t JOIN lease l ON l.organization_id = t.organization_id AND l.id = t.lease_id;
    END LOOP;
    PERFORM set_config('app.organization', '', true);
END $$;
