"""Query, Mutation and Subscription, assembled from the nouns; the one schema."""

import asyncio
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from app.errors import BadInput
from app.schema.accounts import AccountMutation, Organization, Viewer
from app.schema.arguments import describe_arguments
from app.schema.audit import AuditEntry, audit_log
from app.schema.brands import BrandMutation
from app.schema.charge_templates import ChargeTemplate, ChargeTemplateMutation, charge_templates
from app.schema.charges.shapes import Charge, charges
from app.schema.charges.verbs import ChargeMutation
from app.schema.context import Info
from app.schema.cost import assumed, declare_costs, sliced
from app.schema.credits import CreditMutation
from app.schema.deposits import Deposit
from app.schema.emails import EmailMutation
from app.schema.factors.changes import FactorMutation
from app.schema.fields import LOCALE, NONE, PERSON, Kind, declared
from app.schema.files import File, FileMutation, files
from app.schema.founding import FoundingMutation, is_awaiting_organization
from app.schema.grants import Grant, GrantMutation, grants
from app.schema.imports import Import, ImportEvent, ImportMutation, ImportSubscription, imports
from app.schema.invitations import Invitation, InvitationMutation, InvitationPreview, invitations, preview
from app.schema.late_fees import LateFeePolicy, LateFeePolicyMutation, late_fee_policies
from app.schema.leases.deposits import DepositMutation
from app.schema.leases.drafts import LeaseDraftMutation
from app.schema.leases.events import LeaseEvent, LeaseSubscription
from app.schema.leases.lists import leases, tenants
from app.schema.leases.shapes import Lease, LeaseParty, Tenant
from app.schema.leases.steps import LeaseStepMutation
from app.schema.leases.tenants import TenantMutation
from app.schema.lines import LedgerLine, ledger_lines
from app.schema.messages.changes import MessageMutation
from app.schema.messages.lists import MessageSubscription, conversations
from app.schema.messages.presence import PresenceMutation, PresenceSubscription
from app.schema.messages.shapes import Conversation, Message, MessageEvent
from app.schema.node import Node, find
from app.schema.notifications import (
    Notification,
    NotificationEvent,
    NotificationMutation,
    NotificationSubscription,
    notifications,
)
from app.schema.organizations import OrganizationEvent, OrganizationSubscription
from app.schema.paging import Connection, connection
from app.schema.passwords import PasswordMutation
from app.schema.paying import PAYING, PayingMutation
from app.schema.payments import Payment, PaymentEvent, PaymentSubscription, payments
from app.schema.people import Person, SystemActor, people
from app.schema.periods import AccountingPeriod, AccountingPeriodMutation, accounting_periods
from app.schema.preferences import PreferencesMutation
from app.schema.proofs import ProofMutation
from app.schema.properties.changes import PropertyMutation
from app.schema.properties.lists import properties, units
from app.schema.properties.shapes import Building, Property, Unit
from app.schema.properties.units import UnitMutation
from app.schema.sandbox import SandboxMutation
from app.schema.scalars import SCALARS, EventCursor
from app.schema.security import SecurityEvent, SecurityMutation, security_events
from app.schema.sign_in_rules import SignInRulesMutation
from app.schema.signing import SessionMutation
from app.schema.streams import StreamCheckpoint, StreamGone, StreamReady, StreamReset
from app.schema.tickets.changes import TicketMutation
from app.schema.tickets.lists import TicketSubscription, tickets
from app.schema.tickets.shapes import Ticket, TicketEvent
from app.schema.tips import TIPS, SecurityTip, security_tips
from app.schema.tokens import ApiToken, TokenMutation, api_tokens

MOST_NODES = 100


async def _node(info: Info, id: strawberry.ID) -> Node | None:
    return await find(info.context, id)


async def _nodes(info: Info, ids: list[strawberry.ID]) -> list[Node | None]:
    if len(ids) > MOST_NODES:
        raise BadInput(f"At most {MOST_NODES} ids.", ("ids",), maximum=MOST_NODES)
    return await asyncio.gather(*(find(info.context, id) for id in ids))


async def _viewer(info: Info) -> Any:
    viewer = info.context.viewer
    return None if viewer.person_id is None else viewer


async def _event_cursor(info: Info) -> EventCursor | None:
    cursor = await info.context.event_cursor()
    return None if cursor is None else EventCursor(cursor)


def _root(resolver: Any, description: str, kind: Kind, depends: Any, *directives: object) -> Any:
    metadata = declared(kind, depends)
    return strawberry.field(resolver=resolver, description=description, metadata=metadata, directives=directives)


@strawberry.type(description="Everything that can be read.")
class Query:
    """Reads."""

    node: Node | None = _root(
        _node, "One thing by its id; null for what is absent or out of sight.", Kind.RELATION, PERSON
    )
    nodes: list[Node | None] = _root(
        _nodes, "Things by their ids, null for each bad one; at most 100.", Kind.RELATION, PERSON, sliced("ids")
    )
    viewer: Viewer | None = _root(_viewer, "Who asks; null when signed out.", Kind.CALL, PERSON)
    event_cursor: EventCursor | None = _root(
        _event_cursor,
        "Place in the event stream of the instant this operation reads: subscribe `after` it, and nothing is missed or "
        "told twice. Null without an organization.",
        Kind.CALL,
        NONE,
    )
    properties: Connection[Property] = connection(properties, "Properties.")
    units: Connection[Unit] = connection(units, "Units.")
    tenants: Connection[Tenant] = connection(tenants, "Tenants: past, present and coming.")
    people: Connection[Person] = connection(people, "People of the organization.")
    grants: Connection[Grant] = connection(grants, "Roles of people.")
    invitations: Connection[Invitation] = connection(invitations, "Who was asked to come in.")
    invitation: InvitationPreview | None = _root(
        preview, "What the link of an invitation opens; null for what is no link of ours.", Kind.CALL, NONE
    )
    is_awaiting_organization: bool = _root(
        is_awaiting_organization,
        "Whether nothing has been founded here: then `foundOrganization` is how it begins.",
        Kind.CALL,
        NONE,
    )
    leases: Connection[Lease] = connection(leases, "Leases.", PERSON)
    charges: Connection[Charge] = connection(charges, "What is owed.")
    ledger_lines: Connection[LedgerLine] = connection(ledger_lines, "Lines of leases' accounts, each with its reason.")
    accounting_periods: Connection[AccountingPeriod] = connection(
        accounting_periods, "Months of the books that were closed, the newest first."
    )
    charge_templates: Connection[ChargeTemplate] = connection(
        charge_templates, "What leases charge again and again, in the order it was entered."
    )
    late_fee_policies: Connection[LateFeePolicy] = connection(late_fee_policies, "What paying late costs.")
    payments: Connection[Payment] = connection(payments, "What was paid.")
    tickets: Connection[Ticket] = connection(tickets, "Tickets.", PERSON)
    conversations: Connection[Conversation] = connection(conversations, "Conversations.", PERSON)
    api_tokens: Connection[ApiToken] = connection(api_tokens, "Tokens of partners, the newest first.")
    notifications: Connection[Notification] = connection(
        notifications, "What one should know, the newest first.", PERSON
    )
    imports: Connection[Import] = connection(imports, "Lists that were brought in, the newest first.")
    files: Connection[File] = connection(files, "Files that people sent, the newest first.")
    audit_log: Connection[AuditEntry] = connection(
        audit_log, "What was done, the newest first; of oneself alone, for those who do not examine the audit.", PERSON
    )
    security_events: Connection[SecurityEvent] = connection(
        security_events, "What looked suspicious, the newest first; of oneself alone, for most.", PERSON
    )
    security_tips: list[SecurityTip] = _root(
        security_tips,
        "Advice on staying safe, in the viewer's language or in `locale`.",
        Kind.CALL,
        LOCALE,
        assumed(len(TIPS)),
    )


@strawberry.type(description="Everything that can be changed.")
class Mutation(
    AccountMutation,
    ProofMutation,
    FactorMutation,
    SessionMutation,
    PasswordMutation,
    EmailMutation,
    InvitationMutation,
    FoundingMutation,
    GrantMutation,
    SignInRulesMutation,
    BrandMutation,
    PreferencesMutation,
    TokenMutation,
    PropertyMutation,
    UnitMutation,
    TenantMutation,
    LeaseDraftMutation,
    LeaseStepMutation,
    DepositMutation,
    ChargeTemplateMutation,
    LateFeePolicyMutation,
    CreditMutation,
    SandboxMutation,
    ChargeMutation,
    PayingMutation,
    AccountingPeriodMutation,
    TicketMutation,
    MessageMutation,
    FileMutation,
    ImportMutation,
    NotificationMutation,
    SecurityMutation,
    PresenceMutation,
):
    """Changes."""


@strawberry.type(description="Everything that can be followed; every stream resumes `after` a cursor without loss.")
class Subscription(
    TicketSubscription,
    MessageSubscription,
    PaymentSubscription,
    LeaseSubscription,
    OrganizationSubscription,
    PresenceSubscription,
    NotificationSubscription,
    ImportSubscription,
):
    """Streams."""


TYPES = (
    AccountingPeriod,
    ApiToken,
    Building,
    Charge,
    ChargeTemplate,
    Conversation,
    Deposit,
    File,
    Grant,
    Import,
    ImportEvent,
    Invitation,
    LateFeePolicy,
    Lease,
    LeaseEvent,
    LeaseParty,
    LedgerLine,
    Message,
    MessageEvent,
    Notification,
    NotificationEvent,
    Organization,
    OrganizationEvent,
    Payment,
    PaymentEvent,
    *PAYING,
    Person,
    StreamCheckpoint,
    StreamGone,
    StreamReady,
    StreamReset,
    SystemActor,
    TicketEvent,
)


def build() -> strawberry.Schema:
    """Return the schema."""
    schema = strawberry.Schema(
        Query,
        Mutation,
        Subscription,
        types=list(TYPES),
        config=StrawberryConfig(auto_camel_case=True, scalar_map=SCALARS),
    )
    describe_arguments(schema)
    declare_costs(schema._schema, REACHING)
    return schema


REACHING = frozenset({Kind.COMPUTED, Kind.RELATION, Kind.CALL})
"""Fields of these kinds lead from one row to another."""
