"""How an organization begins: its own row, its stream of events, and the first one who runs it."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from app import clock
from app.auth.viewer import Role, Viewer
from app.errors import BadInput
from app.models.base import new_id
from app.models.people import Member
from app.resolvers.inputs import email, text
from app.resolvers.people import NewGrant, grant_role
from app.resolvers.standards import currency, time_zone
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
        return replace(self, email=email(self.email, (*path, "email")), name=text(self.name, (*path, "name"), 200))


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

    def checked(self) -> "NewOrganization":
        """Return it as it will be kept; raises `BadInput`."""
        currency(self.currency, ("input", "currency"))
        time_zone(self.time_zone, ("input", "timeZone"))
        if not self.locales:
            raise BadInput("An organization speaks at least one language.", ("input", "locales"))
        return replace(self, name=text(self.name, ("input", "name"), 200))


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
        "INSERT INTO organization (id, name, currency, time_zone, locales, requires_second_factor)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        *(new.id, new.name, new.currency, new.time_zone, list(new.locales), new.requires_second_factor),
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
