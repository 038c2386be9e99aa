"""In the pot of a household, everybody decides whether their own name stands there."""

import uuid
from typing import Any

from app.models.leases import Lease
from tests.resolvers.office import Office

POT = """query($id: ID!) { node(id: $id) { ... on Lease { householdPot { shares { name isViewer isNamed } } } } }"""


async def pot(office: Office, who: str) -> list[dict[str, Any]]:
    """The shares as they stand in the pot that somebody reads."""
    answer = await office.ask(who, POT, id=office.id(Lease, "north_1"))
    shares: list[dict[str, Any]] = answer["node"]["householdPot"]["shares"]
    return shares


async def shares(office: Office, who: str) -> list[dict[str, Any]]:
    """Whose shares somebody reads; the viewer's own first."""
    return sorted(await pot(office, who), key=lambda share: not share["isViewer"])


def wish(office: Office, is_named: bool) -> dict[str, Any]:
    """Input of `setPotVisibility`."""
    return {"leaseId": office.id(Lease, "north_1"), "isNamed": is_named, "idempotencyKey": str(uuid.uuid4())}


async def test_a_name_leaves_the_pot_and_comes_back(office: Office) -> None:
    mine, other = await shares(office, "tenant")
    assert mine["isNamed"] and other["name"]
    await office.do("tenant", "setPotVisibility", "lease { id }", **wish(office, False))
    mine_after, other_after = await shares(office, "tenant")
    assert (mine_after["name"], mine_after["isNamed"]) == (mine["name"], False) and other_after == other
    theirs, hidden = await shares(office, "co_tenant")
    assert hidden["name"] is None and theirs["name"] == other["name"]
    assert mine["name"] not in {share["name"] for share in await shares(office, "manager")}
    await office.do("tenant", "setPotVisibility", "lease { id }", **wish(office, True))
    assert (await shares(office, "co_tenant"))[1]["name"] == mine["name"]
    kept = await office.rows("SELECT action FROM audit_entry WHERE action LIKE 'LEASE_PARTY.%' ORDER BY at, id")
    assert [row[0] for row in kept] == ["LEASE_PARTY.UNNAMED", "LEASE_PARTY.NAMED"]


async def test_nobody_hides_somebody_else(office: Office) -> None:
    for who, code in (("manager", "FORBIDDEN"), ("guarantor", "FORBIDDEN"), ("vendor", "NOT_FOUND")):
        assert (await office.refused(who, "setPotVisibility", **wish(office, False)))[0] == code
    assert all(share["name"] for share in await shares(office, "tenant"))


async def test_where_a_share_stands_does_not_say_whose_it_is(office: Office) -> None:
    named = [share["name"] for share in (await pot(office, "manager"))]
    assert named == sorted(named) and len(named) == 2
    for who, last in (("co_tenant", "tenant"), ("tenant", "co_tenant")):
        await office.do(who, "setPotVisibility", "lease { id }", **wish(office, False))
        await office.do(last, "setPotVisibility", "lease { id }", **wish(office, True))
        assert [share["name"] is None for share in await pot(office, "manager")] == [False, True], who
