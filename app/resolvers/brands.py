"""What an organization looks like: its name, its colour and its logo."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.auth.policies.files import FilePolicy
from app.auth.policies.people import MemberPolicy
from app.auth.viewer import Viewer
from app.errors import BadInput, Conflict
from app.models.brands import colour
from app.models.files import FileKind, FileStatus
from app.models.organizations import OrganizationRow
from app.resolvers.inputs import line
from app.subscriptions.transaction import Once, Transaction, transaction

LOCK = "SELECT id, name, brand_color, logo_key, version FROM organization WHERE id = app.current_org() FOR UPDATE"
CHANGE = """
UPDATE organization SET name = $1, brand_color = $2, logo_key = $3, version = version + 1, updated_at = now()
 WHERE id = app.current_org() RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Brand:
    """What shall be different; None stays as it is, and `no_color` and `no_logo` take away."""

    name: str | None = None
    color: str | None = None
    no_color: bool = False
    logo_id: UUID | None = None
    no_logo: bool = False
    expected_version: int | None = None

    def checked(self) -> dict[str, Any]:
        """Return the columns that change, but for the logo; raises `BadInput`."""
        found: dict[str, Any] = {}
        if self.name is not None:
            found["name"] = line(self.name, ("input", "name"), 200)
        if self.color is not None or self.no_color:
            found["brand_color"] = None if self.color is None else colour(self.color, ("input", "color"))
        if self.no_logo and self.logo_id is not None:
            raise BadInput("Either another logo or none.", ("input", "logoId"))
        return found


async def change(viewer: Viewer, wanted: Brand, once: Once | None = None) -> None:
    """Change what is wanted; raises `Forbidden`, `BadInput`, `NotFound` for the logo, and `Conflict`."""
    changed = wanted.checked()
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return
        MemberPolicy.require(viewer, MemberPolicy.brand)
        before = await tx.run(LOCK)
        assert before is not None
        if wanted.expected_version not in (None, before["version"]):
            raise Conflict("It has another version by now.", ("input", "expectedVersion"), version=before["version"])
        if wanted.logo_id is not None:
            changed["logo_key"] = await _logo(viewer, wanted.logo_id)
        elif wanted.no_logo:
            changed["logo_key"] = None
        await _write(tx, before, changed)
        tx.done(before["id"])


async def _logo(viewer: Viewer, id: UUID) -> str:
    row = await FilePolicy.fetch(viewer, id)
    if row.kind != FileKind.LOGO or row.status != FileStatus.READY:
        raise BadInput("This is no logo that has come.", ("input", "logoId"))
    key: str = row.stored_key
    return key


async def _write(tx: Transaction, before: Any, changed: dict[str, Any]) -> None:
    fresh = {name: changed.get(name, before[name]) for name in ("name", "brand_color", "logo_key")}
    if all(fresh[name] == before[name] for name in fresh):
        return
    row = await tx.run(CHANGE, *fresh.values(), row=OrganizationRow)
    assert row is not None
    tx.announce(row, "BRAND_CHANGED", {}, changed=sorted(changed))
