"""Where the events of leases go: to whoever sees the lease, of what is agreed and of the papers beside it."""

from typing import Any
from uuid import UUID

from app.auth.policies.leases import OFFICE, LeasePolicy
from app.auth.viewer import Role
from app.models.events import Event
from app.models.leases import LeaseEventKind
from app.subscriptions.stream import Case, Judge, Topic

K = LeaseEventKind
KINDS = {
    ("lease", "CREATED"): K.CREATED,
    ("lease", "UPDATED"): K.UPDATED,
    ("lease", "STATUS_CHANGED"): K.STATUS_CHANGED,
    ("file", "ADDED"): K.PAPER_ADDED,
}
"""What happened to a lease, by how the log says it; a file that is not ready yet is nobody else's business."""


class _OfLease(Judge):
    """The lease stands for each event: whoever sees it may also read its papers."""

    __slots__ = ()

    async def load(self, organization_id: UUID, event: Event) -> Case | None:
        """Return the lease; None for a file that belongs to something else."""
        return await super().load(organization_id, event) if "lease_id" in event.scope else None

    def kind_of(self, event: Event) -> str | None:
        """Return what happened to the lease; None for what is not told here."""
        return kind_of(event)


LEASES = Topic(
    nouns=("lease", "file"),
    judge=_OfLease(LeasePolicy, lambda event: UUID(event.scope["lease_id"]), "Lease"),
    roles=(*OFFICE, Role.TENANT, Role.GUARANTOR),
)


def kind_of(event: Any) -> LeaseEventKind | None:
    """Return what an event is to the lease it belongs to; None for what this stream does not tell."""
    return KINDS.get((event.noun, event.kind))


def topic(lease_id: UUID | None) -> Topic:
    """Follow the leases that the viewer may see, or one of them."""
    return Topic.narrowed(LEASES, LeaseEventKind, lease_id=lease_id)
