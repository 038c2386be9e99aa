-- Where the clock of a sandbox is wanted, while it is on its way; `moved_at` is when somebody last moved it, by the real time.
ALTER TABLE organization
    ADD COLUMN goal_at timestamptz,
    ADD COLUMN moved_at timestamptz,
    ADD CONSTRAINT organization_goal CHECK (is_sandbox OR goal_at IS NULL);
