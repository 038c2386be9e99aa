"""Roles of people: who has which, how far and how long; giving and ending them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from app import clock
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.people import GrantPolicy, MemberPolicy
from app.auth.policies.properties import PropertyPolicy, UnitPolicy
from app.auth.viewer import Role
from app.models.ids import from_global
from app.models.paging import Order, equals
from app.resolvers import grants as resolvers
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column, computed, relation
from app.schema.inputs import input_id, optional, wanted
from app.schema.leases.shapes import Lease
from app.schema.node import Node, of_row
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.payloads import MutationPayload, answer, key_field, once_of
from app.schema.people import Person
from app.schema.properties.shapes import Property, Unit

NEWEST_FIRST = Order("startsAt", "{t}.starts_at", "timestamptz", descending=True)


def _counts(row: Any) -> bool:
    now = clock.now()
    return bool(row.starts_at <= now and (row.ends_at is None or row.ends_at > now))


@strawberry.type(description="One role of one person, with its reach and its time.")
@of_row(GrantPolicy)
class Grant(Node):
    """Shows an `access_grant` row."""

    person: Person | None = relation(MemberPolicy, "member_id", "Who has it.", inherited=True)
    role: Role = column("The role.")
    property: Property | None = relation(PropertyPolicy, "property_id", "It reaches this property and no more.")
    unit: Unit | None = relation(UnitPolicy, "unit_id", "It reaches this unit and no more.")
    lease: Lease | None = relation(LeasePolicy, "lease_id", "It follows from this lease.")
    is_organization_wide: bool = computed(lambda row: row.property_id is None, "It reaches the whole organization.")
    starts_at: datetime = column("From when.")
    ends_at: datetime | None = column("Until when; null for good.")
    is_in_force: bool = computed(_counts, "It counts now.")


@strawberry.input(description="Which roles.")
class GrantFilter:
    """Narrows `grants`."""

    person_id: strawberry.ID | None = optional("Only those of this person.")


async def grants(info: Info, window: Window, filter: GrantFilter | None = None) -> Listed:
    """List the roles that the viewer may see, the newest first."""
    where = []
    if filter is not None and filter.person_id is not None:
        where.append(equals("member_id", input_id("Person", filter.person_id, "personId")))
    return await root_page(info, Listing(GrantPolicy, NEWEST_FIRST, tuple(where)), window)


def scope_in(id: strawberry.ID | None) -> resolvers.Scope:
    """Return the scope that an id names; raises `BadInput` for what is no id."""
    if id is None:
        return resolvers.Scope()
    kind, _ = from_global(id)
    return resolvers.Scope(kind, input_id(kind, id, "scopeId"))


@strawberry.input(description="A role to give.")
class GrantRoleInput:
    """Input of `grantRole`."""

    person_id: strawberry.ID = wanted("Who.")
    role: Role = wanted("Which role. What the parties to a lease may do follows from the lease.")
    scope_id: strawberry.ID | None = optional("The property or unit it is limited to; without it the organization.")
    starts_at: datetime | None = optional("From when; now without it.")
    ends_at: datetime | None = optional("Until when; for good without it.")
    idempotency_key: UUID | None = key_field()

    def whole(self) -> resolvers.Wanted:
        """Return what is wanted; raises `BadInput`."""
        person_id, scope = input_id("Person", self.person_id, "personId"), scope_in(self.scope_id)
        return resolvers.Wanted(person_id, self.role, scope, self.starts_at, self.ends_at)


@strawberry.input(description="A role to end.")
class RevokeGrantInput:
    """Input of `revokeGrant`."""

    grant_id: strawberry.ID = wanted("Which one.")
    ends_at: datetime | None = optional("When it shall end; now without it.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="Somebody to shut out.")
class DeactivateMemberInput:
    """Input of `deactivateMember`."""

    person_id: strawberry.ID = wanted("Who.")
    idempotency_key: UUID | None = key_field()


@strawberry.type(description="Answer of `grantRole`.")
class GrantRolePayload(MutationPayload):
    """Who has it."""

    person: Person | None = column("The person.", depends=GRANTS)


@strawberry.type(description="Answer of `revokeGrant`.")
class RevokeGrantPayload(MutationPayload):
    """Who had it."""

    person: Person | None = column("The person.", depends=GRANTS)


@strawberry.type(description="Answer of `deactivateMember`.")
class DeactivateMemberPayload(MutationPayload):
    """Who was shut out."""

    person: Person | None = column("The person.", depends=GRANTS)


@strawberry.type
class GrantMutation:
    """The verbs of roles."""

    @strawberry.mutation(description="Give somebody a role, for a time and over a scope.")
    async def grant_role(self, info: Info, input: GrantRoleInput) -> GrantRolePayload:
        """Give one."""

        async def change(context: Context) -> dict[str, Any]:
            id = await resolvers.give(context.acting, input.whole(), once_of("grantRole", input))
            return {"person": await context.related(MemberPolicy, id)}

        return await answer(info, change)

    @strawberry.mutation(
        description="End a role, after a fresh proof; streams look at the person anew, and with the last role "
        "everything that is open there closes. Somebody always runs the organization."
    )
    async def revoke_grant(self, info: Info, input: RevokeGrantInput) -> RevokeGrantPayload:
        """End one."""

        async def change(context: Context) -> dict[str, Any]:
            ending = resolvers.Ending(input_id("Grant", input.grant_id, "grantId"), input.ends_at)
            once, sessions = once_of("revokeGrant", input), context.services.sessions
            person_id = await resolvers.end(sessions, context.acting, ending, once)
            return {"person": await context.related(MemberPolicy, person_id)}

        return await answer(info, change)

    @strawberry.mutation(
        description="Shut somebody out of the organization, after a fresh proof: roles end, what is open there closes. "
        "Their name stays where it was written; an invitation lets them in again."
    )
    async def deactivate_member(self, info: Info, input: DeactivateMemberInput) -> DeactivateMemberPayload:
        """Shut out."""

        async def change(context: Context) -> dict[str, Any]:
            id, once = input_id("Person", input.person_id, "personId"), once_of("deactivateMember", input)
            person_id = await resolvers.deactivate(context.services.sessions, context.acting, id, once)
            return {"person": await context.related(MemberPolicy, person_id)}

        return await answer(info, change)
