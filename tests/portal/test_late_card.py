"""A card that was saved, and that the provider tells of late: it is there by itself, however late that is."""

import asyncio
from collections.abc import Callable

from tests.portal.conftest import Stage
from tests.portal.test_money import ARRIVES_MS, JONAS, till
from tests.support.simulator import Simulator

__all__ = ["till"]

Play = Callable[..., None]
LOOKS = 12
"""More than a page made that gave up looking."""


def test_a_card_that_is_told_of_late_is_there_without_a_reload(play: Play, till: tuple[str, Simulator]) -> None:
    base, simulator = till

    async def scene(stage: Stage) -> None:
        jonas = await stage.person(JONAS, phone=True, locale="en")
        page, looks = jonas.page, list[str]()
        page.on(
            "request", lambda sent: looks.append(sent.url) if "query AutopayPage" in (sent.post_data or "") else None
        )
        await page.clock.install()
        await asyncio.to_thread(simulator.control, "webhooks/rules", hold=True)
        await jonas.go("/autopay")
        await page.click("button:has-text('Save: ')")
        await page.wait_for_selector("#number")
        await page.click("main button")
        waits, card = page.locator("[role=status]:has-text('as soon as it is saved')"), page.locator(".rows-of li")
        await waits.or_(card).first.wait_for()
        # The house looks by itself now and then, and may be first.
        while len(looks) < LOOKS and not await card.count():
            await page.clock.fast_forward(30_000)
            await asyncio.sleep(0.05)
        await asyncio.to_thread(simulator.control, "webhooks/rules", hold=False)
        async with asyncio.timeout(ARRIVES_MS / 1_000):
            while not await card.count():
                await page.clock.fast_forward(30_000)
                await asyncio.sleep(0.05)
        assert "4242" in await card.first.inner_text()
        await waits.wait_for(state="detached")

    play(scene, base=base)
