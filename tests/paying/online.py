"""The rules of money over HTTP: whatever they say is asked of a server, which asks the simulator of Stripe."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.models.base import new_id
from app.models.ids import from_global, to_global
from tests.money.reader import Reader
from tests.money.spending import ZONES
from tests.paying.counter import MANAGER, TENANT, Counter, key

CARD = {"type": "card", "expires": "12/40", "cvc": "123"}
ACCOUNT = {"type": "us_bank_account", "routing_number": "110000000", "account_number": "000000000009", "name": "Dana"}
GOOD, ASKED, BAD = "4000000000000077", "4000002760003184", "4000000000000002"
NUMBERS = {"at once": GOOD, "after a question": ASKED, "declined": BAD, "refused": ASKED}
ENDS = {"at once": "SUCCEEDED", "after a question": "SUCCEEDED", "declined": "FAILED", "refused": "FAILED"}
BY_HAND = {"RENT", "UTILITY", "PARKING", "STORAGE", "DEPOSIT"}

# Who lives in the lease that is copied lives in the copy, which may lie elsewhere.
MOVE_IN = """
INSERT INTO {table}
SELECT (jsonb_populate_record(x, jsonb_build_object('id', gen_random_uuid(), 'lease_id', $2::uuid,
                                                    'property_id', $3::uuid, 'building_id', null, 'unit_id', null))).*
  FROM {table} x WHERE x.lease_id = $1
"""
NAMED = "SELECT external_id, client_secret FROM provider_object WHERE payment_id = $1"
STOOD = "SELECT status, refunded_minor FROM payment WHERE id = $1"
NEWEST = "SELECT id FROM credit WHERE lease_id = $1 ORDER BY id DESC LIMIT 1"
FORGIVEN = "SELECT id FROM credit WHERE charge_id = $1 ORDER BY id DESC LIMIT 1"


class Online(Reader):
    """Does what the rules say as a tenant and an accountant do it, and waits until the server knows of it."""

    # Every day that is lived has a midnight in each zone: two of them, in which it is another day.
    currencies, zones, scale, least, most_orders = ("USD",), ZONES[1:3], 100, 50, 2

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter.house.database, from_global(counter.lease)[1])
        self.counter = counter
        self.refunded: dict[UUID, int] = {}
        self.statuses: set[str] = set()
        """What was reached by any payment."""
        self.last: tuple[Any, ...] | None = None

    def lease(self, currency: str, zone: str) -> tuple[UUID, UUID]:
        id, place = super().lease(currency, zone)
        for table in ("lease_party", "access_grant"):
            self.run(self.boss.execute(MOVE_IN.format(table=table), self.like, id, place))
        return id, place

    def code(self, code: str) -> str:
        return code if code in BY_HAND else "OTHER"

    def do(self, who: str, mutation: str, selection: str, **input: Any) -> Any:
        """Run a mutation that is not refused."""
        given = {**input, **key()}
        payload = self.counter.do(who, mutation, selection, **given)
        assert payload["errors"] == [], (mutation, payload)
        self.last = (who, mutation, selection, given, payload)
        return payload

    def again(self) -> None:
        if self.last is not None:
            who, mutation, selection, given, payload = self.last
            told = self.counter.do(who, mutation, selection, **given)
            assert told == payload, (mutation, told, payload)

    def charge(self, lease: UUID, code: str, amount: int, days: int) -> UUID:
        due_on = self.day_of(lease) + timedelta(days=days)
        given = {"leaseId": to_global("Lease", lease), "code": code, "amount": dollars(amount), "description": "A test"}
        made = self.do(MANAGER, "createCharge", "charge { id }", **given, dueOn=due_on.isoformat())
        return from_global(made["charge"]["id"])[1]

    def pay(self, lease: UUID, amount: int, prefers: tuple[UUID, ...], how: str) -> UUID:
        id = self._started(lease, amount, "CARD", [to_global("Charge", charge) for charge in prefers])
        if how == "cancelled":
            self.do(TENANT, "cancelPayment", "payment { id }", paymentId=to_global("Payment", id))
            self.becomes(id, "CANCELLED")
            return id
        self._enter(id, **CARD, number=NUMBERS[how])
        if NUMBERS[how] == ASKED:
            self._control("authentications", id, agreed=how != "refused")
        self.becomes(id, ENDS[how])
        return id

    def set_out(self, lease: UUID, amount: int) -> UUID:
        id = self._started(lease, amount, "ACH_DEBIT", [])
        self._enter(id, **ACCOUNT)
        self.becomes(id, "PROCESSING")
        return id

    def arrive(self, payment: UUID) -> None:
        self._control("debits", payment, fails=None)
        self.becomes(payment, "SUCCEEDED")

    def fail(self, payment: UUID) -> None:
        self._control("debits", payment, fails="account_closed")
        self.becomes(payment, "FAILED")

    def bring_back(self, payment: UUID) -> None:
        self._control("returns", payment, code="R01")
        self.becomes(payment, "RETURNED")

    def dispute(self, payment: UUID) -> str:
        """Let the payer object at the bank; returns what the provider calls it."""
        made = self._control("disputes", payment)
        self.becomes(payment, "DISPUTED")
        return str(made["id"])

    def decide(self, payment: UUID, dispute: str, won: bool) -> None:
        """Let the bank decide about an objection."""
        self.counter.simulator.control(f"disputes/{dispute}", won=won)
        self.becomes(payment, "SUCCEEDED" if won else "CHARGED_BACK")

    def concede(self, lease: UUID, amount: int) -> UUID:
        given = {"leaseId": to_global("Lease", lease), "amount": dollars(amount), "reason": "A test"}
        self.do(MANAGER, "createCredit", "lease { id }", **given)
        return self._one(NEWEST, lease)

    def forgive(self, charge: UUID, kind: str) -> UUID:
        mutation = "waiveCharge" if kind == "WAIVER" else "writeOffCharge"
        self.do(MANAGER, mutation, "charge { id }", chargeId=to_global("Charge", charge), reason="A test")
        return self._one(FORGIVEN, charge)

    def reverse(self, charge: UUID) -> None:
        given = {"chargeId": to_global("Charge", charge), "reason": "A test"}
        self.do(MANAGER, "reverseCharge", "charge { id }", **given)

    def take_credit_back(self, credit: UUID) -> None:
        given = {"ledgerLineId": to_global("LedgerLine", self.line_of(credit)), "reason": "A test"}
        self.do(MANAGER, "reverseCredit", "lease { id }", **given)

    def give_back(self, payment: UUID, amount: int) -> UUID:
        given = {"paymentId": to_global("Payment", payment), "amount": dollars(amount), "reason": "A test"}
        self.do(MANAGER, "refundPayment", "payment { id }", **given)
        self.refunded[payment] = self.refunded.get(payment, 0) + amount
        self.becomes(payment, "PARTIALLY_REFUNDED", "REFUNDED")
        return new_id()

    def becomes(self, payment: UUID, *statuses: str) -> None:
        """Wait until the server knows what the provider knows about a payment."""

        def seen() -> Any:
            return tuple(self.run(self.boss.fetchrow(STOOD, payment)))

        wanted = [(status, self.refunded.get(payment, 0)) for status in statuses]
        self.counter.until(lambda: seen() in wanted, lambda: (seen(), wanted))
        self.statuses.add(seen()[0])

    def _started(self, lease: UUID, amount: int, method: str, charges: list[str]) -> UUID:
        given = {"leaseId": to_global("Lease", lease), "amount": dollars(amount), "fee": dollars(0), "method": method}
        begun = self.do(TENANT, "startPayment", "payment { id }", **given, chargeIds=charges)
        id = from_global(begun["payment"]["id"])[1]
        self.becomes(id, "REQUIRES_ACTION")
        return id

    def _enter(self, payment: UUID, **form: str) -> None:
        # What the payer's browser does on the provider's page.
        secret = self.run(self.boss.fetchrow(NAMED, payment))["client_secret"]
        self.counter.post(f"{self.counter.simulator.address}/pay/{secret}", **form)

    def _control(self, what: str, payment: UUID, **given: Any) -> Any:
        intent = self.run(self.boss.fetchrow(NAMED, payment))["external_id"]
        return self.counter.simulator.control(f"{what}/{intent}", **given)

    def _one(self, sql: str, about: UUID) -> UUID:
        found: UUID = self.run(self.boss.fetchval(sql, about))
        return found


def dollars(minor: int) -> dict[str, str]:
    """Cents as the API takes them."""
    return {"amount": f"{minor / 100:.2f}", "currency": "USD"}
