"""Files: announced by a mutation, put where it says, and fetched by addresses that are good for five minutes."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.files import FilePolicy
from app.auth.policies.people import MemberPolicy
from app.errors import BadInput
from app.models import files as model
from app.models.ids import from_global
from app.models.paging import Order
from app.resolvers import files as resolvers
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, PERSON, column, computed, judged, relation
from app.schema.inputs import input_id, wanted
from app.schema.node import Node, of_row
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.payloads import MutationPayload, answer, key_field, once_of
from app.schema.people import Person

NEWEST_FIRST = Order("createdAt", "{t}.created_at", "timestamptz", descending=True)


def _address(row: Any, info: Info) -> str | None:
    return resolvers.address(info.context.services.runtime.depot, row)


def _small(row: Any, info: Info) -> str | None:
    return resolvers.address(info.context.services.runtime.depot, row, small=True)


@strawberry.type(description="What somebody sent beside their words.")
@of_row(FilePolicy)
class File(Node):
    """Shows a `file` row."""

    name: str = column("Its name: a text to show, and nothing more.")
    kind: model.FileKind = column("What it is for.")
    status: model.FileStatus = column("What has become of it.")
    content_type: str = column("Its media type.")
    size: int = computed(lambda row: min(row.size_bytes, 2**31 - 1), "Its length in bytes.")
    sha256: str = computed(lambda row: bytes(row.sha256).hex(), "SHA-256 of its bytes, in hexadecimal.")
    width: int | None = column("Of a picture, in pixels.")
    height: int | None = column("Of a picture, in pixels.")
    url: str | None = judged(
        _address, "Where to fetch it within five minutes; ask again for another time. Null unless it is ready.", PERSON
    )
    thumbnail_url: str | None = judged(_small, "The same for a small form of a picture.", PERSON)
    uploaded_by: Person | None = relation(MemberPolicy, "uploaded_by", "Who sent it.", inherited=True)
    created_at: datetime = column("When it was announced.")


async def files(info: Info, window: Window) -> Listed:
    """List the files that the viewer may see, the newest first."""
    return await root_page(info, Listing(FilePolicy, NEWEST_FIRST), window)


@strawberry.type(description="A header to send.")
class UploadHeader:
    """One name and value."""

    name: str = column("Its name.")
    value: str = column("Its value.")


@strawberry.type(description="Where to put a file.")
class UploadTarget:
    """Shows an `Upload`."""

    url: str = computed(lambda upload: upload.address, "PUT the bytes here within ten minutes, without a cookie.")
    headers: list[UploadHeader] = computed(
        lambda upload: [UploadHeader(name=name, value=value) for name, value in upload.headers.items()],
        "Send exactly these headers.",
    )


@strawberry.input(description="A file to send.")
class RequestUploadInput:
    """Input of `requestUpload`."""

    about_id: strawberry.ID = wanted(
        "What it shall belong to: a ticket, a comment or a message of one's own, a lease; the organization for a sheet."
    )
    name: str = wanted("Its name, with the ending of its type, in at most 120 characters.")
    content_type: str = wanted(
        "image/jpeg, image/png, image/webp, image/heic, application/pdf; text/csv or XLSX for a sheet."
    )
    size: int = wanted("Its length in bytes.")
    sha256: str = wanted("SHA-256 of its bytes, in hexadecimal.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="A file that was sent.")
class CompleteUploadInput:
    """Input of `completeUpload`."""

    file_id: strawberry.ID = wanted("Which one.")


@strawberry.type(description="Answer of `requestUpload`.")
class RequestUploadPayload(MutationPayload):
    """The announced file."""

    file: File | None = column("The file, which waits for its bytes.", depends=GRANTS)
    upload: UploadTarget | None = column("Where to put it.", depends=GRANTS)


@strawberry.type(description="Answer of `completeUpload`.")
class CompleteUploadPayload(MutationPayload):
    """The file."""

    file: File | None = column("The file, ready to be fetched.", depends=GRANTS)


def _target(id: str) -> resolvers.Target:
    try:
        return resolvers.Target(*from_global(id))
    except BadInput as error:
        raise BadInput(error.message, resolvers.TARGET) from None


@strawberry.type
class FileMutation:
    """The verbs of files."""

    @strawberry.mutation(description="Announce a file, and learn where to put it.")
    async def request_upload(self, info: Info, input: RequestUploadInput) -> RequestUploadPayload:
        """Announce."""

        async def change(context: Context) -> dict[str, Any]:
            target = _target(input.about_id)
            what = model.Wanted(input.name, input.content_type, input.size, input.sha256)
            depot, once = context.services.runtime.depot, once_of("requestUpload", input)
            id, upload = await resolvers.request(depot, context.acting, target, what, once)
            return {"file": await context.related(FilePolicy, id), "upload": upload}

        return await answer(info, change)

    @strawberry.mutation(
        description="Say that the bytes are there. They are looked at now: pictures are made anew from their pixels."
    )
    async def complete_upload(self, info: Info, input: CompleteUploadInput) -> CompleteUploadPayload:
        """Look at it."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("File", input.file_id, "fileId")
            await resolvers.complete(context.services.runtime.depot, context.acting, id)
            return {"file": await context.related(FilePolicy, id)}

        return await answer(info, change)
