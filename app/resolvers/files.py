"""What can be done with files: announce one, say that it is there, and get an address to look at it."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID, uuid4

from app import clock
from app.auth.policies.files import FilePolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.messages import ConversationPolicy, MessagePolicy
from app.auth.policies.tickets import TicketCommentPolicy, TicketPolicy
from app.auth.viewer import Viewer, house_of
from app.errors import BadInput, Conflict, Forbidden, LimitReached, NotFound, Unavailable
from app.integrations.depot import Depot
from app.integrations.files.port import Away, Files, Gone, Offer, Served, Upload
from app.integrations.pictures.rebuild import Busy, NoPicture, Rebuilt, Studio
from app.models.files import SORTS, File, FileKind, FileStatus, Sort, Wanted
from app.subscriptions.files import of_file
from app.subscriptions.messages import scope_of as of_conversation
from app.subscriptions.tickets import scope_of as of_ticket
from app.subscriptions.transaction import Once, Transaction, transaction

TARGET, PLACE = ("input", "aboutId"), ("input", "fileId")
MOST_BESIDE = 30
MOST_UNFINISHED = 30
UNFINISHED_FOR = timedelta(hours=1)
JPEG = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Target:
    """What a file shall belong to: a type of the API and an id; an organization for a sheet."""

    kind: str
    id: UUID


async def request(
    depot: Depot, viewer: Viewer, target: Target, wanted: Wanted, once: Once | None = None
) -> tuple[UUID, Upload]:
    """Announce a file; returns its id, and where to put it within ten minutes.

    Raises `BadInput`, `NotFound`, `Forbidden` for a thing that one may see and not add to, and `LimitReached`.
    """
    sort, name, sum = wanted.checked()
    async with transaction(viewer, once) as tx:
        id = tx.replayed
        if id is None:
            place = await _place(viewer, target, sort)
            await _check_limits(tx, place)
            facts = {"name": name, "content_type": wanted.content_type, "size_bytes": wanted.size, "sha256": sum}
            made = await tx.create(
                File, status=FileStatus.PENDING, uploaded_by=viewer.member_id, **{"kind": sort.kind, **facts, **place}
            )
            tx.announce(made, "ANNOUNCED", of_file(made))
            id = tx.done(made.id)
    assert viewer.organization_id is not None
    key = incoming_key(viewer.organization_id, id)
    return id, depot.files.upload(key, Offer(wanted.content_type, wanted.size, sum))


async def _place(viewer: Viewer, target: Target, sort: Sort) -> dict[str, Any]:
    if target.kind == "Organization":
        return _of_organization(viewer, target, sort)
    if sort.kind is FileKind.SHEET:
        raise BadInput("A sheet is sent to the organization.", TARGET)
    match target.kind:
        case "Ticket":
            return {"ticket_id": (await TicketPolicy.permitted(viewer, target.id, TicketPolicy.comment)).id}
        case "TicketComment":
            return {"comment_id": _own(viewer, await TicketCommentPolicy.fetch(viewer, target.id))}
        case "Message":
            return {"message_id": _own(viewer, await MessagePolicy.fetch(viewer, target.id))}
        case "Lease":
            return await _lease(viewer, target.id, sort)
    raise BadInput("Files belong to a ticket, a comment, a message, a lease or the organization.", TARGET)


def _of_organization(viewer: Viewer, target: Target, sort: Sort) -> dict[str, Any]:
    if sort.kind is FileKind.DOCUMENT:
        raise BadInput("An organization has a logo, and sheets.", TARGET)
    FilePolicy.require(viewer, FilePolicy.send_sheet if sort.kind is FileKind.SHEET else FilePolicy.send_logo)
    if target.id != viewer.organization_id:
        raise NotFound("No such organization.", TARGET)
    return {} if sort.kind is FileKind.SHEET else {"kind": FileKind.LOGO}


async def _lease(viewer: Viewer, id: UUID, sort: Sort) -> dict[str, Any]:
    lease = await LeasePolicy.permitted(viewer, id, LeasePolicy.attach)
    if sort.kind is not FileKind.DOCUMENT:
        raise BadInput("A lease has documents, not pictures.", ("input", "contentType"))
    return {"lease_id": lease.id, "property_id": lease.property_id}


def _own(viewer: Viewer, row: Any) -> UUID:
    if row.author_id is None or row.author_id != viewer.member_id:
        raise Forbidden("Only whoever said it adds files to it.", TARGET)
    id: UUID = row.id
    return id


UNFINISHED = "SELECT count(*) AS n FROM file WHERE uploaded_by = $1 AND status = 'PENDING' AND created_at > $2"


async def _check_limits(tx: Transaction, place: dict[str, Any]) -> None:
    waiting = await tx.run(UNFINISHED, tx.viewer.member_id, clock.now() - UNFINISHED_FOR)
    if waiting is not None and waiting["n"] >= MOST_UNFINISHED:
        raise LimitReached(f"At most {MOST_UNFINISHED} files an hour are announced and not sent.", TARGET)
    for name in ("ticket_id", "comment_id", "message_id", "lease_id"):
        if name in place:
            there = await tx.run(
                f"SELECT count(*) AS n FROM file WHERE {name} = $1 AND status <> 'REJECTED'", place[name]
            )
            if there is not None and there["n"] >= MOST_BESIDE:
                raise LimitReached(f"At most {MOST_BESIDE} files belong to one thing.", TARGET, maximum=MOST_BESIDE)


@dataclass(frozen=True, slots=True)
class _Found:
    """What became of the bytes: either why they are refused, or what to keep."""

    reason: str | None = None
    content: bytes = b""
    picture: Rebuilt | None = None


async def complete(depot: Depot, viewer: Viewer, id: UUID) -> UUID:
    """Look at a file that was sent, and publish it or refuse it; a second call finds what the first one did.

    Raises `NotFound`, `Forbidden`, `Conflict` for one that has not come, `Unavailable`, and `BadInput` for one that is
    refused for good.
    """
    async with transaction(viewer):
        row = await FilePolicy.permitted(viewer, id, FilePolicy.complete)
    if row.status != FileStatus.PENDING:
        return _settled(row.id, row.status)
    incoming, key = incoming_key(row.organization_id, row.id), f"out/{row.organization_id}/{uuid4()}"
    try:
        found = await _look(depot.studio, row, await depot.files.read(incoming, row.size_bytes))
        if found.reason is None:
            await _keep(depot.files, key, row, found)
        await _decide(viewer, row.id, found, key)
        await depot.files.remove(incoming)
    except Gone:
        raise Conflict("Nothing has come yet: PUT it to the address first.", PLACE) from None
    except (Away, Busy) as error:
        raise Unavailable("The store of files does not answer; try again in a moment.") from error
    if found.reason is not None:
        raise BadInput(found.reason, PLACE)
    return id


def incoming_key(organization_id: UUID, id: UUID) -> str:
    """Return where a file is put before anybody has looked at it."""
    return f"in/{organization_id}/{id}"


def _settled(id: UUID, status: FileStatus) -> UUID:
    if status == FileStatus.REJECTED:
        raise BadInput("This file was refused.", PLACE)
    return id


async def _look(studio: Studio, row: Any, content: bytes) -> _Found:
    sort = SORTS[row.content_type]
    sum = await asyncio.to_thread(lambda: hashlib.sha256(content).digest())
    if len(content) != row.size_bytes or sum != bytes(row.sha256):
        return _Found("What came is not what was announced: its length or its SHA-256 differs.")
    if not sort.begins.match(content):
        return _Found("This is not a file of the type that was announced.")
    if sort.kind is not FileKind.IMAGE:
        return _Found(content=content)
    try:
        picture = await studio.rebuild(content)
    except NoPicture:
        return _Found("This picture cannot be decoded, or is too large.")
    return _Found(content=picture.whole, picture=picture)


async def _keep(files: Files, key: str, row: Any, found: _Found) -> None:
    if found.picture is not None:
        await files.write(f"{key}.thumb", found.picture.small, JPEG)
    await files.write(key, found.content, JPEG if found.picture is not None else row.content_type)


async def _decide(viewer: Viewer, id: UUID, found: _Found, key: str) -> None:
    async with transaction(viewer) as tx:
        # Whose file it is was asked before it was looked at, and never changes.
        row = await FilePolicy.lock(house_of(viewer, "what a file is"), id, to=FilePolicy.complete)
        if row.status != FileStatus.PENDING:
            return
        if found.reason is not None:
            row.status = FileStatus.REJECTED
            await tx.save(row, "status")
            tx.announce(row, "REJECTED", of_file(row))
            return
        row.status, row.is_ready, row.stored_key, row.size_bytes = FileStatus.READY, True, key, len(found.content)
        changed = ["status", "is_ready", "stored_key", "size_bytes"]
        if found.picture is not None:
            row.width, row.height, row.content_type = found.picture.width, found.picture.height, JPEG
            row.sha256 = hashlib.sha256(found.content).digest()
            changed += ["width", "height", "content_type", "sha256"]
        await tx.save(row, *changed)
        tx.announce(row, "ADDED", of_file(row))
        await _tell(tx, row)


async def _tell(tx: Transaction, row: Any) -> None:
    """Tell those who follow a ticket or a conversation: tenants have streams of these, and none of files."""
    # As the house: whoever has sent it may have lost sight of where it belongs.
    house = Viewer.system_of(row.organization_id, "where a file belongs")
    if row.ticket_id is not None:
        ticket = await TicketPolicy.fetch(house, row.ticket_id)
        tx.announce(ticket, "FILE_ADDED", of_ticket(cast(Any, ticket)))
    elif row.comment_id is not None:
        comment = await TicketCommentPolicy.fetch(house, row.comment_id)
        ticket = await TicketPolicy.fetch(house, comment.ticket_id)
        tx.announce(comment, "FILE_ADDED", of_ticket(cast(Any, ticket), comment.is_internal))
    elif row.message_id is not None:
        message = await MessagePolicy.fetch(house, row.message_id)
        conversation = await ConversationPolicy.fetch(house, message.conversation_id)
        tx.announce(message, "FILE_ADDED", of_conversation(cast(Any, conversation)))


def logo_address(depot: Depot, key: str | None) -> str | None:
    """Return where the logo under a key can be fetched for five minutes: small, as a picture."""
    return depot.files.address(f"{key}.thumb", Served(JPEG, "inline")) if key is not None else None


def address(depot: Depot, row: Any, small: bool = False) -> str | None:
    """Return where a visible file can be fetched for five minutes; None where there is nothing to fetch."""
    if row.status != FileStatus.READY or (small and row.kind != FileKind.IMAGE):
        return None
    name = row.name if row.kind != FileKind.IMAGE else f"{row.name.rpartition('.')[0]}.jpg"
    how = "inline" if row.kind == FileKind.IMAGE else "attachment"
    served = Served(row.content_type, f"{how}; filename*=UTF-8''{quote(name, safe='')}")
    return depot.files.address(f"{row.stored_key}.thumb" if small else row.stored_key, served)
