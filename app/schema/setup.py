"""What comes next for an organization that begins."""

from typing import Any

import strawberry

from app.resolvers import setup as resolvers
from app.schema.context import Info
from app.schema.fields import column


@strawberry.type(description="How far one step of the beginning is.")
class SetUpProgress:
    """Shows a `Progress`."""

    step: resolvers.SetUpStep = column("Which step.")
    count: int = column("How many there are.")
    is_done: bool = column("There is one at least.")


async def set_up(_: Any, info: Info) -> list[Any] | None:
    """Return how far each step is."""
    return await resolvers.progress(info.context.viewer)
