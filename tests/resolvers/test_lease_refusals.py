"""What no lease can say: codes and places, and nothing half done."""

from typing import Any

import pytest

from app.models.leases import Lease, Tenant
from app.models.properties import Unit
from tests.resolvers.office import Office, day

BAD: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"endOn": day(0)}, "BAD_USER_INPUT", ["input", "endOn"]),
    ({"startOn": day(9), "endOn": day(3)}, "BAD_USER_INPUT", ["input", "endOn"]),
    ({"endOn": None}, "BAD_USER_INPUT", ["input", "endOn"]),
    ({"type": "AT_WILL"}, "BAD_USER_INPUT", ["input", "endOn"]),
    ({"startOn": "0001-01-01"}, "BAD_USER_INPUT", ["input", "startOn"]),
    ({"endOn": "9999-12-31"}, "BAD_USER_INPUT", ["input", "endOn"]),
    ({"dueDay": 0}, "BAD_USER_INPUT", ["input", "dueDay"]),
    ({"dueDay": 32}, "BAD_USER_INPUT", ["input", "dueDay"]),
    ({"dueDay": -1}, "BAD_USER_INPUT", ["input", "dueDay"]),
    ({"unitIds": []}, "BAD_USER_INPUT", ["input", "unitIds"]),
    ({"unitIds": ["?"]}, "BAD_USER_INPUT", ["input", "unitIds"]),
    ({"unitIds": ["VW5pdDo"] * 101}, "BAD_USER_INPUT", ["input", "unitIds"]),
    ({"parties": []}, "BAD_USER_INPUT", ["input", "parties"]),
    ({"rent": {"amount": "12500.001", "currency": "NOK"}}, "BAD_USER_INPUT", ["input", "rent", "amount"]),
    ({"rent": {"amount": "-1", "currency": "NOK"}}, "BAD_USER_INPUT", ["input", "rent", "amount"]),
    ({"rent": {"amount": "99999999999999999999", "currency": "NOK"}}, "BAD_USER_INPUT", ["input", "rent", "amount"]),
    ({"rent": {"amount": "1", "currency": "USD"}}, "BAD_USER_INPUT", ["input", "rent", "currency"]),
]


async def test_bad_input(office: Office) -> None:
    before = await office.counts()
    for wrong, code, place in BAD:
        assert await office.refused("manager", "createLease", **office.terms(**wrong)) == (code, place), wrong
    assert await office.counts() == before


async def test_units_that_cannot_be_let_together_or_at_all(office: Office) -> None:
    free, far = office.id(Unit, "north_3"), await office.unit("far", "south")
    before = await office.counts()
    cases = [
        ("manager", [free, free], "BAD_USER_INPUT"),
        ("manager", [free, far], "BAD_USER_INPUT"),
        ("manager", [office.id(Unit, "north_3", "B")], "NOT_FOUND"),
        ("manager", [office.id(Tenant, "tenant")], "BAD_USER_INPUT"),
        ("scoped_manager", [far], "NOT_FOUND"),
        ("auditor", [free], "FORBIDDEN"),
        ("accountant", [free], "FORBIDDEN"),
        ("maintenance", [free], "FORBIDDEN"),
        ("owner", [free], "FORBIDDEN"),
        ("tenant", [free], "NOT_FOUND"),
        ("tenant", [office.id(Unit, "north_1")], "FORBIDDEN"),
    ]
    for who, ids, code in cases:
        refusal = await office.refused(who, "createLease", **office.terms(unitIds=ids))
        assert refusal == (code, ["input", "unitIds"]), who
    assert await office.counts() == before


async def test_people_who_cannot_be_bound(office: Office) -> None:
    tenant, other = office.id(Tenant, "neighbour"), office.id(Tenant, "southerner")
    before = await office.counts()
    cases = [
        ("manager", [(tenant, "TENANT"), (tenant, "GUARANTOR")], "BAD_USER_INPUT"),
        ("manager", [(tenant, "TENANT"), (other, "TENANT")], "BAD_USER_INPUT"),
        ("manager", [(tenant, "CO_TENANT")], "BAD_USER_INPUT"),
        ("manager", [(office.id(Tenant, "neighbour", "B"), "TENANT")], "NOT_FOUND"),
        ("scoped_manager", [(other, "TENANT")], "NOT_FOUND"),
    ]
    for who, people, code in cases:
        parties = [{"tenantId": id, "role": role} for id, role in people]
        refusal = await office.refused(who, "createLease", **office.terms(parties=parties))
        assert refusal == (code, ["input", "parties"]), people
    assert await office.counts() == before


async def test_a_lease_that_is_over_stays_as_it_is(office: Office) -> None:
    id = office.id(Lease, "north_old")
    before = await office.counts()
    for changed in ({"dueDay": 2}, {"parties": office.terms()["parties"]}, {"unitIds": office.terms()["unitIds"]}):
        refusal = await office.refused("manager", "updateLease", leaseId=id, **changed)
        assert refusal == ("CONFLICT", ["input", "leaseId"])
    for verb in ("offerLease", "recordLeaseSignature", "endLease"):
        refusal = await office.refused("manager", verb, leaseId=id)
        assert refusal == ("ILLEGAL_TRANSITION", ["input", "to"])
    refusal = await office.refused("manager", "giveLeaseNotice", leaseId=id, endOn=day(30))
    assert refusal == ("ILLEGAL_TRANSITION", ["input", "to"])
    assert await office.counts() == before


async def test_a_stale_version_and_whoever_may_not(office: Office) -> None:
    draft = await office.draft()
    before = await office.counts()
    for verb, more in (("updateLease", {"dueDay": 2}), ("offerLease", {}), ("changeLeaseStatus", {"to": "CANCELLED"})):
        input = {"leaseId": draft["id"], **more}
        stale = await office.refused("manager", verb, **input, expectedVersion=7)
        assert stale == ("CONFLICT", ["input", "expectedVersion"])
        assert (await office.refused("auditor", verb, **input))[0] == "FORBIDDEN"
        assert (await office.refused("neighbour", verb, **input))[0] == "NOT_FOUND"
    assert await office.counts() == before


async def test_an_overlap_names_the_other_lease_as_far_as_it_is_visible(office: Office) -> None:
    first = await office.draft()
    payload = await office.attempt("scoped_manager", "createLease", **office.terms(startOn=day(364), endOn=day(400)))
    assert payload["lease"] is None
    assert payload["errors"] == [
        {
            "code": "OVERLAPPING_LEASE",
            "path": ["input", "unitIds"],
            "details": {
                "conflicts": [
                    {
                        "leaseId": first["id"],
                        "number": first["number"],
                        "unitId": office.id(Unit, "north_3"),
                        "startOn": day(0).isoformat(),
                        "endOn": day(365).isoformat(),
                    }
                ]
            },
        }
    ]
    await office.draft(startOn=day(365), endOn=day(400))
    moved = await office.refused("manager", "updateLease", leaseId=first["id"], endOn=day(366))
    assert moved == ("OVERLAPPING_LEASE", ["input", "unitIds"])


PAST_EVERYTHING = """
INSERT INTO lease_unit SELECT organization_id, gen_random_uuid(), property_id, id, $1, daterange($2, NULL), true
  FROM lease WHERE organization_id = $3 AND property_id = $4 AND id <> $5 LIMIT 1
"""


async def test_nobody_writes_past_the_constraint(office: Office) -> None:
    await office.draft()
    row = (await office.rows("SELECT * FROM lease_unit WHERE upper(period) = $1", day(365)))[0]
    with pytest.raises(Exception, match="lease_unit_overlap"):
        await office.rows(
            PAST_EVERYTHING,
            *(row["unit_id"], day(100), row["organization_id"], row["property_id"], row["lease_id"]),
        )
