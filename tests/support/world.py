"""A small world for tests: two organizations that mirror each other, a third, everybody in them, and how to ask."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

import asyncpg

from app import clock
from app.auth.backend import close_database, open_database
from app.auth.passwords import Passwords
from app.auth.scopes import ApiScope
from app.auth.sessions import token_hash
from app.auth.viewer import SCOPES, Grant, Role, Viewer
from app.entrypoints.audit import sign_heads
from app.models.base import Noun
from app.models.charge_templates import ChargeTemplate, RentStep
from app.models.charges import Charge
from app.models.deposits import Deposit
from app.models.files import File
from app.models.heads import HeadKey
from app.models.invitations import Invitation
from app.models.late_fees import LateFeePolicy
from app.models.leases import Lease, LeaseParty, LeasePartyRole, LeaseStatus, LeaseUnit, Tenant
from app.models.ledger import AccountingPeriod, Credit
from app.models.messages import Conversation, Message, Participant
from app.models.payments import Payment
from app.models.people import AccessGrant, Member
from app.models.properties import Building, Property, Unit
from app.models.security import SecurityEvent
from app.models.tickets import Ticket, TicketComment
from app.models.tokens import ApiToken
from app.resolvers.audit import record_access
from app.resolvers.organizations import NewOrganization, establish
from app.services.embedded import Addresses
from app.subscriptions.transaction import Transaction, transaction
from tests.factories import (
    charges,
    files,
    invitations,
    leases,
    loose,
    mail,
    paying,
    payments,
    people,
    properties,
    rents,
    scenes,
    security,
    tokens,
)
from tests.factories.charges import write_books
from tests.factories.houses import APART, House, canary
from tests.support.marks import Foreign
from tests.support.services import TEMPLATE, Database, execute, of_database

STAFF = ("admin", "manager", "scoped_manager", "accountant", "maintenance", "auditor", "owner", "vendor")
RENTERS = ("tenant", "co_tenant", "guarantor", "former_tenant")
ROLES = (*STAFF, *RENTERS)
"""One member each; the matrix has a column for every one of them, and one for `anonymous`."""

OTHERS = ("neighbour", "southerner", "shared")
"""Who must not be seen: the other renters, and the one who is a member of all three organizations."""

HOUSES = "ABC"
"""The organizations; the third one shares a person with the others, who runs it."""

PASSWORD = "a password of the world"
HEAD_KEY = HeadKey(b"the key of the world, not secret")
ORDER: tuple[type[Noun], ...] = (
    *(Member, Property, Building, Unit, Tenant, Lease, LeaseUnit, LeaseParty, AccessGrant, ChargeTemplate, RentStep),
    *(LateFeePolicy, Charge, *paying.BEFORE, Payment, Credit, Deposit, AccountingPeriod, *paying.AFTER, Ticket),
    *(TicketComment, Conversation, Participant, Message, SecurityEvent, Invitation, ApiToken, File),
)


@dataclass
class World:
    """The organizations, and the database they live in."""

    a: House
    b: House
    c: House
    database: Database

    @cached_property
    def foreign(self) -> Foreign:
        """Finds what is of the other organizations in what somebody of the first one is told."""
        return Foreign(self.a, self.b, self.c)

    def house(self, key: str) -> House:
        return {"A": self.a, "B": self.b, "C": self.c}[key]

    def viewer_of(self, role: str, key: str = "A") -> Viewer:
        """The viewer as a session would make it that has just proved itself; `anonymous` is nobody."""
        if role == "anonymous":
            return Viewer.anonymous()
        house = self.house(key)
        grants = [grant_of(row) for row in house.rows[AccessGrant].values() if row.member_id == house.id(Member, role)]
        return Viewer(
            person_id=house.person_id(role),
            organization_id=house.organization_id,
            member_id=house.id(Member, role),
            grants=tuple(grants),
            stepped_up_at=clock.now(),
        )

    @asynccontextmanager
    async def superuser(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection that sees everything, to look at what was really written."""
        connection = await asyncpg.connect(self.database.superuser_url, server_settings={"search_path": "app,public"})
        try:
            yield connection
        finally:
            await connection.close()


def grant_of(row: AccessGrant) -> Grant:
    """A grant as a viewer carries it."""
    return Grant(row.id, Role(row.role), *(getattr(row, name) for name in SCOPES[::-1]), row.starts_at, row.ends_at)


def email_of(name: str, key: str = "A") -> str:
    """What somebody of the world signs in with."""
    return "shared@world.example" if name == "shared" else f"{name}.{key}@world.example".lower()


def token_of(name: str, key: str = "A") -> str:
    """The token of a session that is open from the beginning; that of `shared` has no organization."""
    return "token-of-shared" if name == "shared" else f"token-of-{name}-{key}"


def build(key: str) -> House:
    """One organization, in memory."""
    house = House(key)
    for name in (*ROLES, *OTHERS):
        people.member(house, name)
        security.event(house, name)
    for name in ("north", "south"):
        properties.place(house, name)
    for number, name in enumerate(("north_1", "north_2", "north_3", "south_1", "south_3")):
        properties.unit(house, name, name[:5], 1_000_000 + number)
    _add_leases(house)
    _add_grants(house)
    scenes.tickets_of(house)
    scenes.conversations_of(house)
    invitations.invitation(house, "household", "guarantor", Role.GUARANTOR, "north_1")
    invitations.invitation(house, "far", "southerner", Role.TENANT, "south_1")
    invitations.invitation(house, "office", "accountant", Role.ACCOUNTANT)
    tokens.token(house, "partner", *ApiScope)
    tokens.token(house, "scoped_partner", *ApiScope, properties=("north",))
    _add_files(house)
    return house


def _add_files(house: House) -> None:
    files.photo(house, "leak_photo", "tenant", ticket_id=house.id(Ticket, "leak"))
    files.photo(house, "inside_photo", "manager", comment_id=house.id(TicketComment, "leak_inside"))
    files.photo(house, "far_photo", "southerner", ticket_id=house.id(Ticket, "far"))
    files.photo(house, "home_photo", "tenant", message_id=house.id(Message, "home_tenant"))
    for name in ("waiting", "waiting_too"):
        files.announced(house, name, "neighbour", "next_door")
    files.announced(house, "waiting_long", "former_tenant", "old")
    loose.make(house, ROLES)
    files.paper(house, "paper", "north_1")
    files.paper(house, "old_paper", "north_old")


def _add_leases(house: House) -> None:
    leases.lease(house, "north_old", "north", "north_2", LeaseStatus.ENDED)
    for name in ("north_1", "north_2", "south_1"):
        leases.lease(house, name, name[:5], name)
    roles = {"co_tenant": LeasePartyRole.CO_TENANT, "guarantor": LeasePartyRole.GUARANTOR}
    homes = {"tenant": "north_1", "co_tenant": "north_1", "guarantor": "north_1", "former_tenant": "north_old"}
    for name, lease in {**homes, "neighbour": "north_2", "southerner": "south_1"}.items():
        leases.tenant(house, name, {"tenant": "north", "southerner": "south"}.get(name))
        leases.party(house, lease, name, roles.get(name, LeasePartyRole.TENANT))
    payers = {"north_1": "tenant", "north_2": "neighbour", "north_old": "former_tenant", "south_1": "southerner"}
    for lease, payer in payers.items():
        charges.charge(house, lease, lease)
        payments.payment(house, lease, lease, payer)
    paying.everything(house)
    rents.everywhere(house)
    charges.settled(house, "south_1")
    charges.credit(house, "north_old", "north_old")
    charges.closed(house, "long_ago", date(2020 - APART[house.key], 1, 1))


def _add_grants(house: House) -> None:
    for name in ("admin", "manager", "accountant", "maintenance", "auditor", "vendor"):
        people.grant(house, name, Role[name.upper()])
    people.grant(house, "scoped_manager", Role.MANAGER, property="north")
    people.grant(house, "owner", Role.OWNER, property="north")
    if house.key == "C":  # nothing of this may count in the others
        people.grant(house, "shared", Role.ADMIN)
    else:
        people.grant(house, "shared", Role.MAINTENANCE, property="south")
    for name, home in {"tenant": "north_1", "co_tenant": "north_1", "neighbour": "north_2"}.items():
        people.grant(house, name, Role.TENANT, property="north", building="north", unit=home, lease=home)
    home = {"property": "north", "building": "north", "unit": "north_1", "lease": "north_1"}
    people.grant(house, "guarantor", Role.GUARANTOR, **home)
    old = {"property": "north", "building": "north", "unit": "north_2", "lease": "north_old"}
    people.grant(house, "former_tenant", Role.TENANT, house.ago(1), **old)
    far = {"property": "south", "building": "south", "unit": "south_1", "lease": "south_1"}
    people.grant(house, "southerner", Role.TENANT, **far)


async def seed(database: Database) -> None:
    """Write all organizations into an empty database, by the same way as everything is written."""
    await open_database(database.app_url, 2)
    try:
        password_hash = await Passwords("test").hash(PASSWORD)
        for key in HOUSES:
            house = build(key)
            async with transaction(Viewer.system_of(house.organization_id, "seed")) as tx:
                await _write(tx, house, password_hash)
            people = World(house, house, house, database)
            async with transaction(people.viewer_of("tenant", key)) as tx:
                tx.record(house.rows[Ticket]["leak"], "LOOKED_AT")
            await record_access(people.viewer_of("manager", key), [house.id(Member, name) for name in OTHERS])
        await sign_heads(HEAD_KEY, clock.now().date() - timedelta(days=1))
    finally:
        await close_database()


async def _write(tx: Transaction, house: House, password_hash: str) -> None:
    name = canary(house.key, "organization", "own", "name")
    await establish(tx, NewOrganization(name, "NOK", "Europe/Oslo", ("en",), False, house.organization_id))
    await tx.run(
        "INSERT INTO counter (organization_id, name, value) VALUES ($1, 'ticket', 1000)", house.organization_id
    )
    for name in house.rows[Member]:
        account = (house.person_id(name), email_of(name, house.key), password_hash)
        await tx.run(
            "INSERT INTO person (id, email, password_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", *account
        )
        where: UUID | None = None if name == "shared" else house.organization_id
        await tx.run(SESSION, house.id(Member, name), token_hash(token_of(name, house.key)), account[0], where)
    for model in (*ORDER, *loose.MODELS):
        rows = [{key: value for key, value in row if key != "organization_id"} for row in house.rows[model].values()]
        await tx.create_many(model, rows)
    await write_books(tx, house)
    await tx.run(
        "INSERT INTO idempotency (organization_id, member_id, operation, key, input_hash, at)"
        " VALUES ($1, $1, 'seed', $1, '', now())",
        house.organization_id,
    )
    await loose.rows(tx, house)
    await mail.waiting(tx, house, "manager")
    for row, kind, scope, facts in house.told:
        tx.announce(row, kind, scope, **facts)


SESSION = """
INSERT INTO session (id, token_hash, person_id, organization_id, created_at, expires_at)
VALUES ($1, $2, $3, $4, now(), now() + interval '1 day') ON CONFLICT (token_hash) DO NOTHING
"""


@asynccontextmanager
async def opened(database: Database, pool_size: int = 4) -> AsyncIterator[World]:
    """The world as it was seeded into this database, open as the application opens it."""
    await open_database(database.app_url, pool_size)
    try:
        yield World(build("A"), build("B"), build("C"), database)
    finally:
        await close_database()


async def seeded_template(addresses: Addresses) -> str:
    """Make a database that holds the world, to be copied for each test; returns its name."""
    name = f"world_{uuid.uuid4().hex[:8]}"
    server = of_database(addresses.migrate_url, "postgres")
    await execute(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    await seed(database_of(addresses, name))
    return name


def database_of(addresses: Addresses, name: str) -> Database:
    """The addresses of a database by its name."""
    superuser = of_database(addresses.migrate_url, name)
    return Database(name, of_database(addresses.app_url, name), superuser, superuser)
