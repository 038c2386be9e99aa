"""KNOW: tables, invariants and state machines; no viewer, no I/O but the database."""
