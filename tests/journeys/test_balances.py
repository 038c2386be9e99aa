"""What a lease owes is what its charges say, to whoever may see either."""

from app.entrypoints.demo import demo_id
from app.models.ids import to_global
from tests.journeys.words import AMIRA, INGRID
from tests.support.client import client_of
from tests.support.server import House

ROLL = """
query($after: String) { leases(first: 100, after: $after) { nodes {
  number balance { amount { minor currency } due { minor } dueOn overdue { minor } } } } }
"""
OPEN = """
query($lease: ID!) { charges(first: 100, filter: { leaseId: $lease, statuses: [POSTED, PARTIALLY_SETTLED] }) {
  nodes { dueOn openAmount { minor } } } node(id: $lease) { ... on Lease { property { today }
  balance { amount { minor } due { minor } dueOn overdue { minor } } } } }
"""


async def test_a_balance_is_the_sum_of_what_is_open(house: House) -> None:
    async with client_of(house, house.node(), INGRID) as ingrid:
        owing = 0
        for number in ("L-1001", "L-1002", "L-1010", "L-1016"):
            found = await ingrid.ask(OPEN, lease=to_global("Lease", demo_id("nordlys", "lease", number)))
            today, balance = found["node"]["property"]["today"], found["node"]["balance"]
            open_charges = [(one["dueOn"], int(one["openAmount"]["minor"])) for one in found["charges"]["nodes"]]
            assert int(balance["amount"]["minor"]) == sum(minor for _, minor in open_charges)
            assert int(balance["due"]["minor"]) == sum(minor for due, minor in open_charges if due <= today)
            assert int(balance["overdue"]["minor"]) == sum(minor for due, minor in open_charges if due < today)
            assert balance["dueOn"] == min((due for due, _ in open_charges), default=None)
            owing += bool(open_charges)
        assert owing >= 2


async def test_a_tenant_sees_what_the_own_lease_owes_alone(house: House) -> None:
    async with client_of(house, house.node(), AMIRA) as amira:
        leases = (await amira.ask(ROLL))["leases"]["nodes"]
    assert [lease["number"] for lease in leases] == ["L-1001"]
    assert leases[0]["balance"]["amount"]["currency"] == "NOK"
