"""What every enum and each of its values means to a client; importing this tells Strawberry."""

from app.schema.enums import errors, leases, messages, payments, people, properties, security, streams, tickets

__all__ = ["errors", "leases", "messages", "payments", "people", "properties", "security", "streams", "tickets"]
