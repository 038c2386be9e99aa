"""The doorbell over Redis or Valkey pub/sub, supervised for ever: every new connection wakes everybody."""

import asyncio
from uuid import UUID

from app.integrations.bus.lines import Lines, end
from app.integrations.bus.member import CONTROL, Member, channel
from app.integrations.bus.port import Ended, Woken
from app.integrations.bus.topology import Topology

__all__ = ["CONTROL", "RedisBus", "channel"]

SURVEY_SECONDS = 5.0
"""How often a cluster is asked how it is spread, even if nothing seems to have changed."""
CALM_SECONDS = 0.1


class RedisBus:
    """Listens and rings at the server that carries each doorbell; in a cluster it follows them when they move.

    Whatever was lost meanwhile is in the log, so a wake-up mends it.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._wanted: set[UUID] = set()
        self._rings: dict[UUID, int] = {}
        """Rings whose server is not known yet."""
        self._ended: set[UUID] = set()
        self._members: dict[str, Member] = {}
        self._topology: Topology | None = None
        self._strayed = asyncio.Event()
        self._routing: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Future[None]] = set()
        self._on_ended: Ended = _nothing_open
        self._lines = Lines()

    @property
    def is_up(self) -> bool:
        """Say whether all connections work, as far as is known."""
        return self._lines.are_up

    async def start(self, woken: Woken, ended: Ended) -> None:
        """Listen until `stop`, through every failure of the server."""
        self._woken, self._on_ended = woken, ended
        self._routing = asyncio.create_task(self._route())

    async def stop(self) -> None:
        """Stop listening and ringing."""
        if self._routing is not None:
            await end(self._routing)
        await asyncio.gather(*(member.stop() for member in self._members.values()))
        await end(*self._ending)

    def ring(self, organization_id: UUID, head: int) -> None:
        """Say that a stream has grown; rings of one organization that wait together become one."""
        member = self._member_of(organization_id)
        rings = self._rings if member is None else member.rings
        rings[organization_id] = max(head, rings.get(organization_id, 0))
        if member is not None:
            member.news.set()

    def end_session(self, session_id: UUID) -> None:
        """Say that a session has ended: here at once, whether or not Redis is there to tell the other nodes."""
        self._end_here(session_id)
        member = next((one for one in self._members.values() if self._lines.is_up("ringing", one.url)), None)
        if member is None:
            self._ended.add(session_id)
            self._strayed.set()
        else:
            member.ended.add(session_id)
            member.news.set()

    def listen_to(self, organization_id: UUID) -> None:
        """Be woken for this organization from now on."""
        self._wanted.add(organization_id)
        if (member := self._member_of(organization_id)) is not None:
            member.wanted.add(organization_id)
            member.changed.set()

    def forget(self, organization_id: UUID) -> None:
        """Be woken for it no longer."""
        self._wanted.discard(organization_id)
        if (member := self._member_of(organization_id)) is not None:
            member.wanted.discard(organization_id)
            member.changed.set()

    def _member_of(self, organization_id: UUID) -> Member | None:
        if self._topology is None:
            return None
        return self._members.get(self._topology.owner(channel(organization_id)) or "")

    async def _route(self) -> None:
        """Keep members and what is asked of them as the servers say; ask them anew when something has moved."""
        while True:
            self._strayed.clear()
            known = self._topology.members if self._topology is not None else ()
            found = await self._lines.look(dict.fromkeys((*known, self._url)))
            if found is not None:
                await self._settle(found)
            await asyncio.sleep(CALM_SECONDS)
            try:
                async with asyncio.timeout(SURVEY_SECONDS if found is not None else CALM_SECONDS):
                    await self._strayed.wait()
            except TimeoutError:
                continue

    async def _settle(self, found: Topology) -> None:
        if found != self._topology:
            old = [member for url, member in self._members.items() if url not in found.members]
            await asyncio.gather(*(member.stop() for member in old))
            self._lines.expect(found.members)
            for url in found.members - self._members.keys():
                self._members[url] = Member(url, found.is_cluster, self._lines, self._hear, self._strayed.set)
            self._topology = found
        self._hand_out(found)

    def _hand_out(self, found: Topology) -> None:
        """Give each member what is its own now: doorbells to hear, and what nobody could say yet."""
        waiting, ended = self._rings, self._ended
        self._rings, self._ended = {}, set()
        for member in self._members.values():
            waiting, member.rings = {**waiting, **member.rings}, {}
            ended, member.ended = ended | member.ended, set()
        self._members = {url: member for url, member in self._members.items() if url in found.members}
        for member in self._members.values():
            member.wanted = {id for id in self._wanted if self._member_of(id) is member}
            member.changed.set()
        for organization_id, head in waiting.items():
            self.ring(organization_id, head)
        working = [one for one in self._members.values() if self._lines.is_up("ringing", one.url)]
        for member in working[:1] or list(self._members.values())[:1]:
            member.ended |= ended
            member.news.set()

    def _hear(self, member: Member, kind: str, name: str, data: str) -> None:
        if kind == "subscribe" and name == CONTROL:
            # A new connection: whatever was said while there was none is lost.
            self._lines.works("listening", member.url)
            self._woken(None)
        elif kind == "message" and name == CONTROL:
            session_id = _id(data)
            if session_id is not None:
                self._end_here(session_id)
        elif kind in ("sunsubscribe", "unsubscribe"):
            member.lose(name)
        elif kind in ("subscribe", "ssubscribe", "message", "smessage"):
            organization_id = _id(name.rpartition(":")[2])
            if organization_id is not None:
                self._woken(organization_id)

    def _end_here(self, session_id: UUID) -> None:
        task = asyncio.ensure_future(self._on_ended(session_id))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


async def _nothing_open(_: UUID) -> None:
    """Nothing is open before `start`."""


def _id(text: str) -> UUID | None:
    """Return the id; None for what nobody of ours has said."""
    try:
        return UUID(text)
    except ValueError:
        return None
