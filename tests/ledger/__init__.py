"""Tests of the books as pure functions."""
