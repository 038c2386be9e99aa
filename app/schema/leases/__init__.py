"""Tenants and leases: their shapes, their lists, and what can be done with them."""
