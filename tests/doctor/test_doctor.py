"""What the doctor says: with everything there, with nothing, and with each thing broken."""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.doctor import database, examine
from app.doctor.findings import State, as_json, as_text, count_wrong
from app.models import examine as of_database
from app.services import look
from app.services.embedded import Addresses
from tests.serving.conftest import serving
from tests.support.commands import command
from tests.support.harm import NO_RIGHTS, OLDER, broken
from tests.support.processes import eventually, held
from tests.support.server import House, demo_services, free_port, open_house
from tests.support.services import open_folder

__all__ = ["demo_services"]

EVERYTHING = {"python", "settings", "folder", "disk", "port", "database", "role", "schema", "walls", "clock", "redis"}


def doctor(*, status: int, **environment: str) -> dict[str, tuple[str, str]]:
    """State and words of each finding."""
    findings = examine(environment)
    assert count_wrong(findings) == 0 or status == 1, as_text(findings)
    answer = json.loads(as_json(findings))
    assert answer["healthy"] is (status == 0)
    return worst(answer["findings"])


def worst(findings: list[dict[str, str]]) -> dict[str, tuple[str, str]]:
    """By name; of two about one thing the worse counts."""
    found: dict[str, tuple[str, str]] = {}
    for one in findings:
        if found.get(one["name"], ("ok", ""))[0] == "ok":
            found[one["name"]] = (one["state"], one["words"])
    return found


@pytest.fixture(scope="module")
def own(demo_services: Addresses) -> Iterator[House]:
    """A house that only the doctor's tests break, and mend again."""
    with open_house(demo_services) as opened:
        yield opened


def test_everything_is_there(own: House) -> None:
    found = doctor(status=0, **own.environment(TENANTRY_PORT=str(free_port())))
    assert set(found) >= EVERYTHING
    assert found["organizations"] == ("ok", "2")
    assert found["role"][1].startswith("tn_app")
    assert re.search(r"Valkey \d.* passes words on in [\d.]+ ms", found["redis"][1])
    assert re.search(r"\d+ events kept, without a gap", found["streams"][1])
    assert "postgresql" not in found, "programs of this machine do not matter where services are given"


def test_a_role_that_could_bypass_the_walls_is_named(own: House) -> None:
    ways = {
        "ALTER ROLE tn_worker BYPASSRLS": ("ALTER ROLE tn_worker NOBYPASSRLS", "tn_worker"),
        # Servers may take on the rights of tn_worker, and with them what that role may become.
        "GRANT tn_owner TO tn_worker": ("REVOKE tn_owner FROM tn_worker", "tn_app and tn_worker"),
    }
    for give, (take, who) in ways.items():
        with broken(own, give, take):
            found = doctor(status=1, **own.environment(TENANTRY_PORT=str(free_port())))
        assert found["walls"][0] == "wrong" and found["walls"][1].startswith(f"{who} can get past"), give


def test_mail_that_waits_for_long_is_named(own: House) -> None:
    at = "now() - interval '3 hours'"
    values = f"gen_random_uuid(), 'mail-x', 'a@b.example', 'nb', 'UTC', '{{}}', '451 later', {at}, now(), now()"
    names = "id, template, recipient, locale, time_zone, contents, last_error, created_at, due_at, useful_until"
    with broken(own, f"INSERT INTO mail ({names}) VALUES ({values})", "DELETE FROM mail"):
        found = doctor(status=0, **own.environment(TENANTRY_PORT=str(free_port())))
    assert found["outbox"][0] == "warning"
    assert re.search(r"1 mails wait, 0 were given up .* since 180 min \(451 later\)", found["outbox"][1])


def test_the_command_ends_with_1_when_something_is_wrong(own: House) -> None:
    given = own.environment(TENANTRY_PORT=str(free_port())) | {"REDIS_URL": "redis://127.0.0.1:1"}
    process = command(["doctor", "--json"], **given)
    shown, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (1, "")
    answer = json.loads(shown)
    assert answer["healthy"] is False
    assert worst(answer["findings"])["redis"][0] == "wrong"


def test_nothing_is_there_yet(tmp_path: Path) -> None:
    found = doctor(status=0, TENANTRY_VAR=str(tmp_path / "var"), TENANTRY_PORT=str(free_port()))
    assert found["services"][0] == "note"
    assert "tenantry demo" in found["services"][1]
    assert found["folder"] == ("ok", f"{tmp_path / 'var'} will be made at the first start")
    assert "a package of this venv" in found["postgresql"][1]
    assert re.match(r"\d+\.\d+", found["valkey"][1])
    assert list(tmp_path.iterdir()) == [], "nothing is made"


def test_services_of_its_own_are_found_while_they_run() -> None:
    with open_folder() as folder, held(folder / "var") as (process, _):
        found = doctor(status=1, TENANTRY_VAR=str(folder / "var"), TENANTRY_PORT=str(free_port()))
        assert f"process {process.pid}" in found["services"][1]
        # These were never migrated, so there is not even the role.
        assert found["database"][0] == "wrong" and "tn_app" in found["database"][1]
        assert found["redis"][0] == "ok"
    assert look.running(folder / "var") is None


def test_nothing_secret_is_shown(own: House) -> None:
    given = own.environment(TENANTRY_PORT=str(free_port()), TENANTRY_PROT="8000", TENANTRY_ORIGINS="https://a.example")
    process = command(["doctor"], **given)
    shown, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    for secret in (own.secret, own.master_key, own.database.app_url, own.redis_url):
        assert secret not in shown
    assert "DATABASE_URL=(set)" in shown and "TENANTRY_SECRET=(set)" in shown
    assert "TENANTRY_ORIGINS=https://a.example" in shown
    assert "TENANTRY_PROT: no setting has this name" in shown
    assert shown.endswith("Nothing is wrong.\n")


@pytest.mark.parametrize(
    ("setting", "value", "finding", "words"),
    [
        ("DATABASE_URL", "postgresql://tn_app@127.0.0.1:1/x", "database", "does not answer"),
        ("REDIS_URL", "redis://127.0.0.1:1", "redis", "does not pass words on"),
        ("SMTP_URL", "smtp://127.0.0.1:1", "mail", "does not take mail"),
        ("TENANTRY_PORT", "99999", "settings", "TENANTRY_PORT"),
        ("TENANTRY_MODE", "production", "settings", "TENANTRY_PASSWORD_COST"),
        ("TENANTRY_POOL", "200", "connections", "lower TENANTRY_POOL"),
        ("TENANTRY_VAR", "/dev/null/var", "folder", "is a file where a folder is needed"),
    ],
)
def test_a_setting_that_is_wrong(own: House, setting: str, value: str, finding: str, words: str) -> None:
    found = doctor(status=1, **{**own.environment(TENANTRY_PORT=str(free_port())), setting: value})
    assert found[finding][0] == "wrong"
    assert words in found[finding][1]


@pytest.mark.parametrize(
    ("harm", "mend", "finding", "words"),
    [
        (
            "ALTER TABLE ticket DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE ticket ENABLE ROW LEVEL SECURITY",
            "walls",
            "ticket",
        ),
        (
            "CREATE TABLE kept AS SELECT * FROM event WHERE seq = 3; DELETE FROM event WHERE seq = 3",
            "INSERT INTO event SELECT * FROM kept; DROP TABLE kept",
            "streams",
            "events are missing",
        ),
        (
            *OLDER,
            "schema",
            "tenantry migrate",
        ),
        (*NO_RIGHTS, "role", "no rights"),
    ],
)
def test_a_database_that_is_broken(own: House, harm: str, mend: str, finding: str, words: str) -> None:
    with broken(own, harm, mend):
        found = doctor(status=1, **own.environment(TENANTRY_PORT=str(free_port())))
    assert found[finding][0] == "wrong"
    assert words in found[finding][1]


def test_a_superuser_is_seen(own: House) -> None:
    given = own.environment(TENANTRY_PORT=str(free_port())) | {"DATABASE_URL": own.database.superuser_url}
    assert "can see through" in doctor(status=1, **given)["role"][1]


def test_the_port_is_ours_or_somebody_elses(own: House, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        port = foreign.getsockname()[1]
        assert doctor(status=0, **own.environment(TENANTRY_PORT=str(port)))["port"][0] == "warning"
    with serving(own, tmp_path, 1) as node:
        eventually(lambda: node.get("/readyz").json()["redis"] == "up")
        found = doctor(status=0, **own.environment(TENANTRY_PORT=str(node.port)))
        assert "Tenantry listens" in found["port"][1]
        assert found["server"] == ("note", "status: ready, postgresql: up, redis: up")


async def test_a_clock_that_goes_wrong_is_named(own: House) -> None:
    facts = await of_database.examine(own.database.app_url)
    assert abs(facts.clock_ahead_seconds) < 0.5
    for ahead, words in ((2.5, "2.5 s ahead of ours"), (-61.0, "61.0 s behind ours")):
        facts.clock_ahead_seconds = ahead
        (finding,) = database._clock(facts)
        assert finding.state is State.WRONG and words in finding.words
