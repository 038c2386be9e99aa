"""An id of the other organization answers, byte for byte, as an id of nothing: in every argument that takes one."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, get_named_type

from app.models.autopay import Autopay
from app.models.base import Noun
from app.models.charge_templates import ChargeTemplate
from app.models.charges import Charge
from app.models.files import File
from app.models.ids import to_global
from app.models.imports import Import
from app.models.invitations import Invitation
from app.models.late_fees import LateFeePolicy
from app.models.leases import Lease, Tenant
from app.models.ledger import JournalEntry
from app.models.messages import Conversation, Message
from app.models.notifications import Notification
from app.models.payment_methods import PaymentMethod
from app.models.payments import Payment
from app.models.people import AccessGrant, Member
from app.models.properties import Building, Property, Unit
from app.models.tickets import Ticket
from app.models.tokens import ApiToken
from tests.auth.desk import Desk
from tests.auth.documents import TYPES
from tests.auth.matrix.accounts import PERSONAL
from tests.auth.matrix.deeds import DEEDS, Scene, digest
from tests.auth.matrix.oracle import LISTS, MODELS
from tests.factories.houses import TYPES as GLOBAL_NAMES
from tests.support.world import World

ROWS: dict[str, tuple[type[Noun], str]] = {
    **{"propertyId": (Property, "north"), "buildingId": (Building, "north"), "unitId": (Unit, "north_1")},
    **{"unitIds": (Unit, "north_3"), "leaseId": (Lease, "north_1"), "tenantId": (Tenant, "tenant")},
    **{"ticketId": (Ticket, "leak"), "duplicateOfId": (Ticket, "leak"), "aboutId": (Ticket, "leak")},
    **{"reporterId": (Member, "tenant"), "assigneeId": (Member, "maintenance"), "participantIds": (Member, "tenant")},
    **{"conversationId": (Conversation, "home"), "upToMessageId": (Message, "home_tenant")},
    **{"personId": (Member, "tenant"), "scopeId": (Lease, "north_1"), "grantId": (AccessGrant, "admin_0")},
    **{"invitationId": (Invitation, "household"), "actorId": (Member, "tenant"), "targetId": (Ticket, "leak")},
    **{"logoId": (File, "leak_photo"), "fileId": (File, "leak_photo")},
    **{"propertyIds": (Property, "north"), "apiTokenId": (ApiToken, "partner")},
    **{"chargeId": (Charge, "north_1"), "chargeIds": (Charge, "north_1"), "paymentId": (Payment, "north_1")},
    **{"paymentMethodId": (PaymentMethod, "tenant"), "autopayId": (Autopay, "tenant"), "payerId": (Tenant, "tenant")},
    **{"chargeTemplateId": (ChargeTemplate, "north_1"), "lateFeePolicyId": (LateFeePolicy, "north")},
    "notificationId": (Notification, "tenant"),
    "importId": (Import, "list"),
    "ledgerLineId": (JournalEntry, "charge_north_1"),
}
"""What an argument of this name takes: the kind of row, and one of both organizations."""

STREAMS = {
    "ticketEvents.ticketId",
    "ticketEvents.propertyId",
    "messageEvents.conversationId",
    "paymentEvents.leaseId",
    "leaseEvents.leaseId",
    "importEvents.importId",
}
"""A stream about nothing and a stream about something foreign are both silent: `test_matrix_streams` listens."""


UNWRITTEN = {"setTyping"}
"""With the stream `presence` in `test_matrix_presence`."""


def ids_in(arguments: dict[str, Any], path: str) -> Iterator[str]:
    """Every argument that takes an id, through inputs too."""
    for name, argument in arguments.items():
        kind = get_named_type(argument.type)
        if kind.name == "ID":
            yield f"{path}.{name}"
        elif isinstance(kind, GraphQLInputObjectType):
            yield from ids_in(kind.fields, f"{path}.{name}")


def places(root: str) -> list[str]:
    """The arguments below a root type."""
    kind = TYPES[root]
    assert isinstance(kind, GraphQLObjectType)
    return sorted(place for field, about in kind.fields.items() for place in ids_in(about.args, field))


def changes() -> list[str]:
    """The arguments of changes that are made in an organization."""
    return [place for place in places("Mutation") if place.partition(".")[0] not in PERSONAL]


def row_of(place: str) -> tuple[type[Noun], str]:
    """The kind of row and the name of one that an argument takes."""
    field, *_, name = place.split(".")
    if name in ("id", "ids") and field in ("node", "nodes"):
        return Ticket, "leak"
    if name == "ids":
        return MODELS[LISTS[field]], {"people": "tenant", "tenants": "tenant"}.get(field, "north_1")[: _cut(field)]
    return ROWS[name]


def _cut(field: str) -> int | None:
    return 5 if field == "properties" else None


def nothing(model: type[Noun]) -> str:
    """An id of the right kind that no row has."""
    table = model._meta.db_table
    return to_global(GLOBAL_NAMES.get(table, table.capitalize()), uuid.uuid4())


def test_every_argument_that_takes_an_id_is_tried() -> None:
    assert set(places("Subscription")) == {*STREAMS, "presence.conversationId"}
    assert len(places("Query")) > 10 and len(changes()) > 12
    for place in (*places("Query"), *changes()):
        assert row_of(place)


def document_of(place: str) -> str:
    """A query that uses the argument."""
    field, *path = place.split(".")
    if field in ("node", "nodes"):
        return "query ($id: ID!) { " + ("node(id: $id)" if field == "node" else "nodes(ids: [$id])") + " { id } }"
    value = "[$id]" if path[-1].endswith("s") else "$id"
    return f"query ($id: ID!) {{ {field}(first: 9, filter: {{{path[-1]}: {value}}}) {{ totalCount nodes {{ id }} }} }}"


@pytest.mark.parametrize("place", places("Query"))
async def test_a_query_tells_nothing_of_a_foreign_id(still_desk: Desk, still_world: World, place: str) -> None:
    (model, name), document = row_of(place), document_of(place)
    for role in ("admin", "manager", "tenant"):
        viewer = still_world.viewer_of(role)
        ids = (still_world.b.global_id(model, name), nothing(model))
        foreign, absent = [json.dumps(await still_desk.ask(viewer, document, id=id)) for id in ids]
        assert foreign == absent, (role, foreign)
        assert "errors" not in foreign, (role, foreign)
    # Managers see their own roles alone.
    who = "admin" if place.startswith(("grants.", "auditLog.")) else "manager"
    own = await still_desk.ask(still_world.viewer_of(who), document, id=still_world.a.global_id(model, name))
    assert json.dumps(own) != absent


@pytest.mark.parametrize("mutation", sorted({place.partition(".")[0] for place in changes()} - UNWRITTEN))
async def test_a_change_tells_nothing_of_a_foreign_id_and_writes_nothing(
    desk: Desk, world: World, mutation: str
) -> None:
    async with world.superuser() as connection:
        scene, document = Scene(world, connection), DEEDS[mutation].document(mutation)
        for role in ("manager", "tenant"):
            values = await DEEDS[mutation].inputs(scene, role, "own")
            before = await digest(connection)
            for place in (place for place in changes() if place.startswith(f"{mutation}.")):
                model, name = row_of(place)
                ids = (world.b.global_id(model, name), nothing(model))
                inputs = [fit(placed(values, place.split(".")[2:], id)) for id in ids]
                answers = [await desk.ask(world.viewer_of(role), document, input=each) for each in inputs]
                assert json.dumps(answers[0]) == json.dumps(answers[1]), (place, role)
                assert answers[0]["data"][mutation]["errors"], (place, role)
            assert await digest(connection) == before, role


def placed(values: dict[str, Any], path: list[str], id: str) -> dict[str, Any]:
    """The input with an id at a place of it."""
    name, *deeper = path
    if deeper:
        return {**values, name: [placed((values.get(name) or [{"role": "TENANT"}])[0], deeper, id)]}
    return {**values, name: [id] if name.endswith("Ids") else id}


def fit(values: dict[str, Any]) -> dict[str, Any]:
    """The same input without what does not go together with the id under test."""
    if "title" in values and "propertyId" in values:
        values.pop("unitId")
    if "duplicateOfId" in values:
        values["to"] = "DUPLICATE"
    return values
