"""A small schema with a bit of everything, and an authenticator with three known tokens."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from typing import Any, Self
from uuid import UUID

import strawberry

from app import clock
from app.auth.credentials import Credentials
from app.auth.viewer import Viewer
from app.errors import Conflict, Forbidden, Unauthenticated, Unavailable
from app.schema.arrival import Arrival
from app.schema.execute import Api

ADA = UUID(int=1)
BOB = UUID(int=2)
SESSIONS = {"ada": UUID(int=11), "ada-renewed": UUID(int=12), "bob": UUID(int=21), "brief": UUID(int=13)}


@dataclass(frozen=True)
class ToySettings:
    """The two settings that the doors read."""

    mode: str = "test"
    allowed_origins: tuple[str, ...] = ("https://partner.example",)


@dataclass
class ToyAuthenticator:
    """Knows its tokens by heart; `ended` sessions fail their next check."""

    ended: set[UUID] = field(default_factory=set)
    broken: bool = False
    seen: list[Credentials] = field(default_factory=list)

    async def authenticate(self, credentials: Credentials) -> Viewer:
        """Return the viewer of a known token."""
        self.seen.append(credentials)
        if credentials.token == "dependency-down":
            raise Unavailable("no database")
        session_id = SESSIONS.get(credentials.token)
        if session_id is None or credentials.organization == "foreign":
            raise Unauthenticated("The session is not known.")
        lives = timedelta(seconds=0.4 if credentials.token == "brief" else 3600)
        person_id = BOB if credentials.token == "bob" else ADA
        return Viewer(person_id=person_id, session_id=session_id, expires_at=clock.now() + lives)

    async def recheck(self, viewer: Viewer) -> Viewer:
        """Return the viewer again while the session has not ended."""
        if self.broken:
            raise ConnectionRefusedError
        if viewer.session_id in self.ended:
            raise Unauthenticated("The session has ended.")
        return replace(viewer, locale="nb")


NUMBERS = itertools.count(1)


@dataclass
class ToyContext:
    """Counts how many contexts are open, and has a number of its own."""

    viewer: Viewer
    arrival: Arrival
    number: int = field(default_factory=lambda: next(NUMBERS))

    open_count = 0

    @property
    def request_id(self) -> str:
        """The id of the request."""
        return self.arrival.request_id

    async def __aenter__(self) -> Self:
        ToyContext.open_count += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        ToyContext.open_count -= 1


Info = strawberry.Info[ToyContext, Any]


@strawberry.enum
class Colour(Enum):
    """An enum whose values differ from its names."""

    RED = "r"
    BLUE = "b"


@strawberry.input
class Paint:
    """An input with a default."""

    text: str
    colour: Colour = Colour.BLUE


@strawberry.input(one_of=True)
class By:
    """One of two."""

    id: strawberry.Maybe[int]
    name: strawberry.Maybe[str]


@strawberry.interface
class Node:
    """Anything with an id."""

    id: strawberry.ID


@strawberry.type
class Thing(Node):
    """A thing within things."""

    colour: Colour

    @strawberry.field
    async def inner(self) -> "Thing":
        """Another thing."""
        await asyncio.sleep(0)
        return Thing(id=strawberry.ID(self.id + "."), colour=self.colour)

    @strawberry.field
    def context(self, info: Info) -> int:
        """The number of the context that answers."""
        return info.context.number


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    def hello(self) -> str:
        """A constant."""
        return "hello"

    @strawberry.field
    def echo(self, text: str = "") -> str:
        """The argument."""
        return text

    @strawberry.field
    def number(self, n: int = 0) -> int:
        """The argument."""
        return n

    @strawberry.field
    def who(self, info: Info) -> str:
        """The person, the organization and how they came."""
        return f"{info.context.viewer.person_id} {info.context.arrival.is_browser}"

    @strawberry.field
    def thing(self, paint: Paint) -> Node:
        """A thing behind an interface."""
        return Thing(id=strawberry.ID(paint.text), colour=paint.colour)

    @strawberry.field
    def find(self, by: By) -> str:
        """What was asked for."""
        return str(by.id.value if by.id else by.name)

    @strawberry.field
    def boom(self) -> int | None:
        """A bug of ours."""
        raise RuntimeError("secret detail")

    @strawberry.field
    def huge(self) -> int | None:
        """A value that Int cannot hold: also a bug of ours."""
        return 2**40

    @strawberry.field
    def conflict(self) -> int | None:
        """A refusal on purpose."""
        raise Conflict("It has moved on.", ("input", "version"), version=7)

    @strawberry.field
    def down(self) -> int | None:
        """A dependency that is away."""
        raise ConnectionRefusedError("10.0.0.1")

    @strawberry.field
    async def slow(self, seconds: float) -> int:
        """Something that takes its time."""
        await asyncio.sleep(seconds)
        return 1

    @strawberry.field
    def long(self, size: int) -> str:
        """A long answer."""
        return "x" * size


@strawberry.type
class SignedIn:
    """The token, unless a cookie carries it."""

    token: str | None


@strawberry.type
class Mutation:
    """What can be done."""

    @strawberry.mutation
    def sign_in(self, info: Info) -> SignedIn:
        """Give a session."""
        kept = info.context.arrival.set_session("ada", clock.now() + timedelta(hours=1))
        return SignedIn(token=None if kept else "ada")

    @strawberry.mutation
    def sign_out(self, info: Info) -> bool:
        """End the session."""
        info.context.arrival.clear_session()
        return True


@strawberry.type
class Subscription:
    """What can be followed."""

    closed = 0

    @strawberry.subscription
    async def count(self, info: Info, to: int, delay: float = 0) -> AsyncIterator[Thing]:
        """Count, and remember having been closed."""
        try:
            for number in range(to):
                await asyncio.sleep(delay)
                yield Thing(id=strawberry.ID(str(number)), colour=Colour.RED)
        finally:
            Subscription.closed += 1

    @strawberry.subscription
    async def fails(self, after: int, how: str = "forbidden") -> AsyncIterator[int]:
        """Count, then fail."""
        for number in range(after):
            yield number
        raise Forbidden("Not any more.") if how == "forbidden" else RuntimeError("secret detail")

    @strawberry.subscription
    async def flood(self, size: int) -> AsyncIterator[str]:
        """Talk without end."""
        while True:
            await asyncio.sleep(0)
            yield "x" * size


SCHEMA = strawberry.Schema(Query, Mutation, Subscription, types=[Thing])


def toy_api(mode: str = "test", authenticator: ToyAuthenticator | None = None) -> Api:
    """Return the toy as an API."""
    return Api(SCHEMA, ToyContext, authenticator or ToyAuthenticator(), ToySettings(mode))
