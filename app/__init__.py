"""Tenantry: the GraphQL backend of a tenant portal, with a real-time layer that misses nothing."""
