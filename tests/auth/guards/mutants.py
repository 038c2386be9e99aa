"""The program without one of its guards."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mutant:
    """One guard that is taken away: in this process by `apply`, or in a copy of the database by `sql`."""

    name: str
    apply: Callable[[], None] = field(default=lambda: None, repr=False)
    sql: str | None = None


Saw = Callable[[str], None]
"""Told the name of a mutant whenever the program comes to the guard that it lacks."""
