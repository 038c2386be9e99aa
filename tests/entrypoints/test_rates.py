"""Rates are brought in from files, and shown beside a balance: with their day, and never as what is owed."""

from pathlib import Path

import pytest

from app.entrypoints.rates import SHIPPED, import_rates
from app.models.leases import Lease
from tests.auth.conftest import desk, world, world_database, world_template
from tests.auth.desk import Desk
from tests.support.world import World

__all__ = ["desk", "world", "world_database", "world_template"]
SHOWN = """query($id: ID!, $in: CurrencyCode!) { node(id: $id) { ... on Lease { balance { amount { minor }
  indicative(currency: $in) { money { minor currency } rate source rateOn isStale } } } } }"""


async def test_rates_come_from_the_newest_file(
    world: World, desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def shown(currency: str) -> dict[str, object]:
        id = world.a.global_id(Lease, "north_old")
        answer = await desk.ask(world.viewer_of("manager"), SHOWN, id=id, **{"in": currency})
        found: dict[str, object] = answer["data"]["node"]["balance"]
        return found

    assert (await shown("EUR"))["indicative"] is None
    await import_rates(tmp_path)
    # The world's credit of 10.00 kroner.
    first = await shown("EUR")
    assert first == {
        "amount": {"minor": "-1000"},
        "indicative": {
            "money": {"minor": "-88", "currency": "EUR"},
            "rate": "0.0877462379",
            "source": "ECB",
            "rateOn": "2024-06-28",
            "isStale": True,
        },
    }
    today = str(world.a.now.date())
    (tmp_path / "today.xml").write_text(SHIPPED.read_text().replace("2024-06-28", today).replace("11.3965", "10"))
    (tmp_path / "broken.xml").write_text("<html>not today</html>")
    for _ in range(2):
        await import_rates(tmp_path)
    newer = (await shown("EUR"))["indicative"]
    assert newer == {
        **first["indicative"],  # type: ignore[dict-item]
        **{"money": {"minor": "-100", "currency": "EUR"}, "rate": "0.1000000000", "rateOn": today, "isStale": False},
    }
    assert (await shown("XYZ"))["indicative"] is None
    assert "no rates from broken.xml" in caplog.text
