"""A list is narrowed and ordered by what one may see alone: neither a partner nor staff learn more by asking well."""

import csv
import uuid
from pathlib import Path
from typing import Any

import pytest

from app.auth.scopes import ApiScope
from app.models.leases import Lease, Tenant
from app.models.properties import Property
from app.schema import partners
from tests.auth.desk import Desk
from tests.auth.test_matrix_tokens import partner
from tests.support.world import World

LINES = (Path(__file__).parent / "matrix/token_arguments.csv").read_text().splitlines()
ROWS = {row["argument"]: row["scope"] for row in csv.DictReader(LINES)}
LISTS = {"LeaseFilter": "leases", "LeaseOrder": "leases", "TenantFilter": "tenants"}
AGAIN = """
INSERT INTO lease_party (organization_id, id, property_id, lease_id, tenant_id, role, status)
SELECT organization_id, $1, property_id, id, $3, 'TENANT', 'CURRENT' FROM lease WHERE id = $2
"""


def asked(world: World, argument: str) -> tuple[str, dict[str, Any]]:
    """A query that gives an argument as a variable, and the value."""
    kind, _, name = argument.partition(".")
    values = {"overdue": "DESC", "propertyId": world.a.global_id(Property, "north")}
    place, field = ("orderBy" if kind.endswith("Order") else "filter"), LISTS[kind]
    return f"query($x: {kind}) {{ {field}(first: 24, {place}: $x) {{ totalCount }} }}", {name: values.get(name, True)}


@pytest.mark.parametrize("argument", sorted(ROWS))
async def test_an_argument_needs_the_scope_of_what_it_asks_about(
    still_desk: Desk, still_world: World, argument: str
) -> None:
    query, value = asked(still_world, argument)
    others = [str(each) for each in ApiScope if str(each) != ROWS[argument]]
    answer = await still_desk.ask(await partner(still_desk, *others), query, x=value)
    (error,) = answer["errors"]
    assert not answer["data"]
    assert (error["extensions"]["code"], error["extensions"]["missingScopes"]) == ("FORBIDDEN", [ROWS[argument]])
    for may in (await partner(still_desk), still_world.viewer_of("manager")):
        assert "errors" not in await still_desk.ask(may, query, x=value)
    unsaid = {name: None for name in value} if "Filter" in argument else {"number": "ASC"}
    assert "errors" not in await still_desk.ask(await partner(still_desk, *others), query, x=unsaid)


def test_the_rows_are_all_there_are() -> None:
    assert set(partners.ARGUMENTS) == set(ROWS)


async def test_staff_of_some_properties_learn_nothing_of_leases_elsewhere(desk: Desk, world: World) -> None:
    former = world.a.rows[Tenant]["former_tenant"].id
    async with world.superuser() as connection:
        await connection.execute(AGAIN, uuid.uuid4(), world.a.id(Lease, "south_1"), former)
    query = "query($x: TenantFilter) { tenants(first: 24, filter: $x) { totalCount nodes { id } } }"
    id, south = world.a.global_id(Tenant, "former_tenant"), world.a.global_id(Property, "south")
    for who, is_known in (("manager", True), ("scoped_manager", False), ("owner", False)):
        for narrowing, found in (
            ({}, True),
            ({"isCurrent": True}, is_known),
            ({"isCurrent": False}, not is_known),
            ({"propertyId": south}, is_known),
        ):
            answer = await desk.ask(world.viewer_of(who), query, x={"ids": [id], **narrowing})
            assert answer["data"]["tenants"]["totalCount"] == int(found), (who, narrowing)
