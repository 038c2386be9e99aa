"""Where the events of files go."""

from typing import Any

from app.models.files import File


def of_file(row: File) -> dict[str, Any]:
    """Return the surroundings of a file that route its events."""
    names = ("ticket_id", "comment_id", "message_id", "lease_id", "property_id")
    return {**{name: getattr(row, name) for name in names if getattr(row, name) is not None}, "file_id": row.id}
