"""Embedded PostgreSQL and Valkey for demo, development and tests: a supervisor, nothing else."""
