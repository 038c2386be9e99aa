"""What the house says about paying, and the account that it opens at the provider."""

from typing import Any

from app.models.leases import Lease
from app.resolvers.payments import accounts
from tests.paying.till import Till
from tests.resolvers.office import day

TERMS = "terms { currency allowsPartial returnedFee { minor } ways { method isOffered feePercent feeFlat } version }"
ACCOUNT = "account { id accountId usableFrom } url"


def way(**changed: Any) -> dict[str, Any]:
    """One way to pay, in an input."""
    return {"method": "CARD", "isOffered": True, "feePercent": "1.50", "feeFlat": "2.00", **changed}


async def test_terms_are_written_once_and_changed_in_place(till: Till) -> None:
    first = await till.do("admin", "setPaymentTerms", TERMS, currency="NOK", ways=[way()], **till.key())
    assert first["ways"] == [{"method": "CARD", "isOffered": True, "feePercent": "1.5", "feeFlat": "200"}]
    await till.rows("UPDATE property SET jurisdiction = 'DE'")
    given = {"currency": "NOK", "returnedFee": "35.00", "allowsPartial": False, "ways": [way(feePercent="0")]}
    again = await till.do("admin", "setPaymentTerms", TERMS, **given, **till.key())
    assert (again["returnedFee"]["minor"], again["allowsPartial"], len(again["ways"])) == ("3500", False, 1)
    assert len(await till.rows("SELECT FROM payment_terms WHERE currency = 'NOK'")) == 1


async def test_terms_that_cannot_be(till: Till) -> None:
    cases: list[dict[str, Any]] = [
        {"ways": [way(feePercent="10.01")]},
        {"ways": [way(feePercent="-1")]},
        {"ways": [way(feePercent="1.555")]},
        {"ways": [way(feeFlat="0.001")]},
        {"ways": [way(), way()]},
        {"ways": [way(method="CASH")]},
        {"ways": [way(method="SEPA_DEBIT")]},
        {"returnedFee": "-1"},
        {"debitRefundDays": 91},
    ]
    for changed in cases:
        given = {"currency": "NOK", **changed, **till.key()}
        assert (await till.refused("admin", "setPaymentTerms", **given))[0] == "BAD_USER_INPUT", changed
    assert await till.rows("SELECT FROM payment_terms WHERE currency = 'NOK'") == []


async def test_what_a_returned_payment_may_not_cost_is_refused_with_its_citation(till: Till) -> None:
    async def asked(currency: str, fee: str) -> Any:
        given = {"currency": currency, "returnedFee": fee, **till.key()}
        (error,) = (await till.attempt("admin", "setPaymentTerms", "__typename", **given))["errors"] or [None]
        return error

    error = await asked("NOK", "0.01")
    assert (error["code"], error["path"]) == ("UNLAWFUL", ["input", "returnedFee"])
    assert error["details"]["citation"].startswith("Husleieloven")
    assert await asked("NOK", "0") is None
    by_hand = {"leaseId": till.id(Lease, "north_1"), "code": "RETURNED_PAYMENT_FEE", "dueOn": day(0)}
    amount = {"amount": "1", "currency": "NOK"}
    refused = await till.refused("admin", "createCharge", **by_hand, amount=amount, description="Back", **till.key())
    assert refused == ("UNLAWFUL", ["input", "amount"])
    await till.rows("UPDATE property SET jurisdiction = 'US-NY', currency = 'USD'")
    error = await asked("USD", "20.01")
    assert (error["code"], error["details"]["maximumMinor"]) == ("UNLAWFUL", "2000")
    assert "5-328" in error["details"]["citation"]
    assert await asked("USD", "20") is None
    assert await asked("EUR", "90") is None


async def test_an_account_that_replaces_another_waits_three_days_and_everybody_is_told(till: Till) -> None:
    await till.reachable("admin")
    before = await till.rows("SELECT count(*) FROM mail")
    wish = {"country": "NO", "replaces": True, **till.key()}
    made = await till.do("admin", "openPaymentAccount", ACCOUNT, **wish)
    assert made["accountId"] != till.accounts["A"]
    assert await till.do("admin", "openPaymentAccount", ACCOUNT, **wish) == made
    assert (await till.rows("SELECT count(*) FROM mail"))[0][0] == before[0][0] + 1
    found = await till.rows(
        "SELECT usable_from > now() + $2 FROM provider_account WHERE external_id = $1",
        made["accountId"],
        accounts.HELD_BACK * 0.99,
    )
    assert [row[0] for row in found] == [True]
    payment = await till.start("100.00")
    assert payment["nextAction"]["accountId"] == till.accounts["A"]
    assert (await till.refused("admin", "openPaymentAccount", **{**wish, **till.key()}))[0] == "CONFLICT"
    await till.rows("UPDATE provider_account SET usable_from = now() WHERE external_id = $1", made["accountId"])
    later = await till.start("100.00")
    assert later["nextAction"]["accountId"] == made["accountId"]
    assert (await till.refused("manager", "openPaymentAccount", country="NO", **till.key()))[0] == "FORBIDDEN"
    assert (await till.refused("admin", "openPaymentAccount", country="N0RWAY", **till.key()))[0] == "BAD_USER_INPUT"
