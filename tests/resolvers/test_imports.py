"""A list comes in: whole rows, once, and nothing beside a row that collides."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.auth.viewer import Viewer
from app.models.imports import Home
from app.models.properties import UnitKind
from app.resolvers.imports import bring_in
from tests.auth.desk import Desk
from tests.support.world import World

HOME: dict[str, Any] = {
    **{"property_id": "P1", "property_name": "Solbakken", "line1": "Gata 1", "postal_code": "0580", "city": "Oslo"},
    **{"country": "NO", "unit_id": "U1", "unit_label": "101", "kind": UnitKind.FLAT},
    **{"tenant_id": "T1", "tenant_name": "Åse", "lease_id": "L1", "start_on": date(2026, 1, 1)},
    **{"rent": Decimal("12500.50"), "due_day": 1},
}


async def test_a_row_comes_in_once_and_a_collision_leaves_nothing(desk: Desk, world: World) -> None:
    house = Viewer.system_of(world.a.organization_id, "an import")
    home = Home(2, HOME)
    first = await bring_in(house, [home], lambda _: None)
    assert first.made == {"property": 1, "unit": 1, "tenant": 1, "lease": 1} and not first.faults
    again = await bring_in(house, [replace(home, row=3)], lambda _: None)
    assert set(again.made.values()) == {0} and not again.faults
    other = Home(4, {**HOME, "lease_id": "L2", "tenant_id": "T2"})
    collided = await bring_in(house, [other], lambda _: None)
    assert set(collided.made.values()) == {0} and [fault.row for fault in collided.faults] == [4]
    async with world.superuser() as connection:
        names = await connection.fetch("SELECT external_id FROM external_id WHERE noun = 'tenant'")
        lease = await connection.fetchrow("SELECT status, rent_minor FROM lease WHERE rent_minor = 1250050")
    assert [row["external_id"] for row in names] == ["T1"]
    assert tuple(lease) == ("ACTIVE", 1250050)
