"""The books are held against what the provider says that it holds."""

import httpx
import pytest

from app.doctor.ledger import elsewhere
from app.integrations.stripe.adapter import Stripe
from app.integrations.stripe.client import Keys
from tests.paying.till import Till

KEYS = Keys("sk_test_nobody", "pk_test_nobody", ("whsec_nobody",), "http://127.0.0.1:9")


async def test_what_the_provider_holds_and_has_paid_out_is_what_the_books_say(
    till: Till, capsys: pytest.CaptureFixture[str]
) -> None:
    url, id, account = till.world.database.app_url, till.organization_id, till.accounts["A"]
    await till.charge("100.00")
    await till.paid("100.00")
    assert await elsewhere(url, id, till.provider) == []
    headers = {"Authorization": "Bearer sk_test_simulated", "Stripe-Account": account}
    async with httpx.AsyncClient(base_url=till.simulator.address, headers=headers) as client:
        await till.days(10)
        paid_out = await client.post("/v1/payouts", data={"amount": "5000", "currency": "nok"})
        assert paid_out.status_code == 200, paid_out.text
        assert await elsewhere(url, id, till.provider) == []
        stranger = {"amount": "700", "currency": "nok", "confirm": "true", "payment_method": "pm_card_visa",
                    "payment_method_types[]": "card"}  # fmt: skip
        taken = await client.post("/v1/payment_intents", data=stranger)
        assert taken.status_code == 200, taken.text
    (difference,) = await elsewhere(url, id, till.provider)
    assert (difference.check.split()[0], difference.subject) == ("M13", f"{account} NOK")
    assert int(difference.wanted) > int(difference.found)
    assert await elsewhere(url, id, Stripe(KEYS)) == []
    assert f"{account} does not answer" in capsys.readouterr().out
