"""How somebody wants to be spoken to."""

from typing import Any

import strawberry

from app.models.people import Appearance
from app.resolvers import preferences as resolvers
from app.schema.accounts import Viewer
from app.schema.context import Context, Info
from app.schema.fields import GRANTS, column
from app.schema.inputs import optional
from app.schema.payloads import MutationPayload, answer
from app.schema.scalars import Locale, TimeZone


@strawberry.input(description="What shall be different; what is left out stays as it is.")
class ChangePreferencesInput:
    """Input of `changePreferences`."""

    locale: Locale | None = optional("Language to be spoken to in.")
    time_zone: TimeZone | None = optional("Clock to show moments by.")
    appearance: Appearance | None = optional("How pages look.")


@strawberry.type(description="Answer of `changePreferences`.")
class ChangePreferencesPayload(MutationPayload):
    """Whoever asked, as they are spoken to from now on."""

    viewer: Viewer | None = column("Oneself.", depends=GRANTS)


@strawberry.type
class PreferencesMutation:
    """The verb of preferences."""

    @strawberry.mutation(
        description="Change one's language, clock or appearance, on every device; repeating it changes nothing more."
    )
    async def change_preferences(self, info: Info, input: ChangePreferencesInput) -> ChangePreferencesPayload:
        """Change them."""

        async def change(context: Context) -> dict[str, Any]:
            wanted = resolvers.Preferences(input.locale, input.time_zone, input.appearance)
            await context.renew(await resolvers.change(context.viewer, wanted))
            return {"viewer": context.viewer}

        return await answer(info, change)
