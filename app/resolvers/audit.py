"""What the audit keeps besides changes: who read the personal data of others."""

from collections.abc import Iterable
from uuid import UUID

from app.auth.viewer import Viewer
from app.models.audit import ACCESS
from app.subscriptions.audit import Deed
from app.subscriptions.transaction import transaction

MOST_PEOPLE = 1_000


async def record_access(viewer: Viewer, member_ids: Iterable[UUID]) -> None:
    """Write down that the viewer read the contact data of these members: one entry for each thousand.

    Raises `Unavailable` when it cannot be written; the answer must then be withheld.
    """
    people, organization_id = sorted(member_ids), viewer.organization_id
    if not people or organization_id is None:
        return
    async with transaction(viewer) as tx:
        for start in range(0, len(people), MOST_PEOPLE):
            about = tuple(people[start : start + MOST_PEOPLE])
            noun, subject = ("member", about[0]) if len(people) == 1 else ("organization", organization_id)
            tx.witness(Deed(ACCESS, noun, subject, {"people": len(about)}, about=about))
