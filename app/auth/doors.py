"""Which policy opened the way to the table that the next statement touches."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_door: ContextVar[str | None] = ContextVar("door", default=None)


class NoDoor(RuntimeError):
    """A statement that no policy stands behind: nobody has asked whether this viewer may."""


@contextmanager
def door(name: str) -> Iterator[None]:
    """Let the statements inside pass; `name` says who answers for them."""
    token = _door.set(name)
    try:
        yield
    finally:
        _door.reset(token)


def require_door() -> None:
    """Raise `NoDoor` unless a door is open in this task."""
    if _door.get() is None:
        raise NoDoor("Rows are reached through policies: fetch, lock, page, related, or tx.create and tx.save.")
