"""Every argument that takes an id, with a clock: an id of the other organization takes as long as an id of nothing.

In this process, over the two mirrored organizations of the tests: a network would hide what the program tells.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any

from app.models.base import Noun
from app.schema.budget import Budgets
from tests.attack.arena import Arena
from tests.attack.timing import NODE, Verdict, measured
from tests.auth.conftest import settings_for
from tests.auth.desk import Desk
from tests.auth.matrix.deeds import DEEDS, Scene
from tests.auth.matrix.oracle import MODELS
from tests.auth.test_foreign_ids import UNWRITTEN, changes, document_of, fit, nothing, placed, places, row_of
from tests.support.world import World, database_of, opened, seeded_template

ROLES = ("manager", "tenant")
TRIES = 80
WARM = 4

Ask = Callable[[str], Awaitable[Any]]
"""Asks with one id in a place."""


async def every_argument(arena: Arena) -> None:
    """Each argument and each type of row, as a manager and as a tenant."""
    database = database_of(arena.addresses, await seeded_template(arena.addresses))
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(opened(database))
        desk = await stack.enter_async_context(Desk.over(settings_for(database, arena.house.redis_url)))
        connection = await stack.enter_async_context(world.superuser())
        desk.api.budgets = Budgets(limit=1e12)
        found: list[tuple[str, Verdict]] = []
        for role in ROLES:
            asked = [*_questions(desk, world, role), *await _deeds(desk, Scene(world, connection), role)]
            for place, (model, name), ask in asked:
                what = f"{place} as {role}"
                verdict = await _judged(arena, ask, (world.b.global_id(model, name), model))
                arena.check(f"the time of a foreign id in {what}", verdict.is_told_apart, verdict.words)
                found.append((what, verdict))
    what, worst = max(found, key=lambda one: abs(one[1].share - 0.5))
    arena.tell(f"{len(found)} places; farthest apart of all is {what}: {worst.words}")


async def _judged(arena: Arena, ask: Ask, foreign: tuple[str, type[Noun]]) -> Verdict:
    id, model = foreign

    async def one(is_foreign: bool, place: int) -> None:
        await ask(id if is_foreign else nothing(model))

    for place in range(WARM):
        await one(bool(place % 2), place)
    return await measured(arena, one, TRIES)


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
