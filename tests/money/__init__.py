"""The books against a model of them: random months of rent, by pure functions and on PostgreSQL."""
