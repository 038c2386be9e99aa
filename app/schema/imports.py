"""Lists of homes that are brought in: started with a sheet that was sent, followed while they come."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from app.auth.policies.files import FilePolicy
from app.auth.policies.imports import ImportPolicy, faults_of
from app.auth.policies.people import MemberPolicy
from app.errors import BadInput
from app.models import imports as model
from app.models.ids import id_of
from app.models.paging import Order
from app.resolvers.imports import runs
from app.schema.context import Context, Info
from app.schema.cost import STREAM, sliced
from app.schema.fields import GRANTS, Kind, column, computed, declared, relation
from app.schema.files import File
from app.schema.inputs import input_id, optional, wanted
from app.schema.node import Node, of_row
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.payloads import MutationPayload, answer, key_field, once_of
from app.schema.people import Person
from app.schema.scalars import EventCursor
from app.schema.streams import StreamMessage, Told, follow, told
from app.subscriptions.imports import topic

NEWEST_FIRST = Order("createdAt", "{t}.created_at", "timestamptz", descending=True)
MOST_FAULTS = 100


@strawberry.type(description="One thing that is wrong with a list.")
class ImportFault:
    """Shows a row of `import_fault`."""

    row: int = column("The row, as a spreadsheet counts; the heading is 1.", name="row_number")
    message: str = column("What is wrong, in a sentence.")
    column: str = column("The heading of the column; `row` for the whole of it.", name="column_name")


async def _faults(self: Any, skip: int = 0, first: int = 20) -> list[ImportFault]:
    if not 0 <= skip <= runs.MOST_FAULTS or not 1 <= first <= MOST_FAULTS:
        raise BadInput(f"1 to {MOST_FAULTS} faults, after at most {runs.MOST_FAULTS}.", ("first",), maximum=MOST_FAULTS)
    found: list[Any] = await faults_of(self.id, skip, first)
    return found


@strawberry.type(description="A list of homes on its way in.")
@of_row(ImportPolicy)
class Import(Node):
    """Shows an `import` row."""

    status: model.ImportStatus = column("How far it has come.")
    is_trial: bool = column("Nothing is written: it only says what would be.")
    skips_bad: bool = column("Rows with faults are left out; without it one fault keeps everything out.")
    refusal: str | None = column("Why nothing came of it.")
    row_count: int = column("Good rows in the list.")
    done_count: int = column("How many of them are done.")
    fault_count: int = column("How many faults were found.")
    faults: list[ImportFault] = strawberry.field(
        resolver=_faults,
        description="What is wrong, in the order of the list; the first 5,000 are kept.",
        metadata=declared(Kind.CALL, GRANTS),
        directives=[sliced("first")],
    )
    property_count: int = column("Properties that were made, or would be.")
    unit_count: int = column("Units that were made, or would be.")
    tenant_count: int = column("Tenants that were made, or would be.")
    lease_count: int = column("Leases that were made, or would be.")
    file: File | None = relation(FilePolicy, "file_id", "The sheet; null for others than its sender.")
    started_by: Person | None = relation(MemberPolicy, "started_by", "Who started it.", inherited=True)
    created_at: datetime = column("When it was started.")
    ended_at: datetime | None = column("When it ended; null while it waits or runs.")
    version: int = column("Counts the changes.")


async def imports(info: Info, window: Window) -> Listed:
    """List the imports of the organization, the newest first."""
    return await root_page(info, Listing(ImportPolicy, NEWEST_FIRST), window)


@strawberry.input(description="A list to bring in.")
class StartImportInput:
    """Input of `startImport`."""

    file_id: strawberry.ID = wanted("A sheet that one has sent to the organization with `requestUpload`.")
    is_trial: bool = wanted("True: nothing is written, and every fault is named.")
    skip_bad: bool | None = optional("True: rows with faults are left out, and the others come in.")
    idempotency_key: UUID | None = key_field()


@strawberry.type(description="Answer of `startImport`.")
class StartImportPayload(MutationPayload):
    """The import, which a worker takes up within a second or two."""

    import_: Import | None = strawberry.field(
        name="import", description="The import that was started.", metadata=declared(Kind.COLUMN, GRANTS)
    )


@strawberry.type
class ImportMutation:
    """The verb of imports."""

    @strawberry.mutation(description="Bring in a list of homes, or try it.")
    async def start_import(self, info: Info, input: StartImportInput) -> StartImportPayload:
        """Start."""

        async def change(context: Context) -> dict[str, Any]:
            file_id = input_id("File", input.file_id, "fileId")
            once = once_of("startImport", input)
            id = await runs.start(context.acting, file_id, input.is_trial, bool(input.skip_bad), once)
            return {"import_": await context.related(ImportPolicy, id)}

        return await answer(info, change)


class ToldImportEvent(Told):
    """An import's event on its way to one follower."""

    __slots__ = ()


def _row_of(self: Any) -> Any:
    return self.row


@strawberry.type(description="Something that happened to an import.")
@told(ToldImportEvent)
class ImportEvent(StreamMessage):
    """Shows a `ToldImportEvent`."""

    id: strawberry.ID = computed(lambda told: str(told.event.id), "Id of the event: the same after a replay.")
    kind: model.ImportEventKind = computed(lambda told: told.event.kind, "What happened.")
    occurred_at: datetime = computed(lambda told: told.event.at, "When.")
    import_: Import = strawberry.field(
        name="import", resolver=_row_of, description="It, as it is now.", metadata=declared(Kind.COMPUTED, GRANTS)
    )


@strawberry.type
class ImportSubscription:
    """The stream of imports."""

    @strawberry.subscription(directives=[STREAM], description="How imports go on, in order, nothing missed.")
    async def import_events(
        self, info: Info, import_id: strawberry.ID | None = None, after: EventCursor | None = None
    ) -> AsyncIterator[StreamMessage]:
        """Follow imports."""
        only = id_of("Import", import_id, ("importId",)) if import_id else None
        return follow(info.context, topic(only), after, ToldImportEvent)
