"""Tests of what is true: schema, constraints, migrations."""
