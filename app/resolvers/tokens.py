"""What can be done with tokens of partners: make one, and revoke it."""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app import clock
from app.auth.policies.properties import PropertyPolicy
from app.auth.policies.tokens import ApiTokenPolicy
from app.auth.scopes import ApiScope, whole
from app.auth.sessions import Sessions, token_hash
from app.auth.steps import require_step_up
from app.auth.viewer import Role, Viewer, house_of
from app.errors import BadInput, LimitReached, NotFound
from app.models.mail import Letter, Template
from app.models.people import Member
from app.models.security import SecurityEventKind
from app.models.tokens import (
    LONGEST,
    MOST_ADDRESSES,
    MOST_LIVING,
    MOST_POINTS,
    MOST_PROPERTIES,
    ApiToken,
    living,
    new_token,
)
from app.resolvers.inputs import text
from app.resolvers.security import alerted, write_down
from app.subscriptions.transaction import Once, Transaction, transaction

NAMED = "Partner: "


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to make. No properties means all of them, no addresses means from anywhere."""

    name: str
    scopes: tuple[ApiScope, ...]
    expires_at: datetime
    property_ids: tuple[UUID, ...] = ()
    addresses: tuple[str, ...] = ()
    points_per_second: int = 200

    def checked(self) -> dict[str, object]:
        """Return the columns as they will be kept; raises `BadInput`."""
        now = clock.now()
        if not self.scopes:
            raise BadInput("A token needs at least one scope.", ("input", "scopes"))
        if not now < self.expires_at <= now + LONGEST:
            raise BadInput("A token ends within a year.", ("input", "expiresAt"), days=LONGEST.days)
        if not 1 <= self.points_per_second <= MOST_POINTS:
            raise BadInput(f"From 1 to {MOST_POINTS}.", ("input", "pointsPerSecond"), maximum=MOST_POINTS)
        if len(set(self.property_ids)) > MOST_PROPERTIES:
            raise BadInput(f"At most {MOST_PROPERTIES} properties.", ("input", "propertyIds"), maximum=MOST_PROPERTIES)
        return {
            "name": text(self.name, ("input", "name"), 100),
            "scopes": [str(scope) for scope in whole(self.scopes)],
            "addresses": networks(self.addresses),
            "points_per_second": self.points_per_second,
            "expires_at": self.expires_at,
        }


@dataclass(frozen=True, slots=True)
class Made:
    """A new token; `token` is shown this once, and None when the call was only repeated."""

    id: UUID
    token: str | None


def networks(addresses: Iterable[str]) -> list[str]:
    """Return addresses and networks as they will be kept; raises `BadInput`."""
    wanted = tuple(addresses)
    if len(wanted) > MOST_ADDRESSES:
        raise BadInput(f"At most {MOST_ADDRESSES}.", ("input", "addressList"), maximum=MOST_ADDRESSES)
    try:
        return sorted({str(ipaddress.ip_network(each.strip(), strict=False)) for each in wanted})
    except ValueError:
        raise BadInput("Addresses or networks such as 192.0.2.7 or 2001:db8::/48.", ("input", "addressList")) from None


async def make(viewer: Viewer, new: NewToken, link: str, once: Once | None = None) -> Made:
    """Make a token; those who run the organization get mail, in which `link` leads to its tokens.

    Raises `BadInput`, `Forbidden`, `StepUpRequired`, `NotFound` for a property out of sight, `LimitReached`.
    """
    columns, token = new.checked(), new_token()
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return Made(tx.replayed, None)
        ApiTokenPolicy.require(viewer, ApiTokenPolicy.change)
        require_step_up(viewer)
        limited_to = sorted(set(new.property_ids))
        house = house_of(viewer, "a token of the organization")
        if len(await PropertyPolicy.related(house, limited_to)) < len(limited_to):
            raise NotFound("No such property.", ("input", "propertyIds"))
        await tx.run("SELECT FROM organization WHERE id = $1 FOR UPDATE", viewer.organization_id)
        if await ApiTokenPolicy.count(house, [living(clock.now())]) >= MOST_LIVING:
            raise LimitReached(f"At most {MOST_LIVING} tokens at a time: revoke one.", maximum=MOST_LIVING)
        member = await tx.create(Member, display_name=f"{NAMED}{columns['name']}")
        kept = {"token_hash": token_hash(token), "hint": token[-4:], "networks": [], "limited_to": limited_to}
        row = await tx.create(ApiToken, member_id=member.id, created_by=viewer.member_id, **kept, **columns)
        tx.announce(row, "CREATED", {}, scopes=row.scopes, property_ids=limited_to, expires_at=row.expires_at)
        await _tell(tx, "api-token-made", link)
        return Made(tx.done(row.id), token)


async def revoke(sessions: Sessions, viewer: Viewer, id: UUID, once: Once | None = None) -> UUID:
    """End a token; what is open on it closes at once, on every node. Returns its id.

    Raises `NotFound` and `Forbidden`. One that was revoked before stays as it is.
    """
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        ApiTokenPolicy.require(viewer, ApiTokenPolicy.change)
        row = await ApiTokenPolicy.lock(viewer, id, to=ApiTokenPolicy.change)
        if row.revoked_at is None:
            row.revoked_at = clock.now()
            await tx.save(row, "revoked_at")
            tx.announce(row, "REVOKED", {})
        done = tx.done(row.id)
    sessions.say_ended([done])
    return done


async def came_from_new_network(viewer: Viewer) -> None:
    """Write down that a token came from a network that it had not come from before."""
    await write_down(viewer, SecurityEventKind.TOKEN_FROM_NEW_NETWORK, 1)


async def _tell(tx: Transaction, what: str, link: str) -> None:
    values = {"what": what, "at": clock.now(), "link": link}
    for member in await alerted(tx.viewer, (Role.ADMIN,)):
        await tx.mail(Letter(Template.SECURITY_NOTICE, member.email, member.locale or tx.viewer.locale, values))
