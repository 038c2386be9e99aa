"""Somebody pays by card: begun over GraphQL, confirmed at the provider, told by it, and booked."""

from tests.paying.till import Till


async def test_a_card_payment_settles_what_is_owed(till: Till) -> None:
    charge = await till.charge("12950.00")
    payment = await till.start("12950.00", chargeIds=[charge["id"]])
    assert (payment["status"], payment["nextAction"]["provider"]) == ("REQUIRES_ACTION", "SIMULATOR")
    await till.enter_card(payment)
    await till.told()
    done = await till.payment(payment["id"])
    assert (done["status"], done["nextAction"], done["failure"]) == ("SUCCEEDED", None, None)
    query = "query($id: ID!) { node(id: $id) { ... on Charge { status openAmount { minor } } } }"
    settled = (await till.ask("tenant", query, id=charge["id"]))["node"]
    assert settled == {"status": "SETTLED", "openAmount": {"minor": "0"}}
    assert await till.balance("PROVIDER_FEE") > 0
    assert await till.balance("PROVIDER_CLEARING") == await till.at_provider()
