"""What is agreed, over HTTP: an administrator changes rents, ends leases and moves the clock; a tenant orders."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.models.autopay import WHOLE_PPM
from app.models.ids import from_global, to_global
from tests.money.agreed import Order
from tests.paying.counter import ADMIN, MANAGER, TENANT, Counter, key
from tests.paying.online import CARD, Online, dollars

MOST_DAYS = 2
NOW = """
SELECT now() + make_interval(secs => o.ahead_seconds)
  FROM lease l JOIN organization o ON o.id = l.organization_id WHERE l.id = $1
"""
SAVED = "SELECT status FROM payment_method WHERE id = $1"
RUN = """
SELECT r.status, p.id, p.amount_minor, p.status AS paid FROM autopay_run r
  LEFT JOIN payment p ON p.organization_id = r.organization_id AND p.id = r.payment_id
 WHERE r.autopay_id = $1 AND r.period_start = $2
"""


class Resident(Online):
    """All of the rules, as people do it."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.card = self._saved()
        self.last = None  # what there is to do about a card is another thing once it is saved

    def move_clock(self, gone: int, days: int) -> int:
        # Every day on the way is lived by the whole demo: a few are enough here.
        days = max(0, min(days, MOST_DAYS - gone))
        if days:
            self.counter.live(days)
        moment = self.run(self.boss.fetchval(NOW, self.like))
        if not gone:
            self.now = moment - timedelta(days=days)
        assert timedelta() <= moment - (self.now + timedelta(days=gone + days)) < timedelta(hours=1)
        return days

    def amend(self, lease: UUID, amount: int, on: date) -> None:
        given = {"leaseId": to_global("Lease", lease), "rent": dollars(amount), "startsOn": on.isoformat()}
        self.do(ADMIN, "changeRent", "lease { id }", **given)

    def end(self, lease: UUID, on: date) -> None:
        self.do(ADMIN, "endLease", "lease { status }", leaseId=to_global("Lease", lease), endOn=on.isoformat())

    def return_deposit(self, lease: UUID, amount: int) -> None:
        given = {"leaseId": to_global("Lease", lease), "amount": dollars(amount), "reason": "A test"}
        self.do(MANAGER, "returnDeposit", "lease { id }", **given)

    def run_order(self, order: Order) -> tuple[UUID, int] | None:
        given = {
            "leaseId": to_global("Lease", order.lease),
            "paymentMethodId": self.card,
            "timing": "DAY_OF_MONTH",
            "dayOfMonth": order.run_on.day,
            "share": f"{order.share_ppm / WHOLE_PPM:f}",
            "cap": dollars(order.cap) if order.cap else None,
        }
        set_up = self.do(TENANT, "setAutopay", "autopay { id status }", **given)["autopay"]
        if set_up["status"] == "PAUSED":
            self._turn(set_up["id"], "ACTIVE")
        about = (from_global(set_up["id"])[1], order.period)

        def seen() -> Any:
            return self.run(self.boss.fetchrow(RUN, *about))

        self.counter.defer("payments.autopay")
        self.counter.until(lambda: (run := seen()) and (run["status"] == "SKIPPED" or run["paid"] == "SUCCEEDED"), seen)
        self._turn(set_up["id"], "PAUSED")
        run = seen()
        return None if run["status"] == "SKIPPED" else (run["id"], run["amount_minor"])

    def close_month(self, month: date) -> None:
        given = {"month": month.isoformat(), **key()}
        errors = self.counter.do(ADMIN, "closeAccountingPeriod", "period { isClosed }", **given)["errors"]
        assert [error["code"] for error in errors] in ([], ["CONFLICT"]), errors

    def _turn(self, order: str, to: str) -> None:
        self.do(TENANT, "changeAutopayStatus", "autopay { status }", autopayId=order, to=to)

    def _saved(self) -> str:
        """The card of the tenant, saved; returns its id."""
        selection = "paymentMethod { id } nextAction { url }"
        begun = self.do(TENANT, "startPaymentMethodSetup", selection, method="CARD")
        self.counter.post(begun["nextAction"]["url"], **CARD, number="4242424242424242")
        id = str(begun["paymentMethod"]["id"])
        known = from_global(id)[1]
        self.counter.until(lambda: self.run(self.boss.fetchval(SAVED, known)) == "ACTIVE", lambda: "no card was saved")
        return id
