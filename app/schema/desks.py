"""Where the use cases of accounts are reached from."""

from app.resolvers.arrivals import Desk
from app.schema.context import Context


def desk_of(context: Context) -> Desk:
    """Return what the use cases of accounts need."""
    return Desk(context.services.sessions, context.services.runtime.settings.public_url)
