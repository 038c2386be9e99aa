"""How an organization begins: its own row, its stream of events, and the first one who runs it."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from app import clock
from app.auth import founding
from app.auth.invitations import ticket
from app.auth.policies.invitations import InvitationPolicy
from app.auth.viewer import Role, Viewer
from app.errors import BadInput, Conflict, LinkInvalid
from app.models.base import new_id
from app.models.invitations import Invitation
from app.models.people import Member
from app.resolvers.inputs import email, line
from app.resolvers.people import NewGrant, grant_role
from app.resolvers.standards import country, currency, locale, time_zone
from app.subscriptions.transaction import Transaction, transaction


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Somebody who signs in. `password_hash` is made by `Passwords`; without one, only an invitation opens the door."""

    email: str
    name: str
    password_hash: str | None = field(default=None, repr=False)
    locale: str = "en"
    time_zone: str = "UTC"
    id: UUID = field(default_factory=new_id)

    def checked(self, path: tuple[str, ...]) -> "NewAccount":
        """Return it as it will be kept; raises `BadInput`."""
        return replace(self, email=email(self.email, (*path, "email")), name=line(self.name, (*path, "name"), 200))


@dataclass(frozen=True, slots=True)
class NewOrganization:
    """Who lets or manages homes, in which money and whose time."""

    name: str
    currency: str
    time_zone: str
    locales: tuple[str, ...] = ("en",)
    requires_second_factor: bool = True
    """Admins and accountants need a second factor; only a world for trying things out says otherwise."""
    id: UUID = field(default_factory=new_id)
    country_code: str | None = None
    is_sandbox: bool = False
    """Whether its clock for billing can be moved: only a world for trying things out."""

    def checked(self) -> "NewOrganization":
        """Return it as it will be kept; raises `BadInput`."""
        currency(self.currency, ("input", "currency"))
        time_zone(self.time_zone, ("input", "timeZone"))
        if not self.locales:
            raise BadInput("An organization speaks at least one language.", ("input", "locales"))
        for tag in self.locales:
            locale(tag, ("input", "locales"))
        if self.country_code is not None:
            country(self.country_code, ("input", "countryCode"))
        return replace(self, name=line(self.name, ("input", "name"), 200))


async def found(new: NewOrganization, admin: NewAccount) -> UUID:
    """Make an organization with its stream and its first admin; returns its id.

    An account that exists already keeps its password and becomes the admin. Raises `BadInput`.
    """
    new, admin = new.checked(), admin.checked(("input", "admin"))
    async with transaction(Viewer.system_of(new.id, "founding")) as tx:
        await establish(tx, new)
        person_id = await register(tx, admin)
        member = await tx.create(Member, person_id=person_id, display_name=admin.name, email=admin.email)
        await grant_role(tx, member, NewGrant(member.id, Role.ADMIN))
    return new.id


async def establish(tx: Transaction, new: NewOrganization) -> None:
    """Insert the organization that the transaction works in, and its stream, as part of a larger change."""
    await tx.run(
        "INSERT INTO organization (id, name, currency, time_zone, locales, requires_second_factor, country_code,"
        " is_sandbox) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(new.id, new.name, new.currency, new.time_zone, list(new.locales), new.requires_second_factor),
        *(new.country_code, new.is_sandbox),
    )
    await tx.run("INSERT INTO organization_stream (organization_id) VALUES ($1)", new.id)


REGISTER = """
INSERT INTO person (id, email, password_hash, locale, time_zone, created_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (email) DO UPDATE SET email = person.email RETURNING id
"""


async def register(tx: Transaction, new: NewAccount) -> UUID:
    """Return the id of the account with this address, made now unless there is one; never changes a password."""
    row = await tx.run(REGISTER, new.id, new.email, new.password_hash, new.locale, new.time_zone, clock.now())
    assert row is not None
    return UUID(bytes=row["id"].bytes)


LASTS = timedelta(days=7)
MOST_LOCALES = 20
QUEUE_UP = "SELECT pg_advisory_xact_lock(hashtext('tenantry init'))"
HERE = "SELECT array(SELECT organization_id FROM organization_stream) AS ids"


async def _here(tx: Transaction) -> list[UUID]:
    # Two statements: the second one sees what whoever was first in the queue has committed.
    await tx.run(QUEUE_UP)
    row = await tx.run(HERE)
    return [UUID(bytes=id.bytes) for id in row["ids"]] if row is not None else []


async def begin(new: NewOrganization, admin: NewAccount, public_url: str) -> str:
    """Make the first organization of an installation; returns the link by which its first admin comes in, once.

    Raises `BadInput`, and `Conflict` where there is an organization.
    """
    new, admin = new.checked(), admin.checked(("input", "admin"))
    async with transaction(Viewer.system_of(new.id, "founding")) as tx:
        if await _here(tx):
            raise Conflict("There is an organization here already; begin another one with a database of its own.")
        await establish(tx, new)
        member = await tx.create(Member, display_name=admin.name, email=admin.email, locale=admin.locale)
        made = ticket(new.id, public_url)
        row = await tx.create(
            Invitation,
            **{"member_id": member.id, "email": admin.email, "locale": admin.locale, "role": Role.ADMIN},
            **{"token_hash": made.hash, "sent_at": clock.now(), "expires_at": clock.now() + LASTS},
        )
        tx.announce(row, "SENT", {"member_id": member.id}, role=row.role)
    return made.address


@dataclass(frozen=True, slots=True)
class Shown:
    """A secret that somebody shows, and what it is held against: the installation's key, and its address."""

    secret: str = field(repr=False)
    key: bytes = field(repr=False)
    public_url: str


async def begin_by_secret(shown: Shown, new: NewOrganization, admin: NewAccount) -> str:
    """Make the first organization for whoever shows the secret of the installation; returns as `begin` does.

    Raises `LinkInvalid` for another secret before anything else is looked at, and as `begin` does.
    """
    if not founding.opens(shown.key, shown.secret):
        raise LinkInvalid("This is not what the server has printed.", ("input", "secret"))
    if len(new.locales) > MOST_LOCALES:
        raise BadInput(f"At most {MOST_LOCALES} languages.", ("input", "locales"), maximum=MOST_LOCALES)
    return await begin(new, admin, shown.public_url)


async def is_awaited() -> bool:
    """Say whether nobody has founded anything here."""
    async with transaction(Viewer.system_of(new_id(), "founding")) as tx:
        return not await _here(tx)


OPEN_SEAT = """
SELECT i.id FROM invitation i
 WHERE i.organization_id = app.current_org() AND i.role = 'ADMIN' AND i.invited_by IS NULL AND i.used_at IS NULL
   AND i.revoked_at IS NULL AND NOT EXISTS (SELECT FROM access_grant g WHERE g.organization_id = i.organization_id)
"""


async def renew_link(public_url: str) -> str:
    """Return a fresh link for a first admin who has not come in; the old one opens nothing any more.

    Raises `Conflict` where nobody waits.
    """
    async with transaction(Viewer.system_of(new_id(), "founding")) as tx:
        here = await _here(tx)
    for id in here:
        house = Viewer.system_of(id, "founding")
        async with transaction(house) as tx:
            if (seat := await tx.run(OPEN_SEAT)) is None:
                continue
            row = await InvitationPolicy.lock(house, seat["id"], to=InvitationPolicy.change)
            made = ticket(id, public_url)
            row.token_hash, row.sent_at, row.expires_at = made.hash, clock.now(), clock.now() + LASTS
            await tx.save(row, "token_hash", "sent_at", "expires_at")
            tx.announce(row, "SENT", {"member_id": row.member_id}, role=row.role)
        return made.address
    raise Conflict("No first administrator is awaited here: make an organization, or ask for a new password.")


async def only_one() -> UUID:
    """Return the organization of an installation that has one; raises `Conflict` for none or several."""
    async with transaction(Viewer.system_of(new_id(), "founding")) as tx:
        here = await _here(tx)
    if len(here) != 1:
        raise Conflict("There is no organization here: make one with init." if not here else "Several live here.")
    return here[0]
