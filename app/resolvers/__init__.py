"""DO: use cases; a viewer and plain values in, rows out; no GraphQL."""
