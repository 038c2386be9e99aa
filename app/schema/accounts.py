"""Who one is, and signing out."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import strawberry

from app import clock
from app.auth.memberships import own_demand
from app.auth.policies.messages import unread_total
from app.auth.policies.notifications import unread_notifications
from app.auth.policies.people import MemberPolicy
from app.auth.viewer import Role, SignInStep
from app.auth.viewer import Viewer as Asking
from app.models.base import Row
from app.models.brands import shades
from app.models.ids import to_global
from app.models.organizations import OrganizationRow
from app.models.people import Appearance
from app.resolvers import accounts as resolvers
from app.resolvers import sessions
from app.resolvers.factors import own
from app.resolvers.files import logo_address
from app.schema.audit import AuditEntry, data_accesses
from app.schema.context import Context, Info
from app.schema.factors.shapes import Held, SecondFactors
from app.schema.fields import GRANTS, NONE, PERSON, call, column, computed, judged
from app.schema.node import Node, tied
from app.schema.notifications import NotificationSettings
from app.schema.notifications import settings as notification_settings
from app.schema.paging import Connection, connection
from app.schema.payloads import MutationPayload, answer
from app.schema.payment_methods import PaymentMethod, saved_methods
from app.schema.payment_terms import PaymentTerms, all_terms
from app.schema.people import Person
from app.schema.scalars import CurrencyCode, EventCursor, Locale, TimeZone
from app.schema.sessions import Membership, Session, widest
from app.schema.setup import SetUpProgress, set_up

R = Role


async def _own(context: Context, id: UUID) -> Row | None:
    return await resolvers.organization(context.viewer) if id == context.viewer.organization_id else None


@strawberry.type(description="A colour that people can read, by day and by night.")
class BrandColor:
    """Shows `Shades`, with the colour that was chosen."""

    chosen: str = column("As it was chosen, like #065845.")
    light: str = column("As it is shown on light pages.")
    dark: str = column("As it is shown on dark pages.")


def _brand_color(row: Any) -> BrandColor | None:
    if row.brand_color is None:
        return None
    shown = shades(row.brand_color)
    return BrandColor(chosen=row.brand_color, light=shown.light, dark=shown.dark)


def _logo(row: Any, info: Info) -> str | None:
    return logo_address(info.context.services.runtime.depot, row.logo_key)


@strawberry.type(description="The customer who lets or manages homes.")
@tied(OrganizationRow, _own)
class Organization(Node):
    """Shows an `organization` row."""

    name: str = column("What people call it.")
    currency: CurrencyCode = column("Its usual currency.")
    locales: list[Locale] = column("Languages it writes in, the first one first.")
    set_up: list[SetUpProgress] | None = call(
        set_up, "What comes next for an organization that begins; null for who does not run it.", GRANTS, rows=5
    )
    is_sandbox: bool = column("Whether its clock for billing can be moved.")
    now: datetime = computed(
        lambda row: clock.now() + timedelta(seconds=row.ahead_seconds),
        "What its clock for billing says; differs from the real time only in a sandbox.",
    )
    clock_goal: datetime | None = column(
        "Where that clock is going, while a sandbox is on its way through the days.", "goal_at"
    )
    payment_terms: list[PaymentTerms] = call(
        all_terms,
        "How people may pay, by currency, where it was said; else cards and the currency's debit, free.",
        GRANTS,
        3,
    )
    requires_second_factor: bool = column("Admins and accountants work here only with a second factor.")
    session_minutes: int | None = column("A session of its members lives no longer; null as long as elsewhere.")
    idle_minutes: int | None = column("A session of its members ends when it is unused for so long; null as elsewhere.")
    brand_color: BrandColor | None = computed(_brand_color, "Its colour; null for the product's own.")
    logo_url: str | None = judged(_logo, "Where its logo can be fetched within five minutes; null without one.", PERSON)
    version: int = column("Counts the changes.")


@strawberry.type(description="What the viewer may do in the organization.")
class OrganizationViewerCan:
    """Booleans, so that clients need not guess."""

    create_ticket: bool = column("Report something.")
    triage_tickets: bool = column("Move tickets on and hand them out.")
    change_brand: bool = column("Change its name, its colour and its logo.")


def _can(viewer: Any, info: Info) -> OrganizationViewerCan:
    roles = set(resolvers.roles_of(viewer))
    return OrganizationViewerCan(
        create_ticket=bool(roles & {R.ADMIN, R.MANAGER, R.MAINTENANCE, R.TENANT}),
        triage_tickets=bool(roles & {R.ADMIN, R.MANAGER, R.MAINTENANCE}),
        change_brand=R.ADMIN in roles,
    )


async def _person(viewer: Any, info: Info) -> Row | None:
    if viewer.member_id is None:
        return None
    return await info.context.related(MemberPolicy, viewer.member_id)


async def _organization(viewer: Any, info: Info) -> Any:
    return await resolvers.organization(viewer)


def _role(viewer: Any, info: Info) -> Role | None:
    return widest(set(resolvers.roles_of(viewer)))


async def _memberships(viewer: Any, info: Info) -> list[Any]:
    return await sessions.memberships(viewer)


async def _sessions(viewer: Any, info: Info) -> list[Any]:
    return await sessions.own(viewer)


async def _second_factors(viewer: Any, info: Info) -> Any:
    factors, left = await own(viewer)
    return Held(factors, left, await own_demand(viewer))


async def _cursor(_: Any, info: Info) -> str | None:
    return await info.context.event_cursor()


async def _unread(viewer: Any, info: Info) -> int:
    return await unread_total(viewer)


async def _unread_notices(viewer: Any, info: Info) -> int:
    return await unread_notifications(viewer)


async def _account(name: str, viewer: Any, info: Info) -> Any:
    return getattr(await resolvers.account(viewer), name)


async def _email(viewer: Any, info: Info) -> Any:
    return await _account("email", viewer, info)


async def _appearance(viewer: Any, info: Info) -> Any:
    return Appearance(await _account("appearance", viewer, info))


async def _time_zone(viewer: Any, info: Info) -> Any:
    return await _account("time_zone", viewer, info)


@strawberry.type(description="The one who asks: an account, in one organization or none.")
class Viewer:
    """Shows an `app.auth.viewer.Viewer`."""

    id: strawberry.ID = computed(
        lambda viewer: to_global("Viewer", viewer.person_id), "Opaque id of the account.", NONE
    )
    person: Person | None = call(_person, "Oneself as the organization knows one; null without an organization.")
    organization: Organization | None = call(_organization, "Where one works now; null before one is chosen.", GRANTS)
    role: Role | None = judged(_role, "The widest role in force in the organization.", GRANTS)
    memberships: list[Membership] = call(_memberships, "Every organization one belongs to.", rows=3)
    second_factors: SecondFactors = call(_second_factors, "What one proves besides the password.")
    next_step: SignInStep | None = judged(
        lambda viewer, _: viewer.awaits, "What is still to be done before one can work here; null: nothing.", PERSON
    )
    sessions: list[Session] = call(_sessions, "Where one is signed in, the one used last first.", rows=5)
    locale: Locale = column("Language to be spoken to in.", depends=PERSON)
    time_zone: TimeZone = call(_time_zone, "Clock to show moments by.")
    appearance: Appearance = call(_appearance, "How one wants pages to look.")
    email: str = call(_email, "Address one signs in with.")
    event_cursor: EventCursor | None = call(_cursor, "The same as `Query.eventCursor`.", NONE)
    unread_message_count: int = call(_unread, "How many messages one has not read.")
    payment_methods: list[PaymentMethod] = call(saved_methods, "What one can pay from.", rows=5)
    unread_notification_count: int = call(_unread_notices, "How many notifications one has not read.")
    notification_settings: NotificationSettings | None = call(
        notification_settings, "How one wants to be told here; null without an organization.", rows=9
    )
    data_accesses: Connection[AuditEntry] = connection(
        data_accesses, "Who read one's personal data in the organization, the newest first.", PERSON
    )
    viewer_can: OrganizationViewerCan = judged(_can, "What one may do in the organization.", GRANTS)


@strawberry.type(description="Answer of `signOut`.")
class SignOutPayload(MutationPayload):
    """Nothing is left to say."""


@strawberry.type
class AccountMutation:
    """Signing out."""

    @strawberry.mutation(description="End this session; its sockets are closed. Nothing happens without one.")
    async def sign_out(self, info: Info) -> SignOutPayload:
        """End the session."""

        async def change(context: Context) -> dict[str, Any]:
            await context.services.sessions.sign_out(context.viewer)
            context.arrival.clear_session()
            await context.renew(Asking.anonymous())
            return {}

        return await answer(info, change)
