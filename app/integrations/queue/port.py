"""What a job is, to whoever runs it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Job:
    """A kind of work. With `cron` (five fields, UTC) it is the clock's, once for all workers; else it is asked for.

    A job that is asked for gets its arguments, which are ids, by name: `SELECT app.defer(name, arguments)` in the
    transaction of the change. It opens scopes of its own, and it may run twice: a worker can die at any moment.
    """

    name: str
    run: Callable[..., Awaitable[Any]]
    cron: str | None = None
