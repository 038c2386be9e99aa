"""The policies keep organizations apart by themselves, also where PostgreSQL's own wall is down."""

import json
from collections.abc import AsyncIterator

import asyncpg
import pytest

from app.services.embedded import Addresses
from tests.auth.conftest import settings_for
from tests.auth.desk import Desk
from tests.auth.documents import node_of, page_of
from tests.auth.matrix.oracle import COLUMNS, LISTS, MODELS, leaks, visible
from tests.models.catalogue import POLICIES, ask
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
        assert await stranger.fetchval("SELECT count(DISTINCT organization_id) FROM app.ticket") == 2
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
