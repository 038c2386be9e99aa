"""Mail that is on its way."""

from datetime import timedelta

import orjson

from app.models.base import new_id
from app.models.mail import Template
from app.subscriptions.transaction import Transaction
from tests.factories.houses import House, canary

WAITING = """
INSERT INTO mail
       (id, organization_id, template, recipient, locale, time_zone, contents, created_at, due_at, useful_until)
VALUES ($1, $2, $3, $4, 'en', 'Europe/Oslo', $5::jsonb, $6, $7, $7)
"""


async def waiting(tx: Transaction, house: House, name: str) -> None:
    """A mail of the organization that no run is due to send yet."""
    contents = orjson.dumps({"name": canary(house.key, "mail", name, "name")}).decode()
    recipient = f"{canary(house.key, 'mail', name, 'recipient')}@world.example".lower()
    written = (new_id(), house.organization_id, Template.NEW_SIGN_IN.value, recipient)
    await tx.run(WAITING, *written, contents, house.ago(1), house.now + timedelta(days=3))
