"""The first organization: only for whoever shows what the server printed, and only while there is none."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import asyncpg
import pytest

from app.auth import founding
from app.auth.backend import close_database, open_database
from app.auth.viewer import Viewer
from app.resolvers import organizations
from tests.auth.conftest import settings_for
from tests.auth.desk import Desk
from tests.support.services import Database

FOUND = """mutation ($input: FoundOrganizationInput!) { foundOrganization(input: $input) {
    link errors { code path } } }"""
AWAITED = "{ isAwaitingOrganization }"
INPUT: dict[str, Any] = {
    **{"name": "Fjordheim", "countryCode": "NO", "currency": "NOK", "timeZone": "Europe/Oslo", "locales": ["nb", "ar"]},
    "admin": {"name": "Randi Fjord", "email": "Randi@Fjordheim.example"},
}


@pytest.fixture
async def empty(database: Database, redis_url: str) -> AsyncIterator[tuple[Desk, str]]:
    """The program over a database in which nothing is founded, with the secret of its installation."""
    settings = replace(settings_for(database, redis_url), secret_key=secrets.token_bytes(32))
    await open_database(database.app_url, 4)
    try:
        async with Desk.over(settings) as desk:
            yield desk, founding.secret_of(settings.secret_key)
    finally:
        await close_database()


async def found(desk: Desk, **changed: Any) -> Any:
    answer = await desk.ask(Viewer.anonymous(), FOUND, input={**INPUT, **changed})
    assert "errors" not in answer, answer
    return answer["data"]["foundOrganization"]


async def awaited(desk: Desk) -> bool:
    return bool((await desk.ask(Viewer.anonymous(), AWAITED))["data"]["isAwaitingOrganization"])


async def rows(database: Database) -> int:
    boss = await asyncpg.connect(database.superuser_url, server_settings={"search_path": "app,public"})
    try:
        return int(await boss.fetchval("SELECT count(*) FROM organization"))
    finally:
        await boss.close()


async def test_without_the_secret_nobody_founds_anything(empty: tuple[Desk, str], database: Database) -> None:
    desk, secret = empty
    assert await awaited(desk)
    for wrong in (
        "",
        "x",
        secret[:-1],
        secret + "A",
        secret.swapcase(),
        "\u0000",
        "é" * 100,
        founding.secret_of(b"other"),
    ):
        refused = await found(desk, secret=wrong, name="")
        assert refused == {"link": None, "errors": [{"code": "LINK_INVALID", "path": ["input", "secret"]}]}, wrong
    assert await rows(database) == 0


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"name": " "}, "name"),
        ({"countryCode": "XX"}, "countryCode"),
        ({"currency": "KRO"}, "currency"),
        ({"timeZone": "Moon/Base"}, "timeZone"),
        ({"locales": []}, "locales"),
        ({"locales": ["nb"] * 21}, "locales"),
        ({"admin": {"name": "Randi", "email": "nobody"}}, "email"),
        ({"admin": {"name": "\u202e", "email": "randi@fjordheim.example"}}, "name"),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field(
    empty: tuple[Desk, str], database: Database, wrong: dict[str, Any], place: str
) -> None:
    desk, secret = empty
    refused = await found(desk, secret=secret, **wrong)
    assert [(error["code"], error["path"][-1]) for error in refused["errors"]] == [("BAD_USER_INPUT", place)]
    assert await rows(database) == 0 and await awaited(desk)


async def test_the_secret_works_once_also_for_many_at_once(empty: tuple[Desk, str], database: Database) -> None:
    desk, secret = empty
    answers = await asyncio.gather(*(found(desk, secret=secret, name=f"House {place}") for place in range(6)))
    links = [answer["link"] for answer in answers if answer["link"]]
    assert len(links) == 1 and "/invitation#" in links[0]
    assert {error["code"] for answer in answers for error in answer["errors"]} == {"CONFLICT"}
    assert await rows(database) == 1 and not await awaited(desk)
    assert [error["code"] for error in (await found(desk, secret=secret))["errors"]] == ["CONFLICT"]
    assert not await organizations.is_awaited()
