"""Tests of the doors of GraphQL."""
