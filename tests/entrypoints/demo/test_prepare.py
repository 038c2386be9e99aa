"""The demo world is made once, whole, and the same everywhere."""

from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from app.auth.policies.leases import LeasePolicy
from app.auth.policies.people import MemberPolicy
from app.auth.policies.properties import PropertyPolicy
from app.auth.policies.tickets import TicketPolicy
from app.auth.scope import reading
from app.entrypoints.demo import DemoAccounts, demo_id, organization_id, prepare_demo
from app.settings import Settings, SettingsError
from tests.entrypoints.demo.conftest import As
from tests.support.services import Database


async def everything(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, as a superuser sees them."""
    connection = await asyncpg.connect(database.superuser_url, server_settings={"search_path": "app"})
    try:
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'app' ORDER BY 1")
        return {name: await connection.fetch(f"TABLE {name}") for (name,) in tables}
    finally:
        await connection.close()


async def test_made_twice_it_is_one_world(demo_settings: Settings, database: Database) -> None:
    first = await prepare_demo(demo_settings)
    before = await everything(database)
    second = await prepare_demo(demo_settings)

    assert second == first
    assert await everything(database) == before
    assert {row["name"] for row in before["organization"]} == {"Nordlys Eiendom", "Harbor Homes"}


async def test_what_a_crash_left_out_is_made_the_next_time(demo_settings: Settings, database: Database) -> None:
    from app.entrypoints.demo import prepare

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prepare, "HOUSES", prepare.HOUSES[:1])
        await prepare_demo(demo_settings)
    await prepare_demo(demo_settings)

    assert len((await everything(database))["organization"]) == 2


async def test_the_streams_are_gapless_and_in_the_order_of_time(accounts: DemoAccounts, database: Database) -> None:
    rows = await everything(database)
    for stream in rows["organization_stream"]:
        events = sorted(
            (row for row in rows["event"] if row["organization_id"] == stream["organization_id"]),
            key=lambda row: row["seq"],
        )
        assert [event["seq"] for event in events] == list(range(1, stream["head"] + 1))
        assert [event["at"] for event in events] == sorted(event["at"] for event in events)


async def test_the_ids_are_the_same_in_every_clone(accounts: DemoAccounts, database: Database) -> None:
    rows = await everything(database)
    assert str(organization_id("nordlys")) == "d2fc0d33-1004-5c79-bae5-6b6ab3331c90"
    assert organization_id("harbor") in {row["id"] for row in rows["organization"]}
    assert demo_id("nordlys", "lease", "L-1001") in {row["id"] for row in rows["lease"]}
    assert all(row["id"].version == 5 for name in ("ticket", "message", "event", "payment") for row in rows[name])


@pytest.mark.parametrize("policy", [PropertyPolicy, LeasePolicy, TicketPolicy, MemberPolicy])
async def test_neither_organization_sees_the_other(signed_in: As, database: Database, policy: Any) -> None:
    rows = (await everything(database))[policy.table()]
    for email, house in (("ingrid@nordlys.example", "nordlys"), ("casey@harbor.example", "harbor")):
        viewer = await signed_in(email)
        async with reading(viewer):
            seen = await policy.related(viewer, [row["id"] for row in rows])
        assert set(seen) == {row["id"] for row in rows if row["organization_id"] == organization_id(house)}
        assert seen


async def test_it_is_not_for_production(demo_settings: Settings) -> None:
    with pytest.raises(SettingsError, match="TENANTRY_MODE"):
        await prepare_demo(replace(demo_settings, mode="production"))
