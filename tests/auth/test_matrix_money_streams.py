"""The streams of money and of everything, by everybody: told what is theirs, and nothing of anybody else."""

import asyncio
import json
import uuid
from typing import Any

from app.auth.policies.charges import ChargePolicy
from app.auth.policies.payments import PaymentPolicy
from app.auth.viewer import Viewer
from app.models.charges import Charge
from app.models.ids import to_global
from app.models.payments import Payment
from app.resolvers.messages import Said, send
from app.resolvers.properties import PropertyChange, update
from app.resolvers.tickets import comment
from app.subscriptions.payments import scope_of
from app.subscriptions.transaction import transaction
from tests.auth.desk import Desk
from tests.auth.documents import everything
from tests.auth.matrix.oracle import COLUMNS, MODELS, cell, leaks, visible
from tests.auth.test_matrix_streams import check_opened, ears, told, until
from tests.factories.houses import House
from tests.support.world import World

MONEY = f"subscription {{ paymentEvents {{ __typename cursor ... on PaymentEvent {everything('PaymentEvent')} }} }}"
ALL = """subscription($types: [EventType!]) { organizationEvents(types: $types) { __typename cursor
    ... on OrganizationEvent { id type occurredAt actor { name } targetId target { id } facts } } }"""


async def touch(house: House, type_name: str, name: str) -> str:
    """Announce that a charge or a payment has a status, as whatever books it will; returns its global id."""
    policy: Any = {"Charge": ChargePolicy, "Payment": PaymentPolicy}[type_name]
    system = Viewer.system_of(house.organization_id, "test")
    async with transaction(system) as tx:
        row = await policy.lock(system, house.id({"Charge": Charge, "Payment": Payment}[type_name], name), policy.see)
        await tx.save(row, "status")
        tx.announce(row, "STATUS_CHANGED", scope_of(row), to=row.status)
    return to_global(type_name, row.id)


def ids(ear: Any, field: str, of: Any) -> list[str]:
    """What the events of a stream are about."""
    return [of(message) for message in told(ear, field) if message["__typename"].endswith("Event")]


async def test_events_of_money_reach_whom_the_matrix_names(desk: Desk, world: World) -> None:
    expected: dict[str, list[str]] = {role: [] for role in COLUMNS}
    async with ears(desk, world, MONEY) as found:
        check_opened(found, "paymentEvents")
        for _ in range(2):
            for type_name in ("Charge", "Payment"):
                for name in world.a.rows[MODELS[type_name]]:
                    id = await touch(world.a, type_name, name)
                    for role in COLUMNS:
                        expected[role] += [id] if name in visible(world, type_name, role) else []
            await touch(world.b, "Charge", "north_1")
        check = [role for role in COLUMNS if cell("subscriptions", "paymentEvents", role) != "deny"]
        await until(lambda: all(len(found[role].heard) > len(expected[role]) for role in check))
        await asyncio.sleep(0.2)
        for role in check:
            ear = found[role]
            assert ids(ear, "paymentEvents", lambda m: (m["charge"] or m["payment"])["id"]) == expected[role], role
            assert not leaks(world, role, json.dumps(ear.heard)), role
            kinds = {message["kind"] for message in told(ear, "paymentEvents")[1:]}
            assert kinds == {"CHARGE_STATUS_CHANGED", "PAYMENT_STATUS_CHANGED"}


async def happen(world: World, house: House, key: str) -> list[tuple[str, str, str]]:
    """Let something happen to one row of many kinds; returns type, name and global id of each."""
    manager, done = world.viewer_of("manager", key), []
    for name in ("north", "south"):
        id = house.id(MODELS["Property"], name)
        await update(manager, id, PropertyChange(name=f"{name} {uuid.uuid4()}"))
        done.append(("Property", name, to_global("Property", id)))
    for name in ("leak_public", "leak_inside", "far_public"):
        ticket, _, kind = name.rpartition("_")
        said = await comment(manager, house.id(MODELS["Ticket"], ticket), "It drips", kind == "inside")
        done.append(("TicketComment", name, to_global("TicketComment", said)))
    for name in ("books", "deed", "home"):
        system = Viewer.system_of(house.organization_id, "test")
        said = await send(system, house.id(MODELS["Conversation"], name), Said(uuid.uuid4(), "Hello"))
        done.append(("Conversation", name, to_global("Message", said)))
    for name in ("north_1", "south_1"):
        done.append(("Charge", name, await touch(house, "Charge", name)))
    return done


async def test_everything_reaches_whom_the_matrix_names(desk: Desk, world: World) -> None:
    expected: dict[str, list[str]] = {role: [] for role in COLUMNS}
    async with ears(desk, world, ALL) as found:
        check_opened(found, "organizationEvents")
        check = [role for role in COLUMNS if cell("subscriptions", "organizationEvents", role) != "deny"]
        for _ in range(2):
            for type_name, name, id in await happen(world, world.a, "A"):
                for role in check:
                    expected[role] += [id] if name in visible(world, type_name, role) else []
            await happen(world, world.b, "B")
        await until(lambda: all(len(found[role].heard) > len(expected[role]) for role in check))
        await asyncio.sleep(0.2)
        for role in check:
            assert ids(found[role], "organizationEvents", lambda message: message["targetId"]) == expected[role], role
            for message in told(found[role], "organizationEvents")[1:]:
                assert message["target"] == {"id": message["targetId"]}, role
        assert len({len(expected[role]) for role in check}) >= 3


async def test_only_the_types_that_are_wanted_are_told(desk: Desk, world: World) -> None:
    wanted = ALL.replace("($types: [EventType!])", "").replace("$types", "[PROPERTY_CHANGED, TICKET_COMMENTED]")
    async with ears(desk, world, wanted) as found:
        done = await happen(world, world.a, "A")
        expected = [id for type_name, _, id in done if type_name in ("Property", "TicketComment")]
        await until(lambda: len(found["admin"].heard) > len(expected))
        await asyncio.sleep(0.2)
        assert ids(found["admin"], "organizationEvents", lambda message: message["targetId"]) == expected
        types = [message["type"] for message in told(found["admin"], "organizationEvents")[1:]]
        assert types == ["PROPERTY_CHANGED"] * 2 + ["TICKET_COMMENTED"] * 3
