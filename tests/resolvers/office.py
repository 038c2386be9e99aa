"""The office at work: mutations by anybody of the small world, and the dates of its properties."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app import clock
from app.models.base import Noun
from app.models.leases import Tenant
from app.models.properties import Property, Unit
from tests.auth.desk import Desk
from tests.support.world import World

LEASE = """lease { id number status startOn endOn agreedEndOn signedOn noticeGivenOn evictionFiledOn
  version nextStatuses dueDay prorationMethod rent { amount currency } units { id label occupancy }
  parties { role status moveInOn noticeGivenOn moveOutOn tenant { id name } } }"""
REFUSED = "errors { code path details }"


def day(offset: int) -> date:
    """A day from today on, where the small world is."""
    return clock.today("Europe/Oslo") + timedelta(days=offset)


@dataclass
class Office:
    """Asks the program as anybody."""

    desk: Desk
    world: World

    def id(self, model: type[Noun], name: str, key: str = "A") -> str:
        """The global id of a row by its name."""
        return self.world.house(key).global_id(model, name)

    async def attempt(self, who: str, mutation: str, selection: str = LEASE, **input: Any) -> Any:
        """Run a mutation and return its payload, refused or not."""
        kind = f"{mutation[0].upper()}{mutation[1:]}Input"
        query = f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {selection} {REFUSED} eventCursor }} }}"
        return (await self.ask(who, query, input=plain(input)))[mutation]

    async def do(self, who: str, mutation: str, selection: str = LEASE, **input: Any) -> Any:
        """Run a mutation that is not refused, and return its one thing."""
        payload = await self.attempt(who, mutation, selection, **input)
        assert payload["errors"] == [], payload
        return payload[selection.split(maxsplit=1)[0]]

    async def refused(self, who: str, mutation: str, **input: Any) -> tuple[str, list[str]]:
        """Run a mutation that is refused; returns code and place of the only refusal."""
        selection = "__typename"
        payload = await self.attempt(who, mutation, selection, **input)
        assert len(payload["errors"]) == 1, payload
        assert payload["eventCursor"] is None
        return payload["errors"][0]["code"], payload["errors"][0]["path"]

    async def ask(self, who: str, query: str, **variables: Any) -> Any:
        """Run an operation without top-level errors, and return its data."""
        answer = await self.desk.ask(self.world.viewer_of(who), query, **variables)
        assert "errors" not in answer, answer
        return answer["data"]

    async def rows(self, sql: str, *args: Any) -> list[Any]:
        """What the database really holds."""
        async with self.world.superuser() as connection:
            return list(await connection.fetch(sql, *args))

    async def counts(self) -> list[int]:
        """How many rows there are of everything that leases write, and of events and audit."""
        people, places = ("tenant", "member", "access_grant", "event", "audit_entry"), ("property", "building", "unit")
        tables = ("lease", "lease_unit", "lease_party", *people, *places)
        sums = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
        return list((await self.rows(f"SELECT {sums}"))[0])

    def terms(self, **changed: Any) -> dict[str, Any]:
        """Input of a lease over the free flat, for the neighbour, from today on for a year."""
        standard = {
            "unitIds": [self.id(Unit, "north_3")],
            "parties": [{"tenantId": self.id(Tenant, "neighbour"), "role": "TENANT"}],
            "type": "FIXED",
            "startOn": day(0),
            "endOn": day(365),
            "rent": {"amount": "12500.00", "currency": "NOK"},
            "dueDay": 31,
        }
        return {**standard, **changed}

    async def draft(self, who: str = "manager", **changed: Any) -> Any:
        """A new draft."""
        return await self.do(who, "createLease", **self.terms(**changed))

    async def owed(self, lease_id: str) -> list[str]:
        """The charges of a lease that are open."""
        query = """query($id: ID!) { charges(first: 50, filter: {leaseId: $id, statuses: [POSTED, PARTIALLY_SETTLED]}) {
            nodes { id } } }"""
        return [charge["id"] for charge in (await self.ask("manager", query, id=lease_id))["charges"]["nodes"]]

    async def signed(self, who: str = "manager", **changed: Any) -> Any:
        """A lease that was drafted, offered and signed."""
        lease = await self.draft(who, **changed)
        await self.do(who, "offerLease", leaseId=lease["id"])
        return await self.do(who, "recordLeaseSignature", leaseId=lease["id"])

    async def unit(self, name: str, place: str = "north", **facts: Any) -> str:
        """A new flat; returns its id."""
        input = {"propertyId": self.id(Property, place), "label": name, "kind": "FLAT", **facts}
        made = await self.do("manager", "createUnit", "unit { id }", **input)
        return str(made["id"])


def plain(value: Any) -> Any:
    """The value as JSON has it: days as text."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
