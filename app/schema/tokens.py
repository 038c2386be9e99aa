"""Tokens of partners: made, listed and revoked by those who run the organization."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from app import clock
from app.auth.policies.people import MemberPolicy
from app.auth.policies.properties import PropertyPolicy
from app.auth.policies.tokens import ApiTokenPolicy
from app.auth.scopes import ApiScope
from app.models.paging import Order
from app.models.tokens import living
from app.resolvers import tokens as resolvers
from app.schema.context import Context, Info
from app.schema.fields import FEW, GRANTS, call, column, computed, relation
from app.schema.inputs import input_id, optional, wanted
from app.schema.node import Actor, Node, of_row
from app.schema.paging import Listed, Listing, Window, root_page
from app.schema.payloads import MutationPayload, answer, key_field, once_of
from app.schema.people import Person
from app.schema.properties.shapes import Property

NEWEST_FIRST = Order("createdAt", "{t}.created_at", "timestamptz", descending=True)
PAGE = "/settings/tokens"


def _scopes(row: Any) -> list[ApiScope]:
    return [ApiScope(scope) for scope in row.scopes if scope in set(ApiScope)]


def _works(row: Any) -> bool:
    return row.revoked_at is None and bool(row.expires_at > clock.now())


async def _properties(row: Any, info: Info) -> list[Any]:
    return await info.context.related_all(PropertyPolicy, list(row.limited_to))


@strawberry.type(description="A partner's key to one organization. The token itself is shown once, when it is made.")
@of_row(ApiTokenPolicy)
class ApiToken(Node, Actor):
    """Shows an `api_token` row."""

    name: str = column("What it is for.")
    hint: str = column("The last four characters of the token, to tell it from others.")
    scopes: list[ApiScope] = computed(_scopes, "What it may do.")
    properties: list[Property] = call(
        _properties, "The properties it is limited to; none: the whole organization.", GRANTS, FEW
    )
    address_list: list[str] = column("The addresses and networks it may come from; none: anywhere.", name="addresses")
    points_per_second: int = column("How fast its budget fills up again.")
    acts_as: Person | None = relation(MemberPolicy, "member_id", "Who it is where it did something.", inherited=True)
    created_by: Person | None = relation(MemberPolicy, "created_by", "Who made it.", inherited=True)
    created_at: datetime = column("When it was made.")
    expires_at: datetime = column("When it ends by itself.")
    revoked_at: datetime | None = column("When it was revoked.")
    is_in_force: bool = computed(_works, "It works now.")
    last_used_at: datetime | None = column("When it was last used, to five minutes.")
    last_network: str | None = column("The network it last came from.")


@strawberry.input(description="Which tokens.")
class ApiTokenFilter:
    """Narrows `apiTokens`."""

    in_force: bool | None = optional("Only those that work now.")


async def api_tokens(info: Info, window: Window, filter: ApiTokenFilter | None = None) -> Listed:
    """List the tokens that the viewer may see, the newest first."""
    where = (living(clock.now()),) if filter is not None and filter.in_force else ()
    return await root_page(info, Listing(ApiTokenPolicy, NEWEST_FIRST, where), window)


@strawberry.input(description="A token to make.")
class CreateApiTokenInput:
    """Input of `createApiToken`."""

    name: str = wanted("What it is for, in at most 100 characters.")
    scopes: list[ApiScope] = wanted("What it may do. Who may write something may also read it.")
    expires_at: datetime = wanted("When it ends, at most a year from now.")
    property_ids: list[strawberry.ID] | None = optional("Limit it to these properties, at most 20.")
    address_list: list[str] | None = optional("Addresses and networks it may come from, at most 20; else anywhere.")
    points_per_second: int | None = optional("How fast its budget fills up again: 1 to 2,000; 200 without it.")
    idempotency_key: UUID | None = key_field()

    def whole(self) -> resolvers.NewToken:
        """Return what is wanted; raises `BadInput`."""
        properties = tuple(input_id("Property", id, "propertyIds") for id in self.property_ids or ())
        facts = (self.name, tuple(self.scopes), self.expires_at, properties, tuple(self.address_list or ()))
        return resolvers.NewToken(*facts, 200 if self.points_per_second is None else self.points_per_second)


@strawberry.input(description="A token to revoke.")
class RevokeApiTokenInput:
    """Input of `revokeApiToken`."""

    api_token_id: strawberry.ID = wanted("Which one.")
    idempotency_key: UUID | None = key_field()


@strawberry.type(description="Answer of `createApiToken`.")
class CreateApiTokenPayload(MutationPayload):
    """The token."""

    api_token: ApiToken | None = column("What was made.", depends=GRANTS)
    token: str | None = column("The token itself, shown this once; null when the call was only repeated.")


@strawberry.type(description="Answer of `revokeApiToken`.")
class RevokeApiTokenPayload(MutationPayload):
    """What was revoked."""

    api_token: ApiToken | None = column("The token as it is now.", depends=GRANTS)


@strawberry.type
class TokenMutation:
    """The verbs of tokens."""

    @strawberry.mutation(
        description="Make a token for a partner: for this organization, with these scopes, until it expires. It needs "
        "a fresh `stepUp`, and all who run the organization get mail."
    )
    async def create_api_token(self, info: Info, input: CreateApiTokenInput) -> CreateApiTokenPayload:
        """Make one."""

        async def change(context: Context) -> dict[str, Any]:
            link = context.services.runtime.settings.public_url + PAGE
            made = await resolvers.make(context.acting, input.whole(), link, once_of("createApiToken", input))
            return {"api_token": await context.related(ApiTokenPolicy, made.id), "token": made.token}

        return await answer(info, change)

    @strawberry.mutation(description="End a token; sockets and streams that are open on it close at once.")
    async def revoke_api_token(self, info: Info, input: RevokeApiTokenInput) -> RevokeApiTokenPayload:
        """Revoke one."""

        async def change(context: Context) -> dict[str, Any]:
            id, once = input_id("ApiToken", input.api_token_id, "apiTokenId"), once_of("revokeApiToken", input)
            done = await resolvers.revoke(context.services.sessions, context.acting, id, once)
            return {"api_token": await context.related(ApiTokenPolicy, done)}

        return await answer(info, change)
