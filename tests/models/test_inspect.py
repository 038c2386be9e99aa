"""Nothing is served from a database that could leak, or that this code does not know; one sentence says why."""

import asyncpg
import pytest

from app.models.inspect import Unfit, inspect
from tests.support.services import Database, execute


async def refusal(url: str) -> str:
    """The sentence with which a database is refused."""
    with pytest.raises(Unfit) as caught:
        await inspect(url)
    sentence = str(caught.value)
    assert "\n" not in sentence and sentence.endswith(".") and "password" not in sentence
    return sentence


async def test_a_fit_database_is_taken(still_database: Database) -> None:
    await inspect(still_database.app_url)


async def test_a_superuser_is_refused(still_database: Database) -> None:
    assert "postgres can see through row-level security" in await refusal(still_database.superuser_url)


async def test_a_role_that_bypasses_the_wall_is_refused(still_database: Database) -> None:
    url = still_database.app_url.replace("tn_app@", "tn_backup@")
    assert "tn_backup can see through row-level security" in await refusal(url)


async def test_an_older_schema_is_refused(database: Database) -> None:
    await execute(database.superuser_url, "DELETE FROM app.tortoise_migrations WHERE name = '0001_foundation'")
    assert "older schema" in await refusal(database.app_url)


async def test_a_newer_schema_is_refused(database: Database) -> None:
    connection = await asyncpg.connect(database.superuser_url)
    await connection.execute(
        "INSERT INTO app.tortoise_migrations (app, name, applied_at) VALUES ('models', '9999_future', now())"
    )
    await connection.close()
    assert "newer schema" in await refusal(database.app_url)


async def test_a_database_without_a_schema_is_refused(empty_database: Database) -> None:
    sentence = await refusal(empty_database.app_url)
    assert "tenantry migrate" in sentence or "no rights" in sentence


async def test_a_role_that_does_not_exist_is_refused(still_database: Database) -> None:
    assert "refuses the role" in await refusal(still_database.app_url.replace("tn_app@", "tn_nobody@"))
