"""Tests of the ways in that are not GraphQL."""
