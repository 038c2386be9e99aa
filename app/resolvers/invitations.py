"""What can be done with invitations: send one, send it again, take it back, and come in by it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app import clock
from app.auth import invitations, links
from app.auth.devices import shorten_of
from app.auth.invitations import Ticket, ticket
from app.auth.memberships import own_organization
from app.auth.policies.invitations import InvitationPolicy
from app.auth.policies.leases import LeasePolicy, TenantPolicy
from app.auth.policies.people import MemberPolicy
from app.auth.sessions import RESIDENTS, Account, SignedIn
from app.auth.steps import require_step_up
from app.auth.strength import check_strength
from app.auth.throttle import inviting
from app.auth.viewer import Role, Viewer, house_of
from app.errors import BadInput, Conflict, Forbidden, NotFound, WrongCredentials
from app.models.invitations import Invitation, InvitationStatus, status_of
from app.models.mail import Letter, Template, address
from app.models.people import Member
from app.resolvers.arrivals import Caller, Desk
from app.resolvers.grants import Scope, ancestors, check_new
from app.resolvers.inputs import text
from app.resolvers.leases.parties import parties_of
from app.resolvers.newcomers import check_inviter, is_delicate, take_back
from app.resolvers.people import NewGrant, grant_role
from app.resolvers.standards import locale
from app.subscriptions.transaction import Once, Transaction, transaction

LASTS = timedelta(days=7)
PARTIES = (Role.TENANT, Role.GUARANTOR)
EMAIL, PERSON = ("input", "email"), ("input", "personId")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody to invite: a member that is known, or the name of somebody new."""

    email: str
    role: Role
    scope: Scope = field(default_factory=Scope)
    person_id: UUID | None = None
    name: str | None = None
    locale: str | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What whoever comes in shows."""

    token: str = field(repr=False)
    password: str | None = field(default=None, repr=False)


async def invite(desk: Desk, viewer: Viewer, wanted: Wanted, once: Once | None = None) -> UUID:
    """Mail somebody a link into the organization; an open one of the same person is taken back. Returns its id.

    Raises `BadInput`, `NotFound`, `Forbidden`, `RateLimited`, `Conflict` for who is in already, and
    `StepUpRequired` for a role of staff.
    """
    email = address(wanted.email, EMAIL)
    if wanted.ends_at is not None and wanted.ends_at <= clock.now():
        raise BadInput("A role ends after it starts.", ("input", "endsAt"))
    spoken = locale(wanted.locale, ("input", "locale")) if wanted.locale is not None else None
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        member, columns = await _whom(tx, wanted, email)
        if wanted.role not in RESIDENTS:
            require_step_up(viewer)
        if member.person_id is not None and member.deactivated_at is None:
            raise Conflict("This person can sign in already; give them the role instead.", EMAIL)
        if await is_delicate(tx, viewer, member):
            require_step_up(viewer)
        assert viewer.organization_id is not None
        await inviting(tx.scope, viewer.organization_id)
        await take_back(tx, member.id)
        house = await own_organization(viewer)
        made = ticket(viewer.organization_id, desk.public_url)
        row = await tx.create(
            Invitation,
            **{"member_id": member.id, "email": email, "role": wanted.role, "token_hash": made.hash, **columns},
            locale=spoken or member.locale or (house.locales[0] if house is not None else "en"),
            grant_ends_at=wanted.ends_at,
            invited_by=viewer.member_id,
            **_times(wanted.ends_at),
        )
        await _send(tx, row, made, house)
        tx.announce(row, "SENT", _place(row), role=row.role)
        return tx.done(row.id)


async def resend(desk: Desk, viewer: Viewer, id: UUID, once: Once | None = None) -> UUID:
    """Mail a fresh link in place of the old one: from now on, whoever does it has invited.

    Raises `NotFound`, `Forbidden`, `Conflict`, `RateLimited`, and `StepUpRequired` as `invite` does.
    """
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        row = await _pending(viewer, id)
        member = await MemberPolicy.fetch(house_of(viewer, "an invitation"), row.member_id)
        if await is_delicate(tx, viewer, member) or row.role not in RESIDENTS:
            require_step_up(viewer)
        await inviting(tx.scope, row.organization_id)
        row.invited_by = viewer.member_id
        made = ticket(row.organization_id, desk.public_url)
        row.token_hash = made.hash
        for name, value in _times(row.grant_ends_at).items():
            setattr(row, name, value)
        await tx.save(row, "token_hash", "invited_by", "sent_at", "expires_at")
        await _send(tx, row, made, await own_organization(viewer))
        tx.announce(row, "SENT", _place(row), role=row.role)
        return tx.done(row.id)


async def revoke(viewer: Viewer, id: UUID, once: Once | None = None) -> UUID:
    """Take an invitation back; raises `NotFound`, `Forbidden`, and `Conflict` for one that was accepted."""
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        row = await _pending(viewer, id)
        row.revoked_at = clock.now()
        await tx.save(row, "revoked_at")
        tx.announce(row, "REVOKED", _place(row), role=row.role)
        return tx.done(row.id)


async def accept(desk: Desk, viewer: Viewer, shown: Acceptance, caller: Caller) -> SignedIn | None:
    """Come in: a new account gets its password and a session; whoever has an account proves it, or is signed in.

    Returns the session of a new account. Raises what a bad link ends with, `WrongCredentials`, `WeakPassword`,
    `RateLimited`, `Conflict`, and `Forbidden` where the one who invited has no say any more; nothing is used up then.
    """
    row = await invitations.look(shown.token)
    links.check(row)
    owner, password = await invitations.account_of(row.email), shown.password or ""
    if owner is not None and viewer.person_id != owner:
        try:
            await desk.sessions.verify(row.email, password, caller.address, alone=False)
        except WrongCredentials:
            raise WrongCredentials("The password of this account is wrong.", ("input", "password")) from None
    fresh = None
    if owner is None:
        words = [row.email, row.display_name, row.organization_name]
        await check_strength(password, words, ("input", "password"))
        fresh = await desk.sessions.passwords.hash(password)
    async with transaction(Viewer.system_of(row.organization_id, "an invitation")) as tx:
        # First, as those do who change the member: two who lock in another order would wait for each other.
        await MemberPolicy.lock(tx.viewer, row.member_id, to=MemberPolicy.see)
        await invitations.use(tx.scope, row.id, shown.token)
        if fresh is not None:
            owner = await invitations.open_account(tx.scope, row.email, fresh, row.locale)
        if owner is None:
            raise Conflict("This account was made a moment ago; try again.", ("input", "token"))
        await _join(tx, row, owner)
    return await desk.sessions.start(Account(owner)) if fresh is not None else None


async def _whom(tx: Transaction, wanted: Wanted, email: str) -> tuple[Member, dict[str, Any]]:
    viewer, house = tx.viewer, Viewer.system_of(tx.scope.viewer.organization_id or UUID(int=0), "an invitation")
    if wanted.role in PARTIES and wanted.scope.kind == "Lease" and wanted.scope.id is not None:
        lease = await LeasePolicy.permitted(viewer, wanted.scope.id, LeasePolicy.invite)
        id = await _party(house, lease, wanted.person_id, email)
        return await MemberPolicy.lock(house, id, to=MemberPolicy.see), {
            "property_id": lease.property_id,
            "lease_id": lease.id,
        }
    InvitationPolicy.require(viewer, InvitationPolicy.invite)
    columns = await ancestors(viewer, wanted.role, wanted.scope)
    place = {name: id for name, id in columns.items() if name != "building_id"}
    known = wanted.person_id
    if known is None:
        found = await tx.run(BY_EMAIL, email)
        known = found["id"] if found is not None else None
    if known is not None:
        member = await MemberPolicy.lock(house, known, to=MemberPolicy.see)
        await check_new(tx, member.id, wanted.role, columns)
        return member, place
    name = text(wanted.name or "", ("input", "name"), 200)
    return await tx.create(Member, display_name=name, email=email, locale=wanted.locale), place


BY_EMAIL = """
SELECT id FROM member WHERE organization_id = app.current_org() AND lower(email) = $1
 ORDER BY person_id IS NULL, id LIMIT 1
"""


async def _party(house: Viewer, lease: Any, person_id: UUID | None, email: str) -> UUID:
    parties = await parties_of(lease)
    tenants = await TenantPolicy.related(house, {party.tenant_id for party in parties})
    members = await MemberPolicy.related(house, {tenant.member_id for tenant in tenants.values()})
    if person_id is not None:
        if person_id not in members:
            raise NotFound("No such party to the lease.", PERSON)
        return person_id
    found = [id for id, member in members.items() if (member.email or "").lower() == email]
    if len(found) != 1:
        raise BadInput("Say who of the lease this is: nobody alone has this address.", PERSON)
    return found[0]


async def _join(tx: Transaction, row: Any, person_id: UUID) -> None:
    house, invited = tx.viewer, row.member_id
    present = await tx.run(BY_PERSON, person_id)
    if present is not None and present["id"] != invited and row.lease_id is not None:
        raise Conflict("You belong to this organization as somebody else already; ask who invited you.")
    member = await MemberPolicy.lock(house, present["id"] if present is not None else invited, to=MemberPolicy.see)
    if present is None and member.person_id is not None:
        raise Conflict("Somebody else came in as this person already; ask who invited you.")
    if member.id != invited and member.deactivated_at is not None:
        raise Forbidden("You were shut out here; ask to be invited as who you were.")
    # Again, and now that nobody else can change what the member holds: it may be more than when the link was sent.
    await check_inviter(tx, row, member)
    member.person_id, member.deactivated_at, member.email = person_id, None, member.email or row.email
    await tx.save(member, "person_id", "deactivated_at", "email")
    if row.lease_id is None:
        place = {"property_id": row.property_id, "unit_id": row.unit_id}
        await grant_role(tx, member, NewGrant(member.id, Role(row.role), **place, ends_at=row.grant_ends_at))
    await shorten_of(tx.scope, person_id)
    used = await InvitationPolicy.lock(house, row.id, to=InvitationPolicy.see)
    tx.announce(used, "ACCEPTED", _place(used), role=used.role)


BY_PERSON = "SELECT id FROM member WHERE organization_id = app.current_org() AND person_id = $1"


async def _pending(viewer: Viewer, id: UUID) -> Invitation:
    row = await InvitationPolicy.lock(viewer, id, to=InvitationPolicy.change)
    if status_of(row) in (InvitationStatus.ACCEPTED, InvitationStatus.REVOKED):
        raise Conflict("This invitation was accepted or taken back already.", ("input", "invitationId"))
    return row


async def _send(tx: Transaction, row: Invitation, made: Ticket, house: Any) -> None:
    inviter = await MemberPolicy.related(tx.viewer, [row.invited_by]) if row.invited_by is not None else {}
    name = inviter[row.invited_by].display_name if row.invited_by in inviter else house.name
    values = {"inviter": name, "organization": house.name, "until": row.expires_at, "link": made.address}
    letter = Letter(Template.INVITATION, row.email, row.locale, values, house.time_zone, row.expires_at)
    await tx.mail(letter)


def _times(grant_ends_at: datetime | None) -> dict[str, datetime]:
    now = clock.now()
    return {"sent_at": now, "expires_at": min(now + LASTS, grant_ends_at or now + LASTS)}


def _place(row: Any) -> dict[str, Any]:
    return {"member_id": row.member_id, "property_id": row.property_id, "lease_id": row.lease_id}
