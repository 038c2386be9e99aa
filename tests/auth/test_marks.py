"""Every text, number, day and id of the world says whose it is, and what looks for them finds them in any form."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest

from app.models.charges import Charge
from app.models.ids import to_global
from app.models.leases import Lease
from app.words import LOCALES, day
from tests.factories.houses import CANARY
from tests.support.marks import LEAST, Foreign, values_of
from tests.support.world import HOUSES, build

A, B, C = (build(key) for key in HOUSES)
SAME = {
    *("property.postal_code", "property.country_code", "property.time_zone", "property.jurisdiction"),
    *("provider_account.provider", "provider_event.kind", "provider_object.status", "refund.failure_code"),
    *("file.content_type", "notification.subject_type", "security_event.ip_address", "autopay_run.why"),
    *("invitation.locale", "charge.rule", "charge.rule_version", "lease.proration_method", "api_token.hint"),
    *("autopay.share_ppm",),
}
"""Words of the trade and of the program, which nobody writes, and which are the same for all."""


def test_everything_that_people_write_is_in_one_organization_alone() -> None:
    own, missing = set(map(str, (value for _, value in values_of(A)))), set()
    for house in (B, C):
        for column, value in values_of(house):
            if isinstance(value, bool | datetime | None.__class__ | dict | list | bytes):
                continue
            if isinstance(value, int) and value < LEAST:
                continue
            word = str(value)
            if value == A.person_id("shared"):
                continue
            if word in own and not (isinstance(value, str) and word.isupper() and CANARY.search(word) is None):
                missing.add(column)
    assert missing <= SAME, missing - SAME


@pytest.mark.parametrize("house", [B, C], ids=lambda house: str(house.key))
def test_whatever_is_foreign_is_found_in_every_form(house: object) -> None:
    foreign = Foreign(A, B, C)
    lease = house.rows[Lease]["north_1"]  # type: ignore[attr-defined]
    charge = house.rows[Charge]["north_1"]  # type: ignore[attr-defined]
    minor: int = charge.amount_minor
    whole, cents = divmod(minor, 100)
    amounts = (minor, f"{minor / 100:.2f}", f"{whole:,}.{cents:02}", f"{whole:,}".replace(",", " ") + f",{cents:02}")
    days = (charge.due_on.isoformat(), *(day(charge.due_on, locale) for locale in LOCALES))
    ids = (lease.id, to_global("Lease", lease.id), str(lease.number), str(lease.number).lower())
    for told in (*amounts, *days, *ids):
        assert foreign(f'{{"x": "{told}", "y": [{told}]}}'), told
        assert foreign(f"a;{told};b\n"), told


def test_nothing_of_ones_own_is_foreign() -> None:
    foreign = Foreign(A, B, C)
    for column, value in values_of(A):
        assert not foreign(f"{column} {value} {to_global('Lease', value) if isinstance(value, UUID) else ''}"), column
    assert not foreign(f"{uuid4()} {A.now.date()} 12,000 12 000,00 1.5 {to_global('Lease', uuid4())}")
