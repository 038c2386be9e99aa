"""SAYS: what clients see; shapes and descriptions, nothing else."""

# Before any shape is read: an enum without its words would be registered under the name of its class.
import app.schema.enums  # noqa: F401
