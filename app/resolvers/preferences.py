"""How somebody wants to be spoken to: language, clock, and how pages look. It follows them to every device."""

from dataclasses import dataclass, replace

from app.auth.accounts import prefer
from app.auth.steps import signed_in
from app.auth.viewer import Viewer
from app.models.people import Appearance
from app.resolvers.standards import locale, time_zone


@dataclass(frozen=True, slots=True)
class Preferences:
    """What shall be different; None stays as it is."""

    locale: str | None = None
    time_zone: str | None = None
    appearance: Appearance | None = None

    def checked(self) -> "Preferences":
        """Return them; raises `BadInput`."""
        if self.locale is not None:
            locale(self.locale, ("input", "locale"))
        if self.time_zone is not None:
            time_zone(self.time_zone, ("input", "timeZone"))
        return self


async def change(viewer: Viewer, wanted: Preferences) -> Viewer:
    """Keep them; returns the viewer as they are spoken to from now on.

    Raises `BadInput`, `Unauthenticated` and `MfaRequired`.
    """
    person_id, kept = signed_in(viewer), wanted.checked()
    await prefer(person_id, kept.locale, kept.time_zone, kept.appearance)
    return replace(viewer, locale=kept.locale) if kept.locale is not None else viewer
