"""Tenants and leases, as clients see them."""

from datetime import date, datetime
from typing import Any

import strawberry

from app.auth.policies.files import FilePolicy
from app.auth.policies.leases import LeasePartyPolicy, LeasePolicy, LeaseUnitPolicy, TenantPolicy
from app.auth.policies.people import MemberPolicy
from app.auth.policies.properties import PropertyPolicy, UnitPolicy
from app.auth.rules import Subject
from app.models import leases as model
from app.schema.autopay import Autopay, own_autopay
from app.schema.balances import Balance, balance
from app.schema.context import Info
from app.schema.deposits import Deposit, deposit
from app.schema.fields import (
    FEW,
    GRANTS,
    PERSON,
    asked,
    below,
    call,
    column,
    computed,
    judged,
    relation,
)
from app.schema.files import File
from app.schema.money import Money, money_of
from app.schema.node import Node, of_row
from app.schema.papers import Statement, statement
from app.schema.payment_options import PaymentOption, payment_options
from app.schema.people import Person
from app.schema.pots import HouseholdPot, household_pot
from app.schema.properties.shapes import Property, Unit


async def _name(row: Any, info: Info) -> str:
    member = await info.context.related(MemberPolicy, row.member_id, inherited=True)
    assert member is not None, "a tenant always has its member"
    return str(member.display_name)


@strawberry.type(description="What the viewer may do with a tenant.")
class TenantViewerCan:
    """Booleans, so that clients need not guess."""

    update: bool = column("Change name and contact details.")


async def _tenant_can(row: Any, info: Info) -> TenantViewerCan:
    return TenantViewerCan(update=await info.context.passes(TenantPolicy, TenantPolicy.change, row.id))


@strawberry.type(description="Somebody who rents: past, present or coming.")
@of_row(TenantPolicy)
class Tenant(Node):
    """Shows a `tenant` row."""

    name: str = call(_name, "Name to show.", GRANTS)
    person: Person = relation(MemberPolicy, "member_id", "The person behind the tenancy.", inherited=True)
    created_at: datetime = column("When they were entered.")
    updated_at: datetime = column("When this was last changed.")
    version: int = column("Counts the changes.")
    viewer_can: TenantViewerCan = call(_tenant_can, "What the viewer may do.", PERSON)


@strawberry.type(description="One tenant's part in one lease.")
@of_row(LeasePartyPolicy)
class LeaseParty(Node):
    """Shows a `lease_party` row."""

    role: model.LeasePartyRole = column("What they are to the lease.")
    status: model.LeasePartyStatus = column("When they belong to it.")
    move_in_on: date | None = column("First day in the home.")
    notice_given_on: date | None = column("Day notice was given.")
    move_out_on: date | None = column("Last day in the home.")
    tenant: Tenant = relation(TenantPolicy, "tenant_id", "The tenant.", inherited=True)


async def _units(row: Any, info: Info) -> list[Any]:
    links = await info.context.below(LeaseUnitPolicy, "lease_id", row.id)
    units = await info.context.related_all(UnitPolicy, [link.unit_id for link in links], inherited=True)
    return sorted(units, key=lambda unit: (unit.label, unit.id))


async def _tenants(row: Any, info: Info) -> list[Any]:
    parties = await info.context.below(LeasePartyPolicy, "lease_id", row.id)
    living = [party for party in parties if party.role in (model.LeasePartyRole.TENANT, model.LeasePartyRole.CO_TENANT)]
    # Whoever moved out of a home that others still live in is a party, and no longer a tenant of it.
    staying = [party for party in living if party.status != model.LeasePartyStatus.PAST] or living
    return await info.context.related_all(TenantPolicy, [party.tenant_id for party in staying], inherited=True)


@strawberry.type(description="What the viewer may do with a lease, as far as its status allows it.")
class LeaseViewerCan:
    """Booleans, so that clients need not guess."""

    update: bool = column("Change it: all of a draft, the people of a lease in force.")
    change_status: bool = column("Move it on; `nextStatuses` says where to.")
    record_money: bool = column("Charge something under it, and record money that came.")


def _lease_can(row: Any, info: Info) -> LeaseViewerCan:
    viewer, subject = info.context.viewer, Subject(row)
    changes = LeasePolicy.may(viewer, LeasePolicy.change, subject)
    charges = LeasePolicy.may(viewer, LeasePolicy.charge, subject)
    return LeaseViewerCan(update=changes, change_status=changes, record_money=charges)


@strawberry.type(description="An agreement about one or several units of one property.")
@of_row(LeasePolicy)
class Lease(Node):
    """Shows a `lease` row."""

    number: str = column("The number people read.")
    type: model.LeaseType = column("How it ends.")
    status: model.LeaseStatus = column("Where it stands.")
    next_statuses: list[model.LeaseStatus] = computed(
        lambda row: list(model.by_hand(model.LeaseStatus(row.status))), "Where it can go from here by hand."
    )
    start_on: date = column("First day.")
    end_on: date | None = column("Last day is the one before; null while it runs on.")
    agreed_end_on: date | None = column("The end that was agreed, whatever came of it.")
    signed_on: date | None = column("Day it was signed.")
    notice_given_on: date | None = column("Day notice was given.")
    eviction_filed_on: date | None = column("Day an eviction was filed, if one was.")
    rent: Money = money_of("rent_minor", "currency", "Rent of a full period.", GRANTS)
    due_day: int = column("Day of the month on which rent is due; the last day where a month is shorter.")
    proration_method: model.ProrationMethod = column("How part months are counted.")
    balance: Balance = balance()
    statement: Statement = statement()
    payment_options: list[PaymentOption] = asked(
        payment_options,
        "Ways to pay `amount` now, or what is due, each with its fee, the cheapest first; empty for who cannot pay.",
        rows=FEW,
    )
    autopay: Autopay | None = call(own_autopay, "The viewer's own standing order; null when there is none.")
    household_pot: HouseholdPot | None = asked(
        household_pot,
        "Who in the household has paid toward the rent month that begins on `periodStart`, or the present one; null "
        "where one lives alone.",
    )
    deposit: Deposit | None = call(deposit, "Its deposit; null when none was agreed.", GRANTS)
    property: Property | None = relation(PropertyPolicy, "property_id", "The property it is about.")
    units: list[Unit] = call(_units, "The units it is about.", GRANTS, FEW)
    tenants: list[Tenant] = call(_tenants, "Who lives under it.", GRANTS, FEW)
    parties: list[LeaseParty] = below(LeasePartyPolicy, "lease_id", "Everyone who is party to it.")
    documents: list[File] = below(FilePolicy, "lease_id", "Its papers, such as the signed lease.", inherited=True)
    created_at: datetime = column("When it was entered.")
    updated_at: datetime = column("When it was last changed.")
    version: int = column("Counts the changes.")
    viewer_can: LeaseViewerCan = judged(_lease_can, "What the viewer may do.")
