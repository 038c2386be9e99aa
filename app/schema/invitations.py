"""Invitations: who was asked to come in, and coming in."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from app.auth.invitations import look
from app.auth.policies.invitations import InvitationPolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.policies.people import MemberPolicy
from app.auth.policies.properties import PropertyPolicy
from app.auth.viewer import Role
from app.errors import LinkInvalid
from app.models.invitations import InvitationStatus, status_of
from app.models.paging import Order
from app.resolvers import invitations as resolvers
from app.schema.accounts import Viewer
from app.schema.context import Context, Info
from app.schema.desks import desk_of
from app.schema.fields import GRANTS, PERSON, column, computed, relation
from app.schema.grants import scope_in
from app.schema.inputs import input_id, optional, wanted
from app.schema.leases.shapes import Lease
from app.schema.node import Node, of_row
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.payloads import MutationPayload, answer, key_field, once_of
from app.schema.people import Person
from app.schema.properties.shapes import Property
from app.schema.scalars import Locale

NEWEST_FIRST = Order("sentAt", "{t}.sent_at", "timestamptz", descending=True)


@strawberry.type(description="Somebody was asked by mail to come in.")
@of_row(InvitationPolicy)
class Invitation(Node):
    """Shows an `invitation` row."""

    person: Person | None = relation(MemberPolicy, "member_id", "Who they will be here.", inherited=True)
    email: str = column("Where the link was sent.")
    locale: Locale = column("Language of the mail.")
    role: Role = column("What they will be.")
    property: Property | None = relation(PropertyPolicy, "property_id", "The property that the role is limited to.")
    lease: Lease | None = relation(LeasePolicy, "lease_id", "The lease whose party they are.")
    status: InvitationStatus = computed(status_of, "What has become of it.")
    invited_by: Person | None = relation(MemberPolicy, "invited_by", "Who asked them.", inherited=True)
    sent_at: datetime = column("When the newest link was sent.")
    expires_at: datetime = column("Until when that link works.")
    role_ends_at: datetime | None = column("Until when the role will count.", name="grant_ends_at")
    version: int = column("Counts the changes.")


async def invitations(info: Info, window: Window) -> Listed:
    """List the invitations that the viewer may see, the newest first."""
    return await root_page(info, Listing(InvitationPolicy, NEWEST_FIRST), window)


def _masked(row: Any) -> str:
    name, _, domain = row.email.partition("@")
    return f"{name[:1]}{'*' * 5}@{domain}"


@strawberry.type(description="What the link of an invitation shows before it is used.")
class InvitationPreview:
    """Shows an invitation as whoever has its link sees it."""

    organization_name: str = column("Who invites.")
    role: Role = column("What one will be.")
    email: str = computed(_masked, "The address it was sent to, masked.")
    locale: Locale = column("Language of the invited person.")
    status: InvitationStatus = computed(status_of, "What has become of it; only an open one can be accepted.")
    has_account: bool = column("An account with this address exists: its password is asked for.", name="is_known")
    expires_at: datetime = column("Until when it works.")


async def preview(info: Info, token: str) -> InvitationPreview | None:
    """Show what a link opens; null for what is no link of ours."""
    await info.context.scope.close()
    try:
        found: Any = await look(token)
    except LinkInvalid:
        return None
    shown: InvitationPreview = found
    return shown


@strawberry.input(description="Somebody to invite.")
class InvitePersonInput:
    """Input of `invitePerson`."""

    email: str = wanted("Where to send the link.")
    role: Role = wanted("What they will be. A tenant or guarantor is invited to a lease whose party they are.")
    scope_id: strawberry.ID | None = optional("Property, unit or lease; without it the organization.")
    person_id: strawberry.ID | None = optional("Somebody already known here.")
    name: str | None = optional("Or the name of somebody new.")
    locale: Locale | None = optional("Language of the mail; theirs or the organization's without it.")
    ends_at: datetime | None = optional("Until when the role will count; for good without it.")
    idempotency_key: UUID | None = key_field()

    def whole(self) -> resolvers.Wanted:
        """Return what is wanted; raises `BadInput`."""
        person_id = input_id("Person", self.person_id, "personId") if self.person_id is not None else None
        scope = scope_in(self.scope_id)
        return resolvers.Wanted(self.email, self.role, scope, person_id, self.name, self.locale, self.ends_at)


@strawberry.input(description="An invitation to send again.")
class ResendInvitationInput:
    """Input of `resendInvitation`."""

    invitation_id: strawberry.ID = wanted("Which one.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="An invitation to take back.")
class RevokeInvitationInput:
    """Input of `revokeInvitation`."""

    invitation_id: strawberry.ID = wanted("Which one.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="Coming in by a link.")
class AcceptInvitationInput:
    """Input of `acceptInvitation`."""

    token: str = wanted("From the fragment of the link.")
    password: str | None = optional(
        "The new password; that of the account where one exists. Not needed when signed in as that account."
    )


@strawberry.type(description="Answer of `invitePerson`.")
class InvitePersonPayload(MutationPayload):
    """The new invitation."""

    invitation: Invitation | None = column("The invitation.", depends=GRANTS)


@strawberry.type(description="Answer of `resendInvitation`.")
class ResendInvitationPayload(MutationPayload):
    """The invitation with its new link."""

    invitation: Invitation | None = column("The invitation.", depends=GRANTS)


@strawberry.type(description="Answer of `revokeInvitation`.")
class RevokeInvitationPayload(MutationPayload):
    """The invitation that opens nothing any more."""

    invitation: Invitation | None = column("The invitation.", depends=GRANTS)


@strawberry.type(description="Answer of `acceptInvitation`.")
class AcceptInvitationPayload(MutationPayload):
    """The session of a new account."""

    token: str | None = column(
        "Send it as `Authorization: Bearer`; null when a browser was given a cookie, and for an account that was there "
        "before: sign in, or go on.",
        depends=PERSON,
    )
    expires_at: datetime | None = column("When the session ends.", depends=PERSON)
    viewer: Viewer | None = column("Who has come in; null for an account that has to sign in.", depends=PERSON)


@strawberry.type
class InvitationMutation:
    """The verbs of invitations."""

    @strawberry.mutation(
        description="Mail somebody a link, good once for 7 days; an older one of theirs is taken back."
    )
    async def invite_person(self, info: Info, input: InvitePersonInput) -> InvitePersonPayload:
        """Invite."""

        async def change(context: Context) -> dict[str, Any]:
            once = once_of("invitePerson", input)
            id = await resolvers.invite(desk_of(context), context.acting, input.whole(), once)
            return {"invitation": await context.related(InvitationPolicy, id)}

        return await answer(info, change)

    @strawberry.mutation(description="Mail a fresh link for another 7 days; the old one opens nothing any more.")
    async def resend_invitation(self, info: Info, input: ResendInvitationInput) -> ResendInvitationPayload:
        """Send again."""

        async def change(context: Context) -> dict[str, Any]:
            id, once = input_id("Invitation", input.invitation_id, "invitationId"), once_of("resendInvitation", input)
            done = await resolvers.resend(desk_of(context), context.acting, id, once)
            return {"invitation": await context.related(InvitationPolicy, done)}

        return await answer(info, change)

    @strawberry.mutation(description="Take an invitation back; its link opens nothing any more.")
    async def revoke_invitation(self, info: Info, input: RevokeInvitationInput) -> RevokeInvitationPayload:
        """Take back."""

        async def change(context: Context) -> dict[str, Any]:
            id, once = input_id("Invitation", input.invitation_id, "invitationId"), once_of("revokeInvitation", input)
            done = await resolvers.revoke(context.acting, id, once)
            return {"invitation": await context.related(InvitationPolicy, done)}

        return await answer(info, change)

    @strawberry.mutation(
        description="Come in by a link. A new account gets its password and is signed in; an account that exists "
        "proves its password, and signs in as ever."
    )
    async def accept_invitation(self, info: Info, input: AcceptInvitationInput) -> AcceptInvitationPayload:
        """Come in."""

        async def change(context: Context) -> dict[str, Any]:
            arrival, before = context.arrival, context.viewer
            shown = resolvers.Acceptance(input.token, input.password)
            signed_in = await resolvers.accept(desk_of(context), before, shown, arrival)
            if signed_in is None:
                return {"viewer": before if before.person_id is not None else None}
            in_cookie = arrival.set_session(signed_in.token, signed_in.expires_at)
            await context.renew(signed_in.viewer)
            token = None if in_cookie else signed_in.token
            return {"token": token, "expires_at": signed_in.expires_at, "viewer": signed_in.viewer}

        return await answer(info, change)
