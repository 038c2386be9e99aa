"""State machines as tables: what may follow what, and nothing else."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from app.errors import IllegalTransition

State = TypeVar("State", bound=StrEnum)


class Transitions(Generic[State]):
    """The allowed steps of one kind of thing."""

    def __init__(self, steps: Mapping[State, tuple[State, ...]]) -> None:
        self._steps = dict(steps)

    def after(self, state: State) -> tuple[State, ...]:
        """Return the states that may follow; none after a terminal one."""
        return self._steps.get(state, ())

    def check(self, before: State, after: State) -> None:
        """Raise `IllegalTransition` unless `after` may follow `before`."""
        if after not in self.after(before):
            allowed = [str(state) for state in self.after(before)]
            raise IllegalTransition(
                f"{before} cannot become {after}.", ("input", "to"), **{"from": str(before), "allowed": allowed}
            )
