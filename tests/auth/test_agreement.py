"""Both forms of every rule say the same: the filter in PostgreSQL, and the test of a loaded row."""

import importlib
import pkgutil
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from app import clock
from app.auth import policies
from app.auth.doors import door
from app.auth.former import Former, Rented
from app.auth.policy import Policy
from app.auth.rules import AllOf, AnyOf, Everyone, Flag, Has, Holds, InArray, IsPerson, Org, Rule, Sql, Subject, Via
from app.auth.scope import current, reading
from app.auth.viewer import Viewer
from app.models.paging import Order, Page
from tests.auth.drawing import Draft, viewers
from tests.support.world import World

SEED = 20_260_416
VIEWERS = 80
PAIRS = 30
LEAST = 0.2
"""Each condition is true, and false, in at least this share of all that was asked."""

for module in pkgutil.iter_modules(policies.__path__):
    importlib.import_module(f"{policies.__name__}.{module.name}")
POLICIES = sorted(Policy.__subclasses__(), key=lambda policy: policy.__name__)
BY_ID = Order("id", "{t}.id", "uuid")
Found = dict[UUID, Subject]
PRIMITIVE = (Org, Everyone, Holds, IsPerson, InArray, Flag, Via, Has, Former, Rented)


def rules_of(policy: type[Policy[Any]]) -> dict[str, Rule]:
    """The rules of a policy by their names: `see`, and the verbs."""
    return {name: value for name in dir(policy) if isinstance(value := getattr(policy, name), Rule)}


def primitives(rule: Rule) -> Iterator[Rule]:
    """The conditions a rule is made of."""
    if isinstance(rule, AnyOf | AllOf):
        for part in rule.parts:
            yield from primitives(part)
    else:
        yield rule


async def subjects(policy: type[Policy[Any]], system: Viewer) -> dict[UUID, Subject]:
    """All rows of the organization, loaded as whoever asks `may` loads them."""
    async with reading(system):
        page = await policy.page(system, Page(100, BY_ID))
        assert page.rows and not page.has_next, policy
        found = {row["id"]: await policy.subject(row["id"]) for row in page.rows}
    assert all(found.values())
    return found  # type: ignore[return-value]


async def filtered(policy: type[Policy[Any]], rule: Rule, viewer: Viewer) -> set[UUID]:
    """The ids of the rows that pass the rule's SQL."""
    sql = Sql()
    condition = rule.filter(viewer, "t", sql, clock.now())
    # A person's own rows elsewhere pass row-level security too: every statement of a policy names its organization.
    statement = f"SELECT t.id FROM {policy.table()} t WHERE {policy._organization()} AND {condition}"
    with door("agreement"):
        return {row["id"] for row in await current().rows(statement, *sql.args)}


def test_all_policies_are_here() -> None:
    assert len(POLICIES) >= 15
    assert all("see" in rules_of(policy) for policy in POLICIES)
    kinds = {type(part) for policy in POLICIES for rule in rules_of(policy).values() for part in primitives(rule)}
    assert kinds == set(PRIMITIVE), "a new kind of rule belongs into the share that is counted below"


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.__name__)
async def test_both_forms_of_all_rules_of_a_policy_agree(still_world: World, policy: type[Policy[Any]]) -> None:
    found = await subjects(policy, Viewer.system_of(still_world.a.organization_id, "agreement"))
    dice = random.Random(f"{SEED}{policy.__name__}")
    await check_pages(still_world, dice, policy, found)
    await check_verbs(still_world, dice, policy, found)
    await check_conditions(still_world, dice, policy, found)


async def check_pages(world: World, dice: random.Random, policy: type[Policy[Any]], found: Found) -> None:
    """What a page shows is what a loaded row allows."""
    seen = 0
    for viewer in viewers(world.a, dice, VIEWERS):
        async with reading(viewer):
            page = {row["id"] for row in (await policy.page(viewer, Page(100, BY_ID))).rows}
            related = set(await policy.related(viewer, found))
        allowed = {id for id, subject in found.items() if policy.may(viewer, policy.see, subject)}
        assert page == related == allowed, viewer
        seen += len(page)
    assert 0 < seen < VIEWERS * len(found)


async def check_verbs(world: World, dice: random.Random, policy: type[Policy[Any]], found: Found) -> None:
    """The SQL of every verb passes the rows that its test passes."""
    for name, rule in rules_of(policy).items():
        for viewer, _ in pairs(world, dice, rule, list(found.values())):
            now = clock.now()
            allowed = {id for id, subject in found.items() if rule.allows(viewer, subject, now)}
            async with reading(viewer):
                assert await filtered(policy, rule, viewer) == allowed, (name, viewer)


async def check_conditions(world: World, dice: random.Random, policy: type[Policy[Any]], found: Found) -> None:
    """So does the SQL of every single condition, which is often true and often false."""
    for part in dict.fromkeys(part for rule in rules_of(policy).values() for part in primitives(rule)):
        passed = []
        for viewer, subject in pairs(world, dice, part, list(found.values())):
            async with reading(viewer):
                inside = subject.row.id in await filtered(policy, part, viewer)
            assert inside is part.allows(viewer, subject, clock.now()), (part, viewer)
            passed.append(inside)
        assert LEAST <= sum(passed) / len(passed) <= 1 - LEAST, part


def pairs(world: World, dice: random.Random, rule: Rule, found: list[Subject]) -> Iterator[tuple[Viewer, Subject]]:
    """Viewers with a row each: every second one is made to pass the rule on that row where it can."""
    for number, viewer in enumerate(viewers(world.a, dice, PAIRS)):
        if isinstance(rule, Flag):
            yield viewer, found[number % len(found)]
            continue
        if number % 2:
            yield fitting(world, dice, rule, found)
            continue
        over = tuple(grant for grant in viewer.grants if not grant.counts(clock.now()))
        yield (viewer if number % 4 else replace(viewer, grants=over)), dice.choice(found)


def fitting(world: World, dice: random.Random, rule: Rule, found: list[Subject]) -> tuple[Viewer, Subject]:
    """A viewer and a row made for each other, where a few tries find one."""
    for _ in range(20):
        subject, draft = dice.choice(found), Draft(world.a, dice)
        draft.fit(rule, subject)
        if rule.allows(draft.viewer(), subject, clock.now()):
            break
    return draft.viewer(), subject


async def test_the_other_organization_is_never_allowed(still_world: World) -> None:
    for policy in POLICIES:
        strangers = await subjects(policy, Viewer.system_of(still_world.b.organization_id, "agreement"))
        at_home = await subjects(policy, Viewer.system_of(still_world.a.organization_id, "agreement"))
        assert not strangers.keys() & at_home.keys()
        for viewer in viewers(still_world.a, random.Random(SEED), 40):
            assert not any(policy.may(viewer, policy.see, subject) for subject in strangers.values()), policy
            async with reading(viewer):
                assert not await policy.related(viewer, strangers, inherited=True), policy
