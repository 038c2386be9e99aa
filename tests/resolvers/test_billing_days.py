"""What day it is for billing: the real one, and in a sandbox whatever its clock says."""

from datetime import timedelta

from app import clock
from app.auth.scope import reading
from app.auth.viewer import Viewer
from app.resolvers import billing_days
from tests.resolvers.office import Office

MOVE = "UPDATE organization SET is_sandbox = true, ahead_seconds = $2 WHERE id = $1"
MONTH = timedelta(days=31)


async def test_only_a_sandbox_is_ahead_and_only_its_own_days(office: Office) -> None:
    moved, other = (Viewer.system_of(house.organization_id, "test") for house in (office.world.a, office.world.b))
    await office.rows(MOVE, moved.organization_id, int(MONTH.total_seconds()))
    async with reading(moved):
        assert await billing_days.today(moved, "Pacific/Kiritimati") == clock.today("Pacific/Kiritimati") + MONTH
        assert timedelta(0) <= await billing_days.now(moved) - MONTH - clock.now() + timedelta(seconds=9)
    async with reading(other):
        assert await billing_days.today(other, "Europe/Oslo") == clock.today("Europe/Oslo")
    async with reading(Viewer.anonymous()):
        assert await billing_days.today(Viewer.anonymous(), "UTC") == clock.today("UTC")


async def test_leases_begin_by_the_clock_of_the_sandbox(office: Office) -> None:
    lease = await office.draft()
    await office.rows(MOVE, office.world.a.organization_id, int(MONTH.total_seconds()))
    await office.do("manager", "offerLease", leaseId=lease["id"])
    signed = await office.do("manager", "recordLeaseSignature", leaseId=lease["id"])
    assert (signed["status"], signed["signedOn"]) == ("ACTIVE", str(clock.today("Europe/Oslo") + MONTH))
    found = await office.ask("admin", "{ viewer { organization { isSandbox now } } }")
    assert found["viewer"]["organization"]["isSandbox"] is True
    assert found["viewer"]["organization"]["now"][:7] == str(clock.today("UTC") + MONTH)[:7]
