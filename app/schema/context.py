"""What every field may ask for: who asks, the outside world, and rows in batches; made anew for each operation."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Self
from uuid import UUID

import strawberry
from strawberry.dataloader import DataLoader

from app.auth.cursors import Cursors
from app.auth.doors import door
from app.auth.policy import Policy
from app.auth.rules import Rule
from app.auth.scope import Scope, reading
from app.auth.security import Security
from app.auth.sessions import Sessions
from app.auth.viewer import Viewer
from app.errors import MfaRequired, TenantryError, Unauthenticated
from app.models.base import Row
from app.models.events import READ_HEADS, READ_REGRANTED, Position
from app.models.security import SecurityEventKind
from app.resolvers.audit import record_access
from app.resolvers.security import Watch, write_down
from app.runtime import Runtime
from app.schema.arrival import Arrival
from app.subscriptions.feed import Feeds
from app.subscriptions.presence import Presences

logger = logging.getLogger("tenantry.security")


@dataclass(frozen=True, slots=True)
class Services:
    """What is shared by all operations of this node."""

    runtime: Runtime
    sessions: Sessions
    cursors: Cursors
    feeds: Feeds
    presences: Presences
    security: Security
    watch: Watch = field(default_factory=Watch)


class Loader(DataLoader[Any, Any]):
    """Many fields wait for one answer: one that is given up beside a failed neighbour must not cancel the others."""

    def load(self, key: Any) -> Awaitable[Any]:
        return asyncio.shield(super().load(key))


class Context:
    """One operation. Nothing is read until the first row is asked for; then all is of one instant."""

    who: Callable[[], Viewer] | None = None
    """Who asks at a later moment, for what goes on: a socket may have another session by then."""

    def __init__(self, services: Services, viewer: Viewer, arrival: Arrival) -> None:
        self.services = services
        self.arrival = arrival
        self.viewer = self._placed(viewer)
        self.request_id = arrival.request_id
        self.scope: Scope
        self._loaders: dict[Any, Loader] = {}
        self._head: Position | None = None
        self._seen: set[UUID] = set()
        self._odd: Counter[SecurityEventKind] = Counter()
        self.has_changed = False

    def _placed(self, viewer: Viewer) -> Viewer:
        # The audit says from where something was done.
        address = self.arrival.address
        return replace(viewer, address=address) if address is not None and viewer.address != address else viewer

    async def __aenter__(self) -> Self:
        self._reading = reading(self.viewer)
        self.scope = await self._reading.__aenter__()
        return self

    async def __aexit__(self, *failure: Any) -> None:
        await self._reading.__aexit__(*failure)
        if self._seen and failure[0] is None:
            # Before the answer leaves: what cannot be written down is not shown.
            await record_access(self.viewer, self._seen)
        await self._look_at_odd()

    async def _look_at_odd(self) -> None:
        viewer = self.viewer
        if viewer.system is not None or not (self._odd or self._seen) or viewer.member_id is None:
            return
        self._odd[SecurityEventKind.MASS_READ] += len(self._seen)
        for kind, times in self._odd.items():
            too_many = self.services.watch.count(viewer.member_id, kind, times) if times else None
            if too_many is not None:
                try:
                    await write_down(viewer, kind, too_many)
                except TenantryError as error:
                    # The answer is right all the same; the log says that something was noticed.
                    logger.warning("%s of member %s was not written down: %s", kind, viewer.member_id, error.message)

    def noticed(self, kind: SecurityEventKind) -> None:
        """Count something that is harmless once: a refusal, an id that is not there."""
        self._odd[kind] += 1

    def saw(self, member_id: UUID) -> None:
        """Remember that this operation reads the personal data of somebody; of oneself it is nobody's business."""
        if self.viewer.system is None and member_id != self.viewer.member_id:
            self._seen.add(member_id)

    @property
    def locale(self) -> str:
        """Return the language to answer in: the viewer's; for somebody signed out, what their browser asks for."""
        return self.arrival.locale if self.viewer.is_anonymous else self.viewer.locale

    @property
    def organization_id(self) -> UUID:
        """Return the organization the operation works in; raises `Unauthenticated` or `MfaRequired` without one."""
        if self.viewer.organization_id is None:
            if self.viewer.awaits is not None:
                raise MfaRequired(f"The sign-in is not complete: {self.viewer.awaits}.")
            raise Unauthenticated("Sign in, and choose an organization.")
        return self.viewer.organization_id

    @property
    def acting(self) -> Viewer:
        """Return who changes something; raises `Unauthenticated` without an organization to change it in."""
        assert self.organization_id is not None
        return self.viewer

    async def renew(self, viewer: Viewer | None = None) -> None:
        """Forget what was read: after a change, or as somebody else who has just signed in."""
        self.viewer = self._placed(viewer or self.viewer)
        await self.scope.enter(self.viewer)
        self._loaders.clear()
        self._head = None

    async def related(self, policy: type[Policy[Any]], id: UUID, inherited: bool = False) -> Row | None:
        """Return one row, read together with all others of its kind that are wanted now."""

        async def load(ids: list[UUID]) -> list[Row | None]:
            found = await policy.related(self.viewer, ids, inherited)
            return [found.get(id) for id in ids]

        row: Row | None = await self.loader((policy, inherited), load).load(id)
        return row

    async def related_all(self, policy: type[Policy[Any]], ids: list[UUID], inherited: bool = False) -> list[Row]:
        """Return the rows of these ids in their order, read together; what the viewer may not see is left out."""
        found = await asyncio.gather(*(self.related(policy, id, inherited) for id in ids))
        return [row for row in found if row is not None]

    async def below(self, policy: type[Policy[Any]], column: str, parent: UUID, inherited: bool = False) -> list[Row]:
        """Return the few rows below a parent, read for all parents at once."""

        async def load(parents: list[UUID]) -> list[list[Row]]:
            found = await policy.below(self.viewer, column, parents, inherited=inherited)
            return [found.get(parent, []) for parent in parents]

        rows: list[Row] = await self.loader((policy, column, inherited), load).load(parent)
        return rows

    async def passes(self, policy: type[Policy[Any]], rule: Rule, id: UUID) -> bool:
        """Say whether the viewer may do `rule` with a row, asked for all rows at once; for rules beyond the row."""

        async def load(ids: list[UUID]) -> list[bool]:
            found = await policy.passing(self.viewer, rule, ids)
            return [id in found for id in ids]

        return bool(await self.loader((policy, "passes", rule), load).load(id))

    def loader(self, key: Any, load: Callable[[list[Any]], Any]) -> Loader:
        """Return the loader of this operation for `key`, made on first use."""
        if key not in self._loaders:
            self._loaders[key] = Loader(load_fn=load)
        return self._loaders[key]

    async def position(self) -> Position | None:
        """Return the place in the event stream of the instant that is being read; None without an organization."""
        if self.viewer.organization_id is None:
            return None
        if self._head is None:
            with door("event_cursor"):
                row = await self.scope.row(READ_HEADS, [self.viewer.organization_id])
            if row is not None:
                self._head = Position(row["epoch"], row["head"])
        return self._head

    async def event_cursor(self) -> str | None:
        """Return `position` as clients carry it; where one's grants have changed meanwhile, the place before that."""
        here = await self.position()
        return None if here is None else self.sealed(await followed_from(here, self.scope, self.viewer))

    def sealed(self, position: Position) -> str:
        """Return the `EventCursor` of a place."""
        return self.services.cursors.seal_position(self.organization_id, position)


async def followed_from(here: Position, scope: Scope, viewer: Viewer) -> Position:
    """Return the place from which to follow what a viewer reads `here`.

    Who asks was looked up before the instant that is read. Where their grants have changed between, it is the place
    before the change: who subscribes after it meets the change and loads anew, whom nobody would tell otherwise that
    what was shown cannot be seen any more.
    """
    if viewer.session_id is None or viewer.member_id is None:
        return here
    ids, ends = [grant.id for grant in viewer.grants], [grant.ends_at for grant in viewer.grants]
    with door("event_cursor"):
        row = await scope.row(READ_REGRANTED, viewer.member_id, ids, ends)
    return here if row is None or row["seq"] is None else Position(here.epoch, row["seq"] - 1)


Info = strawberry.Info[Context, Any]
