"""One's own sessions: work in another organization, end the ones on other devices."""

from typing import Any
from uuid import UUID

import strawberry

from app.resolvers import sessions as resolvers
from app.schema.accounts import Viewer
from app.schema.context import Context, Info
from app.schema.fields import PERSON, column
from app.schema.inputs import input_id, wanted
from app.schema.payloads import MutationPayload, answer, key_field


@strawberry.input(description="Where to work from now on.")
class SwitchOrganizationInput:
    """Input of `switchOrganization`."""

    organization_id: strawberry.ID = wanted("One of one's own organizations.")
    idempotency_key: UUID | None = key_field()


@strawberry.input(description="A session to end.")
class EndSessionInput:
    """Input of `endSession`."""

    session_id: strawberry.ID = wanted("One of one's own sessions.")
    idempotency_key: UUID | None = key_field()


@strawberry.type(description="Answer of `switchOrganization`.")
class SwitchOrganizationPayload(MutationPayload):
    """The viewer there."""

    viewer: Viewer | None = column("Oneself in that organization.", depends=PERSON)


@strawberry.type(description="Answer of `endSession`.")
class EndSessionPayload(MutationPayload):
    """The viewer, whose sessions are fewer."""

    viewer: Viewer | None = column("Oneself; null after ending the session that asked.", depends=PERSON)


@strawberry.type(description="Answer of `endOtherSessions`.")
class EndOtherSessionsPayload(MutationPayload):
    """The viewer, who has one session."""

    ended_count: int | None = column("How many have ended.")
    viewer: Viewer | None = column("Oneself.", depends=PERSON)


@strawberry.type
class SessionMutation:
    """The verbs of sessions."""

    @strawberry.mutation(
        description="Make another of one's organizations the usual one of this session. Sockets stay where they are."
    )
    async def switch_organization(self, info: Info, input: SwitchOrganizationInput) -> SwitchOrganizationPayload:
        """Work elsewhere."""

        async def change(context: Context) -> dict[str, Any]:
            viewer = await resolvers.switch(context.services.sessions, context.viewer, input.organization_id)
            await context.renew(viewer)
            return {"viewer": viewer}

        return await answer(info, change)

    @strawberry.mutation(description="Sign out one of one's own sessions; its sockets are closed.")
    async def end_session(self, info: Info, input: EndSessionInput) -> EndSessionPayload:
        """End one."""

        async def change(context: Context) -> dict[str, Any]:
            id = input_id("Session", input.session_id, "sessionId")
            await resolvers.end(context.services.sessions, context.viewer, id)
            return {"viewer": None if id == context.viewer.session_id else context.viewer}

        return await answer(info, change)

    @strawberry.mutation(description="Sign out everywhere else; the sockets there are closed.")
    async def end_other_sessions(self, info: Info) -> EndOtherSessionsPayload:
        """End the others."""

        async def change(context: Context) -> dict[str, Any]:
            ended = await resolvers.end_others(context.services.sessions, context.viewer)
            return {"ended_count": ended, "viewer": context.viewer}

        return await answer(info, change)
