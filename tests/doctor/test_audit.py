"""`tenantry audit` as people meet it: whole, damaged, and asked wrongly."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.models.conftest import world, world_database, world_template
from tests.support.commands import command
from tests.support.world import HEAD_KEY, HOUSES, World

__all__ = ["world", "world_database", "world_template"]


async def audit(world: World, *words: str, url: str | None = None) -> tuple[int, str]:
    """Status and words of the command."""
    environment = {"DATABASE_URL": url or world.database.app_url, "REDIS_URL": "redis://127.0.0.1:1/0"}
    process = command(["audit", *words], TENANTRY_SECRET=b"another secret of thirty-two byte".hex(), **environment)
    out, errors = await asyncio.to_thread(process.communicate, timeout=60)
    return process.returncode, out + errors


async def test_verify_names_the_entry_and_heads_can_be_kept(world: World, tmp_path: Path) -> None:
    trust = ("--trust", HEAD_KEY.public.hex())
    status, words = await audit(world, "verify", *trust)
    assert status == 0 and words.count(": whole (") == 3, words
    status, lines = await audit(world, "heads")
    heads = [json.loads(line) for line in lines.splitlines()]
    assert status == 0
    assert {head["organization"] for head in heads} == {str(world.house(key).organization_id) for key in HOUSES}
    kept = tmp_path / "heads.jsonl"
    kept.write_text(lines)
    status, words = await audit(world, "verify")
    assert status == 1 and words.count("not signed by a key that is trusted") == 3
    async with world.superuser() as connection:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(
            "UPDATE audit_entry SET at = at - interval '1 hour' WHERE organization_id = $1 AND position = 3",
            world.a.organization_id,
        )
    status, words = await audit(world, "verify", *trust, "--heads", str(kept))
    assert status == 1 and "DAMAGED" in words and "  entry 3 was changed" in words
    status, words = await audit(world, "verify", *trust, "--organization", str(world.b.organization_id))
    assert status == 0 and words.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify", "--organization", "x"), "--organization takes the id"),
        (("verify", "--heads", "/nowhere"), "does not hold what `tenantry audit heads` prints"),
        (("verify", "--trust", "abc"), "--trust takes a public key"),
        (("verify", "--organization", "00000000-0000-7000-8000-000000000000"), "no such organization"),
    ],
)
async def test_a_wrong_argument_is_one_sentence(world: World, words: tuple[str, ...], said: str) -> None:
    status, answer = await audit(world, *words)
    assert status == 1 and said in answer and "Traceback" not in answer


async def test_a_database_that_is_away_is_one_sentence(world: World) -> None:
    status, answer = await audit(world, "verify", url="postgresql://tn_app@127.0.0.1:1/none")
    assert status == 1 and answer.startswith("tenantry: ") and answer.count("\n") == 1
