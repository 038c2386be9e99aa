"""Tests of the supervisor, on real processes."""
