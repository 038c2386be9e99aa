"""Where the events of imports go: to whoever sees the import."""

from typing import Any
from uuid import UUID

from app.auth.policies.imports import ImportPolicy
from app.auth.viewer import Role
from app.models.imports import Import
from app.subscriptions.stream import Judge, Topic

IMPORTS = Topic(
    nouns=("import",),
    judge=Judge(ImportPolicy, lambda event: event.subject_id, "Import"),
    roles=(Role.ADMIN, Role.MANAGER),
)


def scope_of(row: Import) -> dict[str, Any]:
    """Return the surroundings of an import that route its events."""
    return {"import_id": row.id}


def topic(import_id: UUID | None) -> Topic:
    """Follow the imports of the organization, or one of them."""
    return Topic.narrowed(IMPORTS, import_id=import_id)
