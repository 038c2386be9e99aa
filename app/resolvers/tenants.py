"""What can be done with tenants: enter them, and keep their names and addresses right."""

from dataclasses import dataclass
from uuid import UUID

from app import clock
from app.auth.policies.leases import TenantPolicy
from app.auth.policies.people import MemberPolicy
from app.auth.policies.properties import PropertyPolicy
from app.auth.scopes import ApiScope
from app.auth.viewer import Grant, Role, Viewer
from app.errors import BadInput
from app.models.leases import Tenant
from app.models.people import Member
from app.resolvers.inputs import change, email, expected, phone, text
from app.resolvers.standards import locale
from app.subscriptions.portfolio import of_tenant
from app.subscriptions.transaction import Once, transaction

KEEPERS = (Role.ADMIN, Role.MANAGER, ApiScope.PEOPLE_WRITE)


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody is called and reached; None is unknown, or stays as it is."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    locale: str | None = None

    def columns(self) -> dict[str, str | None]:
        """Return the columns of a member that hold it; raises `BadInput`."""
        return {
            "display_name": text(self.name, ("input", "name"), 200) if self.name is not None else None,
            "email": email(self.email, ("input", "email")) if self.email is not None else None,
            "phone": phone(self.phone, ("input", "phone")) if self.phone is not None else None,
            "locale": locale(self.locale, ("input", "locale")) if self.locale is not None else None,
        }


async def create(viewer: Viewer, contact: Contact, property_id: UUID | None = None, once: Once | None = None) -> UUID:
    """Enter somebody who will rent; returns the tenant's id.

    `property_id` is where; whoever manages one property alone need not name it. Raises `BadInput`, `NotFound` and
    `Forbidden`.
    """
    columns = contact.columns()
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        place = await _place(viewer, property_id)
        member = await tx.create(Member, **columns)
        made = await tx.create(Tenant, member_id=member.id, property_id=place)
        tx.announce(made, "CREATED", of_tenant(made))
        return tx.done(made.id)


async def _place(viewer: Viewer, property_id: UUID | None) -> UUID | None:
    if property_id is None:
        mine = {grant.property_id for grant in _managing(viewer)}
        if None in mine or viewer.system is not None:
            return None
        if len(mine) > 1:
            raise BadInput("Name one of your properties.", ("input", "propertyId"))
        if not mine:
            PropertyPolicy.require(viewer, PropertyPolicy.create)
        property_id = mine.pop()
    assert property_id is not None
    return UUID(bytes=(await PropertyPolicy.permitted(viewer, property_id, PropertyPolicy.enter)).id.bytes)


def _managing(viewer: Viewer) -> list[Grant]:
    now = clock.now()
    return [grant for grant in viewer.grants if grant.role in KEEPERS and grant.counts(now)]


async def update(
    viewer: Viewer, id: UUID, contact: Contact, expected_version: int | None = None, once: Once | None = None
) -> UUID:
    """Change how a tenant is called and reached; never the address they sign in with.

    Raises `BadInput`, `NotFound`, `Forbidden`, `Conflict`.
    """
    columns = contact.columns()
    async with transaction(viewer, once) as tx:
        if tx.replayed is not None:
            return tx.replayed
        row = await TenantPolicy.lock(viewer, id, to=TenantPolicy.change)
        expected(row, expected_version)
        house = Viewer.system_of(row.organization_id, "the person behind a tenant")
        member = await MemberPolicy.lock(house, row.member_id, to=MemberPolicy.see)
        changed = change(member, columns)
        if changed:
            await tx.save(member, *changed)
            await tx.save(row)
            tx.announce(row, "UPDATED", of_tenant(row), changed=sorted(changed))
        return tx.done(row.id)
