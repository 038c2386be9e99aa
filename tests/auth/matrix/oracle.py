"""Reads the matrix, and says which rows of the world each `own` means."""

import csv
from functools import cache
from pathlib import Path
from uuid import UUID

from app.models.autopay import Autopay
from app.models.base import Noun
from app.models.charge_templates import ChargeTemplate
from app.models.charges import Charge
from app.models.deposits import Deposit
from app.models.files import File
from app.models.imports import Import
from app.models.invitations import Invitation
from app.models.late_fees import LateFeePolicy
from app.models.leases import Lease, LeaseParty, Tenant
from app.models.ledger import AccountingPeriod, JournalEntry
from app.models.messages import Conversation, Message
from app.models.notifications import Notification
from app.models.payment_methods import PaymentMethod
from app.models.payment_terms import PaymentPrice, PaymentTerms
from app.models.payments import Payment
from app.models.people import AccessGrant, Member
from app.models.properties import Building, Property, Unit
from app.models.provider import ProviderAccount
from app.models.refunds import Refund
from app.models.security import SecurityEvent
from app.models.tickets import Ticket, TicketComment
from app.models.tokens import ApiToken
from tests.factories.houses import CANARY
from tests.support.world import OTHERS, RENTERS, ROLES, STAFF, World

FOLDER = Path(__file__).parent
PARTS = ("queries", "types", "fields", "mutations", "subscriptions")
COLUMNS = ("anonymous", *ROLES)
VALUES = {"allow", "own", "deny"}

LISTS = {
    "properties": "Property",
    "units": "Unit",
    "tenants": "Tenant",
    "people": "Person",
    "leases": "Lease",
    "charges": "Charge",
    "chargeTemplates": "ChargeTemplate",
    "lateFeePolicies": "LateFeePolicy",
    "payments": "Payment",
    "ledgerLines": "LedgerLine",
    "accountingPeriods": "AccountingPeriod",
    "tickets": "Ticket",
    "conversations": "Conversation",
    "securityEvents": "SecurityEvent",
    "grants": "Grant",
    "invitations": "Invitation",
    "apiTokens": "ApiToken",
    "files": "File",
    "notifications": "Notification",
    "imports": "Import",
}
"""Which type each list of the schema shows."""

MODELS: dict[str, type[Noun]] = {
    **{"Property": Property, "Building": Building, "Unit": Unit, "Person": Member, "Tenant": Tenant, "Lease": Lease},
    **{"ChargeTemplate": ChargeTemplate, "LateFeePolicy": LateFeePolicy, "Deposit": Deposit},
    **{"LeaseParty": LeaseParty, "Charge": Charge, "Payment": Payment, "Ticket": Ticket},
    **{"TicketComment": TicketComment, "Conversation": Conversation, "Message": Message},
    "SecurityEvent": SecurityEvent,
    "LedgerLine": JournalEntry,
    **{"PaymentAccount": ProviderAccount, "PaymentTerms": PaymentTerms, "PaymentPrice": PaymentPrice},
    **{"Refund": Refund, "PaymentMethod": PaymentMethod, "Autopay": Autopay},
    "AccountingPeriod": AccountingPeriod,
    **{"Grant": AccessGrant, "Invitation": Invitation, "ApiToken": ApiToken, "File": File},
    "Notification": Notification,
    "Import": Import,
}
NOUNS = {model._meta.db_table: name for name, model in MODELS.items()}

HOUSEHOLD = {"tenant", "co_tenant", "guarantor"}
NORTH: dict[str, set[str]] = {
    "Property": {"north"},
    "Building": {"north"},
    "Unit": {"north_1", "north_2", "north_3"},
    "Lease": {"north_1", "north_2", "north_old"},
    "LeaseParty": HOUSEHOLD | {"neighbour", "former_tenant"},
    "Tenant": HOUSEHOLD | {"neighbour", "former_tenant"},
    "Charge": {"north_1", "north_2", "north_old"},
    **{key: {"north_1", "north_2", "north_old"} for key in ("ChargeTemplate", "Deposit")},
    "LateFeePolicy": {"north", "north_1"},
    "Payment": {"north_1", "north_2", "north_old"},
    "LedgerLine": {
        *(f"{kind}_{lease}" for kind in ("charge", "payment") for lease in ("north_1", "north_2", "north_old"))
    }
    | {"credit_north_old"},
    "Refund": {"north_1", "north_2", "north_old"},
    "Ticket": {"leak", "next_door", "stairs", "old"},
    "TicketComment": {"leak_public", "next_door_public"},
    "Invitation": {"household"},
    "File": {"leak_photo", "old_paper", "paper"},
}
INSIDE = {"TicketComment": {"leak_public", "leak_inside", "next_door_public", "next_door_inside"}}
INSIDE |= {"File": {*NORTH["File"], "inside_photo", "home_photo"}}
BESIDES = {"leak_photo", "inside_photo", "far_photo", "paper", "old_paper"}
"""The files that belong to tickets and leases."""

HOME: dict[str, set[str]] = {
    "Property": {"north"},
    "Building": {"north"},
    "Unit": {"north_1"},
    "Lease": {"north_1"},
    "LeaseParty": HOUSEHOLD,
    "Charge": {"north_1"},
    **{key: {"north_1"} for key in ("ChargeTemplate", "Deposit")},
    "Payment": {"north_1"},
    "LedgerLine": {"charge_north_1", "payment_north_1"},
    "Refund": {"north_1"},
    "PaymentMethod": {"tenant"},
    "Autopay": {"tenant"},
    "Ticket": {"leak"},
    "TicketComment": {"leak_public"},
    "File": {"leak_photo", "paper"},
}
TALKS = {
    "admin": {"books"},
    "scoped_manager": {"flat", "surety", "past", "deed", "home", "job", "next_door"},
    "accountant": {"books"},
    "maintenance": {"round"},
    "owner": {"deed"},
    "vendor": {"job"},
    "tenant": {"home"},
    "co_tenant": {"flat"},
    "guarantor": {"surety"},
}
WORK = {"Ticket": {"leak"}, "TicketComment": {"leak_public"}, "File": {"leak_photo"}}
PAST = {
    "Lease": {"north_old"},
    "LeaseParty": {"former_tenant"},
    **{key: {"north_old"} for key in ("Charge", "ChargeTemplate", "Deposit")},
    "Payment": {"north_old"},
    "LedgerLine": {"charge_north_old", "payment_north_old", "credit_north_old"},
    "Refund": {"north_old"},
    "File": {"old_paper"},
}
OWN: dict[str, dict[str, set[str]]] = {
    "manager": {"Invitation": {"household", "far"}, "File": {*BESIDES, "home_photo"}},
    **{key: {"File": BESIDES} for key in ("admin", "auditor")},
    "accountant": {"File": {"paper", "old_paper"}},
    "maintenance": {"File": {"leak_photo", "inside_photo", "far_photo"}},
    **{"scoped_manager": {**NORTH, **INSIDE}, "owner": NORTH, "vendor": WORK},
    **{
        "tenant": {**HOME, "File": {*HOME["File"], "home_photo"}},
        "co_tenant": HOME,
        "guarantor": {**HOME, "File": {"paper"}},
        "former_tenant": PAST,
    },
}

REACHED = {"scoped_manager": (NORTH["Tenant"] - {"former_tenant"}) | {"scoped_manager"}}
"""Whose address and telephone somebody reads besides the own ones."""

MET = {
    "scoped_manager": HOUSEHOLD | {"neighbour", "former_tenant"},
    "owner": HOUSEHOLD | {"neighbour", "former_tenant"},
    "maintenance": {"tenant", "neighbour", "southerner", "former_tenant"},
    "vendor": {"tenant"},
    **dict.fromkeys(HOUSEHOLD, HOUSEHOLD),
}
"""Whose names somebody meets beside what is visible, besides those of the staff."""


BESIDE = {
    "former_tenant": {("unit", "north_2")},
    "vendor": {("property", "north"), ("unit", "north_1")},
}
"""What somebody reads beside something visible: the unit of the own old lease, the place of the work."""


@cache
def matrix(part: str) -> dict[str, dict[str, str]]:
    """One file of the matrix: a row for each field."""
    with (FOLDER / f"{part}.csv").open(newline="") as file:
        return {row["field"]: row for row in csv.DictReader(file)}


def cell(part: str, field: str, role: str) -> str:
    """What the matrix says: allow, own or deny."""
    return matrix(part)[field][role]


def visible(world: World, type_name: str, role: str) -> set[str]:
    """The names of the rows in organization A that a role may see of a type."""
    value = cell("types", type_name, role)
    if value == "deny":
        return set()
    if value == "allow":
        return set(world.a.rows[MODELS[type_name]])
    if type_name in ("Person", "SecurityEvent", "Notification") or (type_name == "Tenant" and role in RENTERS):
        return {role}
    if type_name == "Grant":
        return {name for name in world.a.rows[AccessGrant] if name.rpartition("_")[0] == role}
    if type_name in ("Conversation", "Message"):
        return {name for name in world.a.rows[MODELS[type_name]] if _in_talks(name, TALKS[role])}
    return OWN[role][type_name]


def _in_talks(name: str, talks: set[str]) -> bool:
    return name in talks or any(name == f"{talk}_{member}" for talk in talks for member in (*ROLES, *OTHERS))


def reached(role: str) -> set[str]:
    """Whose address and telephone a role reads where the matrix says `own`."""
    return REACHED.get(role, {role})


def events_visible(world: World, role: str, named: dict[UUID, tuple[str, str | None]]) -> set[UUID]:
    """The ids of the ticket events a role may see, of those that are `named` by ticket and comment."""
    tickets, comments = visible(world, "Ticket", role), visible(world, "TicketComment", role)
    return {id for id, (ticket, comment) in named.items() if ticket in tickets and comment in {None, *comments}}


def leaks(world: World, role: str, text: str) -> set[str]:
    """What says whose it is in an answer to somebody of organization A, and should not be in it."""
    return world.foreign(text) | {
        found.group(0)
        for found in CANARY.finditer(text)
        if found.group(1).upper() == "A" and not _may_meet(world, role, found.group(2), found.group(3))
    }


def _may_meet(world: World, role: str, noun: str, name: str) -> bool:
    if noun == "organization":
        return cell("types", "Organization", role) == "own"
    if noun == "contact":
        value = cell("fields", "Person.email", role)
        return value == "allow" or (value == "own" and name in reached(role))
    if noun == "member" and role != "anonymous" and name in {*STAFF, *MET.get(role, ())}:
        return True
    return (noun, name) in BESIDE.get(role, ()) or name in visible(world, NOUNS[noun], role)
