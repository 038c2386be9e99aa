"""A Valkey to harm."""

from tests.support.server import valkey

__all__ = ["valkey"]
