-- Where an organization is at home: it answers what is usual there before anybody says otherwise.
ALTER TABLE organization ADD COLUMN country_code char(2) CHECK (country_code ~ '^[A-Z]{2}$');
