"""Somebody who has moved out: the last debt is paid and the paper is kept, the rest is gone."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.async_api import Page

from tests.portal.conftest import Somebody, Stage
from tests.portal.pages import MANAGER
from tests.portal.test_files import PDF, choose
from tests.portal.test_money import ARRIVES_MS, JONAS, Play, till, to_the_provider
from tests.support.server import House
from tests.support.services import execute
from tests.support.simulator import Simulator

__all__ = ["till"]

MORE = """
INSERT INTO app.file (organization_id, id, kind, status, is_ready, name, content_type, size_bytes, sha256, uploaded_by,
                      lease_id, property_id, stored_key, created_at)
SELECT organization_id, gen_random_uuid(), 'DOCUMENT', 'READY', true, 'Paper ' || n || '.pdf', content_type, size_bytes,
       sha256, uploaded_by, lease_id, property_id, stored_key, created_at + n * interval '1 second'
  FROM app.file, generate_series(1, 60) AS n WHERE name = 'Signed.pdf'
"""
"""More than one page of papers that are newer than the one that was signed."""


async def do(somebody: Somebody, field: str, **input: Any) -> None:
    """Make a change as the pages do, which must not be refused."""
    kind = field[0].upper() + field[1:]
    query = f"mutation ($input: {kind}Input!) {{ {field}(input: $input) {{ errors {{ code }} }} }}"
    found = await somebody.page.evaluate(
        """async (body) => await (await fetch("/graphql", { method: "POST", credentials: "same-origin",
           headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) })).json()""",
        {"query": query, "variables": {"input": input}},
    )
    assert "errors" not in found and found["data"][field]["errors"] == [], found


def test_who_has_moved_out_pays_the_last_debt_and_keeps_the_paper_and_nothing_else(
    play: Play, own_house: House, till: tuple[str, Simulator]
) -> None:
    base, _ = till

    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, phone=True, locale="en")
        page = jonas.page
        lease = await page.locator(".hero a:has-text('Pay now')").first.get_attribute("href") or ""
        lease = lease.partition("lease=")[2]
        ingrid = await stage.person(MANAGER, locale="en")
        await ingrid.go(f"/leases/{lease}")
        await ingrid.page.wait_for_selector(".lease-page input[type=file]", state="attached")
        await choose(ingrid, ".lease-page", {"name": "Signed.pdf", "mimeType": "application/pdf", "buffer": PDF})
        await ingrid.page.wait_for_selector(".paper:has-text('Signed.pdf')")
        today = datetime.now(ZoneInfo("Europe/Oslo")).date().isoformat()
        await do(ingrid, "endLease", leaseId=lease, endOn=today)
        await jonas.go("/")
        # What is owed still, and the way to pay it, are on the first page.
        await page.wait_for_selector(".hero a:has-text('Pay now')")
        await page.click("a:has-text('Earlier leases')")
        await page.wait_for_selector(".remark:has-text('This lease ended on')")
        await kept(page)
        await jonas.go("/pay")
        await to_the_provider(page)
        await page.click("main button")
        await page.wait_for_selector("h1:has-text('Paid. Thank you.')", timeout=ARRIVES_MS)
        await ingrid.page.wait_for_selector(".hero:has-text('Everything is paid')", timeout=ARRIVES_MS)
        await do(ingrid, "changeLeaseStatus", leaseId=lease, to="CLOSED")
        await execute(own_house.database.superuser_url, MORE)
        await jonas.go("/lease")
        await page.wait_for_selector(".empty:has-text('There is no lease here.')")
        await kept(page)
        assert await page.locator(".paper").count() == 61
        await nothing_else(jonas, lease)

    play(scene, base=base)


async def nothing_else(guest: Somebody, lease: str) -> None:
    """Nothing to pay, to report, to say or to see of the lease is left."""
    for path, rest in (("/pay", ".hero, form"), ("/tickets", ".ticket"), ("/messages", ".line")):
        await guest.go(path)
        await guest.page.locator(".empty").first.wait_for()
        assert not await guest.page.locator(rest).count(), path
    await guest.go(f"/lease/{lease}")
    await guest.page.locator(".empty").first.wait_for()


async def kept(page: Page) -> None:
    """Open the paper that was signed."""
    async with page.expect_download() as saved:
        await page.click(".paper:has-text('Signed.pdf')")
    assert (await saved.value).suggested_filename == "Signed.pdf"
