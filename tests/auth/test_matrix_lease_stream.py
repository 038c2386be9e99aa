"""The stream of leases, by everybody: told of the leases that are theirs and their papers, and of nothing else."""

import asyncio
import json

from app.auth.policies.files import FilePolicy
from app.auth.policies.leases import LeasePolicy
from app.auth.viewer import Viewer
from app.models.files import File
from app.models.leases import Lease
from app.resolvers.payments.naming import set_named
from app.subscriptions.files import of_file
from app.subscriptions.portfolio import of_lease
from app.subscriptions.transaction import transaction
from tests.auth.desk import Desk
from tests.auth.documents import everything
from tests.auth.matrix.oracle import COLUMNS, cell, leaks, visible
from tests.auth.test_matrix_streams import check_opened, ears, told, until
from tests.factories.houses import House
from tests.support.world import World

LEASES = f"subscription {{ leaseEvents {{ __typename cursor ... on LeaseEvent {everything('LeaseEvent')} }} }}"
ONE = """subscription($id: ID) { leaseEvents(leaseId: $id) { __typename cursor
    ... on LeaseEvent { kind lease { id documents { name } } } } }"""


async def change(house: House, name: str) -> str:
    """Let what is agreed in a lease change; returns its global id."""
    system = Viewer.system_of(house.organization_id, "test")
    async with transaction(system) as tx:
        row = await LeasePolicy.lock(system, house.id(Lease, name), LeasePolicy.see)
        tx.announce(row, "UPDATED", of_lease(row), changed=["rent"])
    return house.global_id(Lease, name)


async def add(house: House, name: str, kind: str = "ADDED") -> None:
    """Let something happen to a file, as the office does it."""
    system = Viewer.system_of(house.organization_id, "test")
    async with transaction(system) as tx:
        row = await FilePolicy.lock(system, house.id(File, name), FilePolicy.see)
        tx.announce(row, kind, of_file(row))


async def test_events_of_leases_reach_whom_the_matrix_names(desk: Desk, world: World) -> None:
    expected: dict[str, list[str]] = {role: [] for role in COLUMNS}
    async with ears(desk, world, LEASES) as found:
        check_opened(found, "leaseEvents")
        check = [role for role in COLUMNS if cell("subscriptions", "leaseEvents", role) != "deny"]
        for _ in range(2):
            for name in world.a.rows[Lease]:
                id = await change(world.a, name)
                for role in check:
                    expected[role] += [id] if name in visible(world, "Lease", role) else []
            await change(world.b, "north_1")
        await until(lambda: all(len(found[role].heard) > len(expected[role]) for role in check))
        await asyncio.sleep(0.2)
        for role in check:
            events = told(found[role], "leaseEvents")[1:]
            assert [message["lease"]["id"] for message in events] == expected[role], role
            assert not leaks(world, role, json.dumps(found[role].heard)), role
        assert len({len(expected[role]) for role in check}) >= 3


async def test_a_paper_is_told_to_the_parties_of_its_lease_and_a_name_to_roommates(desk: Desk, world: World) -> None:
    lease = world.a.global_id(Lease, "north_1")
    mine = [name for name, row in world.a.rows[File].items() if row.lease_id == world.a.id(Lease, "north_1")]
    others = [name for name, row in world.a.rows[File].items() if row.lease_id is None]
    assert mine and others
    async with ears(desk, world, ONE) as found:
        await add(world.a, mine[0], "ANNOUNCED")
        await add(world.a, others[0])
        await add(world.a, mine[0])
        await set_named(world.viewer_of("tenant"), world.a.id(Lease, "north_1"), False, None)
        hearing = ("tenant", "co_tenant", "manager")
        await until(lambda: all(len(found[role].heard) > 2 for role in hearing))
        await asyncio.sleep(0.2)
        for role in hearing:
            paper, name = told(found[role], "leaseEvents")[1:]
            assert (paper["kind"], name["kind"]) == ("PAPER_ADDED", "UPDATED"), role
            assert paper["lease"]["id"] == lease and len(paper["lease"]["documents"]) == len(mine)
