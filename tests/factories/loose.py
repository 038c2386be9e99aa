"""What comes last: rows that point at others, and rows that no model stands for."""

from app.models.imports import Import
from app.models.notifications import Notification
from app.models.people import Member
from app.subscriptions.transaction import Transaction
from tests.factories import imports, notifications
from tests.factories.houses import House

MODELS = (Notification, Import)
NAME = "INSERT INTO external_id (organization_id, noun, external_id, row_id) VALUES ($1, 'unit', '101', $1)"
WISHES = "INSERT INTO notification_setting (organization_id, member_id) VALUES ($1, $2)"
FAULT = """
INSERT INTO import_fault (organization_id, import_id, place, row_number, column_name, message)
VALUES ($1, $2, 0, 2, 'rent', 'This is not a number.')
"""


def make(house: House, shown_to: tuple[str, ...]) -> None:
    """A notification for every member, hidden from some, and a list that was brought in."""
    for name in house.rows[Member]:
        notifications.notice(house, name, is_shown=name in shown_to)
    imports.brought_in(house, "list")


async def rows(tx: Transaction, house: House) -> None:
    """One of each for an organization."""
    await tx.run(NAME, house.organization_id)
    await tx.run(WISHES, house.organization_id, house.id(Member, "admin"))
    await tx.run(FAULT, house.organization_id, house.id(Import, "list"))
