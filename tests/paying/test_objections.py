"""Card holders object: the money is away while that is decided, and back or gone afterwards."""

import httpx
import pytest

from tests.paying.till import Till

OBJECTS = "4000000000000259"


@pytest.mark.parametrize("is_won", [True, False])
async def test_an_objection_is_decided(till: Till, is_won: bool) -> None:
    await till.let_in("NOK")
    await till.charge("100.00")
    payment = await till.paid("100.00", number=OBJECTS)
    await till.days(1)
    seen = await till.payment(payment["id"])
    assert (seen["status"], await till.open_minor()) == ("DISPUTED", 0)
    assert await till.balance("PROVIDER_CLEARING") == await till.at_provider()
    await till.control(f"disputes/{await _dispute(till)}", won=is_won)
    await till.told()
    seen = await till.payment(payment["id"])
    assert (seen["status"], await till.open_minor()) == (("SUCCEEDED", 0) if is_won else ("CHARGED_BACK", 10_000))
    assert await till.balance("DISPUTE_RECEIVABLE") == 0
    assert await till.balance("PROVIDER_CLEARING") == await till.at_provider()


async def _dispute(till: Till) -> str:
    """What the provider calls the only objection."""
    headers = {"Authorization": "Bearer sk_test_simulated", "Stripe-Account": till.accounts["A"]}
    async with httpx.AsyncClient(headers=headers) as client:
        listed = (await client.get(f"{till.simulator.address}/v1/disputes")).json()["data"]
    return str(listed[0]["id"])
