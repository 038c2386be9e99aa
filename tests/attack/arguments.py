"""Every argument that takes an id, with a clock: an id of the other organization takes as long as an id of nothing.

In this process, over the two mirrored organizations of the tests, and by the time that the processor works on it: what
a network and other work on the machine add would hide what the program tells. Every statement more shows in it, too.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from time import process_time
from typing import Any

from app.models.base import Noun
from app.models.tickets import Ticket
from app.schema.budget import Budgets
from app.services.embedded import Addresses
from tests.attack.arena import Arena
from tests.attack.timing import NODE, Verdict, measured
from tests.auth.conftest import settings_for
from tests.auth.desk import Desk
from tests.auth.matrix.deeds import DEEDS, Scene
from tests.auth.matrix.oracle import MODELS
from tests.auth.test_foreign_ids import UNWRITTEN, changes, document_of, fit, nothing, placed, places, row_of
from tests.support.services import migrate_template, running_services
from tests.support.world import World, database_of, opened, seeded_template

ROLES = ("manager", "tenant")
TRIES = 60
WARM = 6
LOOK = "query($id: ID!) { node(id: $id) { id ... on Ticket { unit { id } } } }"

Ask = Callable[[str], Awaitable[Any]]
"""Asks with one id in a place."""


async def every_argument(arena: Arena) -> None:
    """Each argument and each type of row, as a manager and as a tenant."""
    async with AsyncExitStack() as stack:
        addresses = await stack.enter_async_context(_services())
        database = database_of(addresses, await seeded_template(addresses))
        world = await stack.enter_async_context(opened(database))
        desk = await stack.enter_async_context(Desk.over(settings_for(database, addresses.redis_url)))
        connection = await stack.enter_async_context(world.superuser())
        desk.api.budgets, scene = Budgets(limit=1e12), Scene(world, connection)
        seen = await _control(arena, desk, world)
        arena.check("the clock sees nothing where there is something", not seen.is_told_apart, seen.words)
        found: list[tuple[str, Verdict]] = []
        for role in ROLES:
            asked = [*_questions(desk, world, role), *await _deeds(desk, scene, role)]
            for place, (model, name), ask in asked:
                what = f"{place} as {role}"
                verdict = await _judged(arena, ask, (world.b.global_id(model, name), model))
                arena.check(f"the time of a foreign id in {what}", verdict.is_told_apart, verdict.words)
                found.append((what, verdict))
    what, worst = max(found, key=lambda one: abs(one[1].share - 0.5))
    arena.tell(f"{len(found)} places; farthest apart of all is {what}: {worst.words}")


@asynccontextmanager
async def _services() -> AsyncIterator[Addresses]:
    """Services of their own, started in a thread: those of the arena are at work."""
    running = running_services()
    addresses = await asyncio.to_thread(running.__enter__)
    try:
        await asyncio.to_thread(migrate_template, addresses)
        yield addresses
    finally:
        await asyncio.to_thread(running.__exit__, None, None, None)


async def _control(arena: Arena, desk: Desk, world: World) -> Verdict:
    """An id that one may see takes longer by one look more, at the unit of the ticket."""
    viewer = world.viewer_of("manager")

    async def ask(id: str) -> Any:
        return await desk.ask(viewer, LOOK, id=id)

    return await _judged(arena, ask, (world.a.global_id(Ticket, "leak"), Ticket))


async def _judged(arena: Arena, ask: Ask, there: tuple[str, type[Noun]]) -> Verdict:
    id, model = there

    async def one(is_there: bool, place: int) -> None:
        await ask(id if is_there else nothing(model))

    for place in range(WARM):
        await one(bool(place % 2), place)
    return await measured(arena, one, TRIES, watch=process_time)


Place = tuple[str, tuple[type[Noun], str], Ask]


def _questions(desk: Desk, world: World, role: str) -> Iterator[Place]:
    viewer = world.viewer_of(role)

    def asking(document: str) -> Ask:
        return lambda id: desk.ask(viewer, document, id=id)

    for place in places("Query"):
        if place not in ("node.id", "nodes.ids"):
            yield place, row_of(place), asking(document_of(place))
    for kind, model in MODELS.items():
        rows = world.b.rows.get(model)
        if rows:
            yield f"node of {kind}", (model, next(iter(rows))), asking(NODE)


async def _deeds(desk: Desk, scene: Scene, role: str) -> list[Place]:
    viewer, found = scene.world.viewer_of(role), []

    def doing(document: str, values: dict[str, Any], path: list[str]) -> Ask:
        return lambda id: desk.ask(viewer, document, input=fit(placed(values, path, id)))

    for mutation in sorted({place.partition(".")[0] for place in changes()} - UNWRITTEN):
        values = await DEEDS[mutation].inputs(scene, role, "own")
        document = DEEDS[mutation].document(mutation)
        for place in (place for place in changes() if place.startswith(f"{mutation}.")):
            found.append((place, row_of(place), doing(document, values, place.split(".")[2:])))
    return found


ATTACKS = {"ids told apart by time, in every argument": every_argument}
