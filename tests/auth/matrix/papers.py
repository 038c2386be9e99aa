"""How each change of files is done: on something of one's own, and on something of others."""

import hashlib
import uuid
from pathlib import Path
from typing import Any

from app.models.ids import to_global
from app.models.people import Member
from app.models.tickets import Ticket
from tests.auth.matrix.scenes import Deed, Scene
from tests.support.depot import FOLDER

PDF = b"%PDF-1.7\n%%EOF\n"
SUM = hashlib.sha256(PDF)
ANNOUNCED = """
INSERT INTO file (organization_id, id, kind, status, name, content_type, size_bytes, sha256, uploaded_by, ticket_id)
VALUES ($1, $2, 'DOCUMENT', 'PENDING', 'a.pdf', 'application/pdf', $3, $4, $5, $6)
"""


async def _request(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    target = await scene.ticket(role, whose)
    return {
        "aboutId": target,
        "name": "a.pdf",
        "contentType": "application/pdf",
        "size": len(PDF),
        "sha256": SUM.hexdigest(),
    }


async def _complete(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    house, id = scene.world.a, uuid.uuid4()
    sender = role if whose == "own" and role != "anonymous" else "shared"
    facts = (len(PDF), SUM.digest(), house.id(Member, sender), house.id(Ticket, "leak"))
    await scene.connection.execute(ANNOUNCED, house.organization_id, id, *facts)
    path = Path(FOLDER.name) / "in" / str(house.organization_id) / str(id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PDF)
    return {"fileId": to_global("File", id)}


SHEET = """
INSERT INTO file (organization_id, id, kind, status, is_ready, name, content_type, size_bytes, sha256, uploaded_by,
                  stored_key)
VALUES ($1, $2, 'SHEET', 'READY', true, 'a.csv', 'text/csv', $3, $4, $5, 'out/a/b')
"""


async def _start(scene: Scene, role: str, whose: str) -> dict[str, Any]:
    house, id = scene.world.a, uuid.uuid4()
    sender = role if whose == "own" and role != "anonymous" else "shared"
    await scene.connection.execute(SHEET, house.organization_id, id, len(PDF), SUM.digest(), house.id(Member, sender))
    return {"fileId": to_global("File", id), "isTrial": True}


DEEDS = {
    "requestUpload": Deed("file", _request, "RequestUploadInput"),
    "startImport": Deed("import", _start, "StartImportInput"),
    "completeUpload": Deed("file", _complete, "CompleteUploadInput"),
}
