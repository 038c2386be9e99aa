"""Every file of the corpus becomes what it should: clean pictures, papers that are only saved, or a refusal."""

import hashlib
import io

import pytest
from PIL import Image

from app.errors import BadInput
from app.models.files import File, Wanted
from app.models.tickets import Ticket
from app.resolvers import files
from app.resolvers.files import Target, incoming_key
from tests.auth.desk import Desk
from tests.corpora.uploads import CANARY, CLEAN, KEPT, REFUSED, REJECTED, Sent, every
from tests.support.world import World

CORPUS = every()
PLACES = ("leak", "next_door", "far", "stairs")


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 60
    assert {file.becomes for file in CORPUS} == {CLEAN, KEPT, REJECTED, REFUSED}
    with_canary = [file for file in CORPUS if file.becomes == CLEAN and CANARY in file.content]
    assert len(with_canary) > 15, "what shall vanish was really there"


async def test_every_file_becomes_what_it_should(desk: Desk, world: World) -> None:
    wrong = []
    for number, file in enumerate(CORPUS):
        became = await send(desk, world, file, PLACES[number % len(PLACES)])
        if became != file.becomes:
            wrong.append((file.name, file.becomes, became))
    assert wrong == []
    async with world.superuser() as boss:
        kept = await boss.fetchval("SELECT count(*) FROM file WHERE status = 'READY' AND sha256 <> $1", bytes(32))
    assert kept == sum(file.becomes in (CLEAN, KEPT) for file in CORPUS)


async def send(desk: Desk, world: World, file: Sent, ticket: str) -> str:
    """Announce a file, put it where it belongs, and see what became of it."""
    depot, viewer = desk.services.runtime.depot, world.viewer_of("manager")
    wanted = Wanted(file.name, file.content_type, len(file.content), hashlib.sha256(file.content).hexdigest())
    # A lease has papers only, and a ticket has all of them.
    target = Target("Ticket", world.a.id(Ticket, ticket))
    if file.name.endswith(".xlsx"):
        target = Target("Organization", world.a.organization_id)
    try:
        id, _ = await files.request(depot, viewer, target, wanted)
    except BadInput:
        return REFUSED
    key = incoming_key(world.a.organization_id, id)
    await depot.files.write(key, file.content, file.content_type)
    try:
        await files.complete(depot, viewer, id)
    except BadInput:
        return REJECTED
    async with world.superuser() as boss:
        row = await boss.fetchrow("SELECT stored_key, kind FROM file WHERE id = $1", id)
    stored = await depot.files.read(row["stored_key"], 50_000_000)
    if row["kind"] == "DOCUMENT":
        return KEPT if stored == file.content else "changed"
    return CLEAN if is_clean(stored) else "unclean"


def is_clean(content: bytes) -> bool:
    """A picture that is nothing but a picture."""
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        bare = image.format == "JPEG" and not image.getexif() and "comment" not in image.info
    return bare and CANARY not in content and b"<script" not in content and b"PK\x03\x04" not in content


@pytest.mark.parametrize("harm", ["longer", "shorter", "other"])
async def test_what_was_not_announced_is_refused(desk: Desk, world: World, harm: str) -> None:
    file = next(file for file in CORPUS if file.becomes == KEPT)
    depot, viewer = desk.services.runtime.depot, world.viewer_of("manager")
    wanted = Wanted(file.name, file.content_type, len(file.content), hashlib.sha256(file.content).hexdigest())
    id, _ = await files.request(depot, viewer, Target("Ticket", world.a.id(Ticket, "leak")), wanted)
    changed = {"longer": file.content + b"x", "shorter": file.content[:-1], "other": file.content[:-1] + b"x"}[harm]
    await depot.files.write(incoming_key(world.a.organization_id, id), changed, file.content_type)
    with pytest.raises(Exception, match=r"announced|come"):
        await files.complete(depot, viewer, id)
    async with world.superuser() as boss:
        assert await boss.fetchval("SELECT is_ready FROM file WHERE id = $1", id) is False
    assert world.a.rows[File]
