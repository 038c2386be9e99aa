"""Where the events of standing orders go: to whose they are."""

from typing import Any

from app.models.autopay import Autopay


def of_autopay(autopay: Autopay) -> dict[str, Any]:
    """Return the surroundings of a standing order that route its events."""
    return {"property_id": autopay.property_id, "lease_id": autopay.lease_id, "member_id": autopay.member_id}
