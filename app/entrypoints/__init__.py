"""The ways in that are not GraphQL, each ending in a resolver."""
