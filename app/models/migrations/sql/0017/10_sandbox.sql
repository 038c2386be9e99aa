-- An organization for trying things out has a clock for billing that can be moved ahead of the real one, never back.
ALTER TABLE organization
    ADD COLUMN is_sandbox boolean NOT NULL DEFAULT false,
    ADD COLUMN ahead_seconds bigint NOT NULL DEFAULT 0 CHECK (ahead_seconds BETWEEN 0 AND 3200000000),
    ADD CONSTRAINT organization_real_time CHECK (is_sandbox OR ahead_seconds = 0);
