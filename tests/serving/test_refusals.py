"""What a start refuses, with one sentence and status 1: through the console script, as people meet it."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from app.cli import main
from app.services.embedded import Addresses
from tests.support.commands import START_SECONDS, command, lines_until, refused
from tests.support.harm import NEWER, NO_RIGHTS, OLDER, broken
from tests.support.server import House, free_port, open_house
from tests.support.services import open_folder

PRODUCTION = {
    "TENANTRY_MODE": "production",
    "TENANTRY_PASSWORD_COST": "full",
    "TENANTRY_PUBLIC_URL": "https://portal.example",
}


@pytest.fixture(scope="module")
def own(demo_services: Addresses) -> Iterator[House]:
    """A house that only these tests break, and mend again."""
    with open_house(demo_services) as opened:
        yield opened


def given(house: House, **more: str) -> dict[str, str]:
    """The environment of a start that would succeed, with something else in it."""
    return {**house.environment(TENANTRY_PORT=str(free_port())), **more}


@pytest.mark.parametrize("workers", [[], ["--workers", "2"]])
def test_a_superuser(own: House, workers: list[str]) -> None:
    said = refused(["serve", *workers], **given(own, DATABASE_URL=own.database.superuser_url))
    assert said == "tenantry: The role postgres can see through row-level security: serve as tn_app.\n"


def test_a_database_that_stays_away(own: House) -> None:
    away = "postgresql://tn_app@127.0.0.1:1/x"
    process = command(["serve"], **given(own, DATABASE_URL=away, TENANTRY_START_SECONDS="0.5"))
    said, refusal = process.communicate(timeout=START_SECONDS)
    assert process.returncode == 1
    assert "does not answer" in said and "waiting for up to 0.5 s" in said
    assert refusal.startswith("tenantry: The database of DATABASE_URL does not answer: ")


def test_a_database_that_comes_after_the_server_is_waited_for(own: House) -> None:
    found = parse_qs(urlsplit(own.database.app_url).query)["host"][0]
    with open_folder() as folder:
        there = folder / "sockets"
        url = own.database.app_url.replace(quote(found), quote(str(there))).replace(found, str(there))
        process = command(["serve"], **given(own, DATABASE_URL=url))
        try:
            lines_until(process, "waiting for up to 60 s")
            there.symlink_to(found)
            lines_until(process, "Tenantry serves")
        finally:
            process.terminate()
            process.communicate(timeout=START_SECONDS)
    assert process.returncode == 0


def test_a_role_that_bypasses_the_walls(own: House) -> None:
    url = own.database.app_url.replace("tn_app@", "tn_backup@")
    assert "tn_backup can see through row-level security" in refused(["serve"], **given(own, DATABASE_URL=url))


def test_a_role_that_does_not_exist(own: House) -> None:
    url = own.database.app_url.replace("tn_app@", "nobody_knows@")
    assert "refuses the role of DATABASE_URL" in refused(["serve"], **given(own, DATABASE_URL=url))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OLDER, "older schema than this code: run `tenantry migrate` first"),
        (NEWER, "newer schema than this code: install the newest Tenantry"),
        (NO_RIGHTS, "has no rights on the schema: serve as tn_app"),
    ],
)
def test_a_schema_that_does_not_fit(own: House, fault: tuple[str, str], words: str) -> None:
    with broken(own, *fault):
        assert words in refused(["serve"], **given(own))


def test_a_database_without_any_schema(own: House) -> None:
    url = own.database.app_url.replace(f"/{own.database.name}?", "/postgres?")
    assert "run `tenantry migrate` first" in refused(["serve"], **given(own, DATABASE_URL=url))


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("TENANTRY_SECRET", "", "TENANTRY_SECRET is missing"),
        ("TENANTRY_SECRET", "short", "TENANTRY_SECRET must be at least 32 random bytes"),
        ("TENANTRY_MASTER_KEY", "", "TENANTRY_MASTER_KEY is missing"),
        ("TENANTRY_MASTER_KEY", "00" * 32, "TENANTRY_MASTER_KEY must be 32 random bytes"),
        ("TENANTRY_PASSWORD_COST", "test", "TENANTRY_PASSWORD_COST=test is too weak"),
        ("REDIS_URL", "", "Set both DATABASE_URL and REDIS_URL"),
        ("DATABASE_URL", "", "Set both DATABASE_URL and REDIS_URL"),
        ("TENANTRY_ORIGINS", "*", "TENANTRY_ORIGINS holds '*'"),
        ("TENANTRY_DRAIN_SECONDS", "soon", "TENANTRY_DRAIN_SECONDS is 'soon'"),
    ],
)
def test_production_without_what_it_needs(own: House, variable: str, value: str, words: str) -> None:
    assert words in refused(["serve"], **given(own, **PRODUCTION) | {variable: value})


def test_production_with_services_of_its_own(own: House) -> None:
    alone = given(own, **PRODUCTION) | {"DATABASE_URL": "", "REDIS_URL": ""}
    assert "nothing is started for you there" in refused(["serve"], **alone)


def test_the_port_of_the_numbers_is_taken(own: House) -> None:
    with ExitStack() as stack:
        port = stack.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
        said = refused(["serve"], **given(own, TENANTRY_METRICS_PORT=str(port)))
        assert said == f"tenantry: Port {port} is taken: end what listens there, or set TENANTRY_METRICS_PORT.\n"


@pytest.mark.parametrize("number", ["0", "-1", "65", "two", "1.5", "٢"])
def test_a_number_of_workers_that_is_none(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--workers", number])
    assert ended.value.code == 2
    assert "must be a whole number from 1 to 64" in capsys.readouterr().err
