"""Files beside other things."""

from typing import Any
from uuid import UUID

from app.models.files import File, FileKind, FileStatus
from app.models.leases import Lease
from app.models.people import Member
from app.models.properties import Property
from app.models.tickets import Ticket
from tests.factories.houses import House


def photo(house: House, name: str, who: str, **beside: UUID) -> File:
    """A picture that was found good; `beside` names what it belongs to."""
    return _file(house, name, who, FileKind.IMAGE, "image/jpeg", **beside)


def paper(house: House, name: str, lease: str) -> File:
    """A document of a lease, whose name begins with its property's."""
    place = {"lease_id": house.id(Lease, lease), "property_id": house.id(Property, lease[:5])}
    return _file(house, name, "manager", FileKind.DOCUMENT, "application/pdf", **place)


def announced(house: House, name: str, who: str, ticket: str) -> File:
    """A picture that has not come: nobody but its sender knows of it."""
    made = photo(house, name, who, ticket_id=house.id(Ticket, ticket))
    made.status, made.is_ready, made.stored_key = FileStatus.PENDING, False, None
    return made


def _file(house: House, name: str, who: str, kind: FileKind, content_type: str, **beside: Any) -> File:
    id = house.id(File, name)
    return house.make(
        File,
        name,
        kind=kind,
        status=FileStatus.READY,
        is_ready=True,
        name=f"{house.text(File, name, 'name')}.{content_type[-3:]}",
        content_type=content_type,
        size_bytes=1,
        sha256=bytes(32),
        uploaded_by=house.id(Member, who),
        stored_key=f"out/{house.organization_id}/{id}",
        **beside,
    )
