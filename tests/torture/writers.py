"""Those who write: through the public API, on any node, each change again and again until it is acknowledged."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from app.entrypoints.demo import demo_id
from app.models.ids import to_global
from tests.torture.oracle import HOUSES, Where
from tests.torture.plan import Choices, Deed
from tests.torture.world import VENDOR_TICKETS, World

PATIENCE_SECONDS = 30.0
RETRIED = ("UNAVAILABLE", "RATE_LIMITED", "IDEMPOTENCY_IN_PROGRESS", "INTERNAL_SERVER_ERROR")
STEPS = ("TRIAGED", "IN_PROGRESS", "RESOLVED", "REOPENED")
UNITS = {
    "toftes-a-301": ("nordlys", "toftes"),
    "toftes-a-201": ("nordlys", "toftes"),
    "van-brunt-2a": ("harbor", "van-brunt"),
    "van-brunt-1a": ("harbor", "van-brunt"),
}
PROPERTIES = {"toftes": "nordlys", "nordnes": "nordlys", "ludlow": "harbor"}
TALKS = {
    "leak": ("nordlys", frozenset({"amira", "ingrid"})),
    "instalments": ("nordlys", frozenset({"jonas", "ingrid"})),
    "dugnad": ("nordlys", frozenset({"ingrid", "olav"})),
    "rota": ("nordlys", frozenset({"ingrid", "tom", "solveig"})),
    "renewal": ("harbor", frozenset({"dana", "casey"})),
}
STANDING = {
    "leak": Where("nordlys", "toftes", "toftes-a-301", "amira", for_vendor=True),
    "ants": Where("nordlys", "nordnes", "nordnes-101", "eline", for_vendor=True),
}
assert set(STANDING) == set(VENDOR_TICKETS)


@dataclass
class Written:
    """One value that somebody has tried to write, and whether the server has said yes."""

    kind: str
    where: Where
    acknowledged: bool = False


@dataclass
class Book:
    """Everything that was tried, by its text, and how the server answered meanwhile."""

    values: dict[str, Written] = field(default_factory=dict)
    retries: Counter[str] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)

    def tried(self, text: str, kind: str, where: Where) -> None:
        """Note a value before it is sent for the first time."""
        assert text not in self.values
        self.values[text] = Written(kind, where)

    @property
    def acknowledged(self) -> int:
        """Return how many values the server has taken."""
        return sum(written.acknowledged for written in self.values.values())


@dataclass
class Own:
    """A ticket that a writer has made."""

    id: str
    where: Where
    steps: int = 0


class Refused(Exception):
    """The server will not take it, however often it is sent."""


class Writer:
    """One person at work."""

    def __init__(self, world: World, book: Book, person: str, choices: Choices) -> None:
        self._world, self._book, self.person, self._choices = world, book, person, choices
        self._house = HOUSES[person]
        self._tickets: list[Own] = []
        self._jitter = random.Random(person)
        self.stopping = False

    async def run(self, token: str) -> None:
        """Write until told to stop; what was begun is finished first."""
        headers = {"Authorization": f"Bearer {token}"}
        address = f"http://{self._world.proxy.address}"
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=4, trust_env=False) as http:
            while not self.stopping:
                deed = self._choices.next()
                try:
                    await getattr(self, f"_{deed.verb}")(http, deed)
                except Refused as refused:
                    self._book.refusals.append(f"{self.person} {deed.verb} {deed.text}: {refused}")
                    return
                await asyncio.sleep(self._choices.pause())

    async def _create(self, http: httpx.AsyncClient, deed: Deed) -> None:
        unit = deed.place if deed.place in UNITS else ""
        place = UNITS[unit][1] if unit else deed.place
        where = Where(self._house, place, unit, self.person)
        id = self._id("unit", unit) if unit else self._id("property", place)
        values = {"unitId" if unit else "propertyId": id, "title": deed.text, "category": "PLUMBING"}
        self._book.tried(deed.text, "CREATED", where)
        payload = await self._persist(http, "createTicket", "ticket { id }", deed, values)
        self._tickets.append(Own(payload["ticket"]["id"], where))

    async def _comment(self, http: httpx.AsyncClient, deed: Deed) -> None:
        own = self._tickets[deed.ticket]
        await self._say(http, deed, own.id, own.where)

    async def _standing(self, http: httpx.AsyncClient, deed: Deed) -> None:
        name = VENDOR_TICKETS[deed.key.int % len(VENDOR_TICKETS)]
        await self._say(http, deed, self._id("ticket", name), STANDING[name])

    async def _say(self, http: httpx.AsyncClient, deed: Deed, ticket: str, where: Where) -> None:
        internal = deed.internal and self.person in ("ingrid", "tom", "casey")
        about = Where(where.house, where.property, where.unit, where.reporter, where.for_vendor, internal)
        self._book.tried(deed.text, "COMMENTED", about)
        values = {"ticketId": ticket, "body": deed.text, "isInternal": internal}
        await self._persist(http, "commentOnTicket", "comment { id }", deed, values)

    async def _step(self, http: httpx.AsyncClient, deed: Deed) -> None:
        own = self._tickets[deed.ticket]
        self._book.tried(deed.text, "STATUS_CHANGED", own.where)
        values = {"ticketId": own.id, "to": STEPS[own.steps % len(STEPS)], "reason": deed.text}
        await self._persist(http, "changeTicketStatus", "ticket { status }", deed, values)
        own.steps += 1

    async def _send(self, http: httpx.AsyncClient, deed: Deed) -> None:
        house, people = TALKS[deed.place]
        self._book.tried(deed.text, "SENT", Where(house, talk=deed.place, people=people))
        message_id = UUID(int=deed.key.int ^ 1)
        values = {"id": str(message_id), "conversationId": self._id("conversation", deed.place), "body": deed.text}
        await self._persist(http, "sendMessage", "message { id }", deed, values)

    async def _start(self, http: httpx.AsyncClient, deed: Deed) -> None:
        where = Where(self._house, talk=deed.text, people=frozenset({self.person, "ingrid"}))
        subject = f"{deed.text}-subject"
        self._book.tried(subject, "STARTED", where)
        self._book.tried(deed.text, "SENT", where)
        first = {"id": str(UUID(int=deed.key.int ^ 1)), "body": deed.text}
        values = {"subject": subject, "message": first}
        await self._persist(http, "startConversation", "conversation { id }", deed, values)
        self._book.values[subject].acknowledged = True

    async def _read(self, http: httpx.AsyncClient, deed: Deed) -> None:
        mine = [key for key, (_, people) in TALKS.items() if self.person in people]
        talk = self._id("conversation", mine[deed.key.int % len(mine)])
        query = "query($id: ID!) { node(id: $id) { ... on Conversation { lastMessage { id } } } }"
        body = {"query": query, "variables": {"id": talk}}
        values = {"conversationId": talk, "upToMessageId": ""}
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not values["upToMessageId"]:
                found, code = await self._attempt(http, body, "node")
                if code:
                    self._book.retries[code] += 1
                values["upToMessageId"] = found["lastMessage"]["id"] if found else ""
        await self._persist(http, "markConversationRead", "conversation { id }", deed, values)

    def _id(self, noun: str, key: str) -> str:
        return to_global(noun.capitalize(), demo_id(self._house, noun, key))

    async def _persist(self, http: httpx.AsyncClient, name: str, selection: str, deed: Deed, values: Any) -> Any:
        kind = name[0].upper() + name[1:] + "Input"
        query = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {selection} errors {{ code }} }} }}"
        body = {"query": query, "variables": {"input": {**values, "idempotencyKey": str(deed.key)}}}
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE_SECONDS
        while True:
            payload, code = await self._attempt(http, body, name)
            if payload is not None:
                if deed.text in self._book.values:
                    self._book.values[deed.text].acknowledged = True
                return payload
            self._book.retries[code] += 1
            if code not in RETRIED and code not in ("connection", "status"):
                raise Refused(code)
            if loop.time() > deadline:
                raise Refused(f"not acknowledged for {PATIENCE_SECONDS:.0f} s, last: {code}")
            await asyncio.sleep(self._jitter.uniform(0.05, 0.3))

    async def _attempt(self, http: httpx.AsyncClient, body: Any, name: str) -> tuple[Any, str]:
        """Send it once; return the payload, or the code of what was answered."""
        try:
            response = await http.post("/graphql", json=body)
            answer = response.json()
        except (httpx.HTTPError, ValueError):
            return None, "connection"
        if answer.get("errors"):
            return None, str(answer["errors"][0]["extensions"]["code"])
        payload = (answer.get("data") or {}).get(name)
        if payload is None:
            return None, "status"
        return (None, payload["errors"][0]["code"]) if payload.get("errors") else (payload, "")


def writers(world: World, book: Book, seed: int) -> dict[str, Writer]:
    """Return everybody who writes, by the name of what they do."""
    inside = {"create": 3, "comment": 5, "step": 4, "standing": 3, "read": 2}
    outside = {"create": 2, "comment": 4, "read": 1}
    work: dict[str, tuple[str, dict[str, int], tuple[str, ...]]] = {
        "manager": ("ingrid", inside, ("toftes-a-301", "toftes-a-201", "toftes", "nordnes")),
        "maintenance": ("tom", inside, ("toftes-a-301", "nordnes", "toftes")),
        "tenant": ("amira", outside, ("toftes-a-301",)),
        "neighbour": ("jonas", outside, ("toftes-a-201",)),
        "vendor": ("vera", {"standing": 1}, ("",)),
        "talker": ("ingrid", {"send": 1}, ("leak", "instalments", "dugnad", "rota")),
        "asker": ("amira", {"send": 3, "start": 1}, ("leak",)),
        "elsewhere": ("casey", inside | {"standing": 0}, ("van-brunt-2a", "van-brunt-1a", "ludlow")),
        "renewer": ("dana", {"send": 1}, ("renewal",)),
        "resident": ("dana", outside, ("van-brunt-2a",)),
    }
    return {
        name: Writer(world, book, person, Choices(seed, name, verbs, places))
        for name, (person, verbs, places) in work.items()
    }
