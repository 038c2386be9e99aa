"""Lists that were brought in."""

from app.models.files import XLSX, File, FileKind, FileStatus
from app.models.imports import Import, ImportStatus
from app.models.people import Member
from tests.factories.houses import House


def brought_in(house: House, name: str) -> Import:
    """A list that a manager brought in, with the sheet it came from."""
    id = house.id(File, name)
    house.make(
        File,
        name,
        **{"kind": FileKind.SHEET, "status": FileStatus.READY, "is_ready": True, "content_type": XLSX},
        **{
            "name": f"{house.text(File, name, 'name')}.xlsx",
            "size_bytes": 1,
            "sha256": bytes(32),
            "uploaded_by": house.id(Member, "shared"),
        },
        stored_key=f"out/{house.organization_id}/{id}",
    )
    return house.make(
        Import,
        name,
        **{"file_id": id, "started_by": house.id(Member, "manager"), "is_trial": False, "skips_bad": True},
        **{"status": ImportStatus.DONE, "ended_at": house.ago(2), "refusal": house.text(Import, name, "refusal")},
    )
