"""Several judges as one, each for the nouns it knows: for a topic that follows more than one kind of row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, Self
from uuid import UUID

from app.auth.policy import Policy
from app.auth.rules import Subject
from app.auth.viewer import Viewer
from app.models.events import Event
from app.subscriptions.stream import Case, Gone, Judge


def _nothing(_: Event) -> NoReturn:
    raise LookupError("A bench asks the judge of the event's noun.")


@dataclass(frozen=True, slots=True)
class Bench(Judge):
    """Asks the judge of the noun. `policy` only says where listeners can be met, so it lets in whoever a judge does."""

    judges: tuple[tuple[str, Judge], ...] = ()

    @classmethod
    def over(cls, policy: type[Policy[Any]], judges: Mapping[str, Judge]) -> Self:
        """Return the judges of these nouns as one."""
        return cls(policy, _nothing, "", judges=tuple(judges.items()))

    async def load(self, organization_id: UUID, event: Event) -> Case | None:
        """Return what the event is about, as the judge of its noun does."""
        return await self._of(event).load(organization_id, event)

    def allows(self, viewer: Viewer, subject: Subject) -> bool:
        """Say whether the viewer may hear of it, by the policy of the row that stands for it."""
        return any(judge.policy.model.noun == subject.row.noun and judge.allows(viewer, subject) for judge in self._all)

    def gone(self, case: Case, epoch: UUID) -> Gone:
        """Return the word that something can no longer be seen."""
        return self._of(case.event).gone(case, epoch)

    @property
    def _all(self) -> dict[Judge, None]:
        return dict.fromkeys(judge for _, judge in self.judges)

    def _of(self, event: Event) -> Judge:
        return next(judge for noun, judge in self.judges if noun == event.noun)
