"""The policies keep organizations apart by themselves, also where PostgreSQL's own wall is down."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from app import clock
from app.auth.policy import Policy
from app.auth.scope import reading, writing
from app.auth.viewer import Viewer
from app.entrypoints.uploads import sweep_orphans
from app.errors import NotFound
from app.integrations.files.port import Gone
from app.models.paging import Order, Page
from app.services.embedded import Addresses
from tests.auth.conftest import settings_for
from tests.auth.desk import Desk
from tests.auth.documents import node_of, page_of
from tests.auth.guards.rules import Always, load
from tests.auth.matrix.oracle import COLUMNS, LISTS, MODELS, leaks, visible
from tests.corpora.uploads import PAPER
from tests.models.catalogue import POLICIES, RIGHTS, ask
from tests.support.services import fresh_database
from tests.support.world import World, opened


@pytest.fixture
async def open_world(migrated_services: Addresses, world_template: str) -> AsyncIterator[World]:
    """The world, with every policy of row-level security open."""
    async with fresh_database(migrated_services, world_template) as database:
        boss = await asyncpg.connect(database.superuser_url)
        for row in await ask(boss, POLICIES):
            check = " WITH CHECK (true)" if row["with_check"] else ""
            await boss.execute(f"ALTER POLICY {row['name']} ON app.{row['table']} USING (true){check}")
        await boss.close()
        stranger = await asyncpg.connect(database.app_url)
        assert await stranger.fetchval("SELECT count(DISTINCT organization_id) FROM app.ticket") == 3
        await stranger.close()
        async with opened(database) as made:
            yield made


async def test_lists_and_rows_stay_in_their_organization(open_world: World, redis_url: str) -> None:
    async with Desk.over(settings_for(open_world.database, redis_url)) as desk:
        for field, type_name in LISTS.items():
            model = MODELS[type_name]
            foreign = open_world.b.global_id(model, min(open_world.b.rows[model]))
            for role in COLUMNS:
                viewer = open_world.viewer_of(role)
                answer = await desk.ask(viewer, page_of(field, type_name, 2))
                assert not leaks(open_world, role, json.dumps(answer)), (field, role)
                page = answer["data"][field]
                assert page["totalCount"] == len(page["nodes"]) == len(visible(open_world, type_name, role)), field
                assert await desk.ask(viewer, node_of(type_name, 1), id=foreign) == {"data": {"node": None}}, field


async def test_what_another_organization_names_is_not_kept_in_this_ones_store(
    open_world: World, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Desk.over(settings_for(open_world.database, redis_url)) as desk:
        depot, folder = desk.services.runtime.depot, f"out/{open_world.a.organization_id}"
        paper, logo = (f"{folder}/{uuid4()}" for _ in range(2))
        for key in (paper, logo):
            await depot.files.write(key, PAPER, "application/pdf")
        async with open_world.superuser() as boss:
            b = open_world.b.organization_id
            id = await boss.fetchval("SELECT id FROM file WHERE organization_id = $1 AND status = 'READY' LIMIT 1", b)
            await boss.execute("UPDATE file SET stored_key = $2 WHERE id = $1", id, paper)
            await boss.execute("UPDATE organization SET logo_key = $2 WHERE id = $1", b, logo)
        later = clock.now() + timedelta(hours=25)
        monkeypatch.setattr("app.entrypoints.uploads.clock.now", lambda: later)
        await sweep_orphans(depot)
        for key in (paper, logo):
            with pytest.raises(Gone):
                await depot.files.read(key, 10_000_000)


async def ids_of(world: World, policy: type[Policy[Any]]) -> list[UUID]:
    """The ids of all rows of a table in the other organization."""
    async with world.superuser() as boss:
        sql = f"SELECT id FROM app.{policy.table()} WHERE organization_id = $1"
        return [row["id"] for row in await boss.fetch(sql, world.b.organization_id)]


async def test_every_way_to_a_row_stays_in_its_organization(open_world: World) -> None:
    viewers = (Viewer.system_of(open_world.a.organization_id, "test"), open_world.viewer_of("admin"))
    load()
    async with open_world.superuser() as boss:
        rights = {(row["grantee"], row["table"], row["right"]) for row in await ask(boss, RIGHTS)}
    for policy in Policy.__subclasses__():
        ids = await ids_of(open_world, policy)
        assert ids, policy
        for viewer in viewers:
            async with reading(viewer):
                await check_by_id(policy, viewer, ids)
                await check_below(policy, viewer, ids)
            if ("tn_app", policy.table(), "UPDATE") in rights:
                async with writing(viewer):
                    # By its own rules, and by none at all: what is locked is of the organization whoever may see it.
                    for each in (policy, type(policy.__name__, (policy,), {"see": Always()})):
                        with pytest.raises(NotFound):
                            await each.lock(viewer, ids[0], to=each.see)


async def check_by_id(policy: type[Policy[Any]], viewer: Viewer, ids: list[UUID]) -> None:
    """Foreign ids bring back nothing, however they are asked for."""
    assert await policy.related(viewer, ids) == await policy.related(viewer, ids, inherited=True) == {}, policy
    assert await policy.subject(ids[0]) is None, policy
    assert await policy.passing(viewer, policy.see, ids) == set(), policy
    assert await policy.derived(viewer, lambda *_: "1", ids) == {}, policy
    page = await policy.page(viewer, Page(100, Order("id", "{t}.id", "uuid")))
    assert not {row["id"] for row in page.rows} & set(ids), policy
    assert await policy.count(viewer) == len(page.rows), policy


async def check_below(policy: type[Policy[Any]], viewer: Viewer, ids: list[UUID]) -> None:
    """So do foreign parents."""
    page = Page(9, Order("id", "{t}.id", "uuid"))
    # A row is below itself by its id: every table has that column.
    for inherited in (True, False):
        assert await policy.below(viewer, "id", ids, inherited=inherited) == {}, policy
    assert await policy.counts(viewer, "id", ids) == {}, policy
    assert not any(found.rows for found in (await policy.pages(viewer, "id", ids, page)).values()), policy
    assert await policy.children("id", ids[0], policy.see) == [], policy
