"""What the program asks of the provider of payments, and how the provider's answers look to it.

Amounts are in the currency's minor units as the rest of the program counts them; the adapter converts.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

SECONDS = 10.0
"""No call takes longer."""


class NoAnswer(Exception):
    """Nobody knows whether it was done: ask again with the same key. The message has no secret in it."""


class Later(Exception):
    """Nothing was done, because the provider is busy or the first call with the key still runs: the same key later."""


class Declined(Exception):
    """The payer's bank or card said no; `code` is the provider's word for why."""

    def __init__(self, code: str, intent: "Intent | None" = None) -> None:
        super().__init__(code)
        self.code = code
        self.intent = intent


class Refused(Exception):
    """The provider will never do this as it was asked; `code` is its word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Forged(Exception):
    """A webhook that the provider did not send, or not lately."""


class Elsewhere(Exception):
    """A webhook that the provider did send, and that is not about an account of this installation."""


@dataclass(frozen=True, slots=True)
class To:
    """At which account, and under which idempotency key."""

    account: str
    key: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A card or an account as the provider keeps it; `kind` is our word for the way."""

    external_id: str
    kind: str
    label: str
    expires_on: date | None = None
    mandate: str | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement of the landlord's balance at the provider: `fee_minor` is what the provider kept of the gross."""

    external_id: str
    gross_minor: int
    fee_minor: int
    currency: str
    platform_fee_minor: int = 0
    at: datetime | None = None
    """When the provider moved it."""


@dataclass(frozen=True, slots=True)
class Objection:
    """A payer's objection at the bank; on a bank debit it is final."""

    external_id: str
    status: str
    reason: str
    amount_minor: int
    moved: tuple[Moved, ...] = ()
    at: datetime | None = None
    """When the bank objected."""


@dataclass(frozen=True, slots=True)
class Refunded:
    """A refund as the provider sees it."""

    external_id: str
    status: str
    amount_minor: int
    currency: str
    intent_id: str | None = None
    failure_code: str | None = None
    moved: Moved | None = None
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Intent:
    """A payment as the provider sees it at one moment."""

    external_id: str
    status: str
    amount_minor: int
    currency: str
    client_secret: str | None = field(default=None, repr=False)
    failure_code: str | None = None
    saved: Saved | None = None
    moved: Moved | None = None
    objections: tuple[Objection, ...] = ()
    refunds: tuple[Refunded, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    sent_at: datetime | None = None
    """When the payer last let it go, by the provider's clock."""
    failed_at: datetime | None = None
    """When it last failed, as an event said."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """The saving of a card or an account, as the provider sees it."""

    external_id: str
    status: str
    client_secret: str | None = field(default=None, repr=False)
    failure_code: str | None = None
    saved: Saved | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """That something happened at the provider, and to what; whoever hears it looks for himself."""

    external_id: str
    kind: str
    account: str
    object_key: str
    intent_key: str | None
    at: datetime
    is_ours: bool = False
    body: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A payment to begin. With `method`, the payer's saved one is charged at once, without the payer if `absent`."""

    amount_minor: int
    currency: str
    kind: str
    metadata: dict[str, str]
    customer: str | None = None
    method: str | None = None
    mandate: str | None = None
    absent: bool = False
    platform_fee_minor: int = 0
    return_url: str = ""


class Provider(Protocol):
    """Moves money between payers and the landlord's account. Every call ends within ten seconds.

    Raises `NoAnswer`, `Later` and `Refused`; what charges somebody raises `Declined` too.
    """

    name: str
    is_live: bool
    publishable_key: str
    application_fee_bps: int
    at_once: int

    async def open_account(self, key: str, name: str, country: str) -> str:
        """Make an account for a landlord; returns what the provider calls it."""

    async def account_link(self, account: str, back_url: str) -> str:
        """Return an address at which the landlord completes the account."""

    async def add_customer(self, to: To, name: str, metadata: dict[str, str]) -> str:
        """Make somebody known at an account; returns what the provider calls them."""

    async def start(self, to: To, payment: NewPayment) -> Intent:
        """Begin a payment."""

    async def cancel(self, to: To, intent_id: str) -> Intent:
        """Stop a payment that is not under way; one that is, stays as it is and is returned."""

    async def intent(self, account: str, intent_id: str, with_refunds: bool = False) -> Intent:
        """Look at a payment, with its charge, movements and objections; refunds that failed only when asked for."""

    async def find(self, account: str, payment_id: str, since: datetime) -> Intent | None:
        """Look for a payment by what we call it, among those made since a moment."""

    async def refund(self, to: To, intent_id: str, amount: tuple[int, str], metadata: dict[str, str]) -> Refunded:
        """Pay something back; `amount` is minor units and currency."""

    async def refunded(self, account: str, refund_id: str) -> Refunded:
        """Look at a refund."""

    async def begin_setup(self, to: To, kind: str, customer: str, metadata: dict[str, str]) -> SetUp:
        """Begin to save a card or an account, to be charged later without the payer."""

    async def setup(self, account: str, setup_id: str) -> SetUp:
        """Look at the saving of a card or an account."""

    async def forget(self, to: To, method_id: str) -> None:
        """Forget a saved card or account."""

    async def held(self, account: str) -> dict[str, int]:
        """Return what an account holds and has paid out to the bank since it is there, by currency."""

    def events(self, account: str, since: datetime) -> AsyncIterator[Hint]:
        """Yield all that happened at an account since a moment, the newest first; raises `Later` for too much."""

    def hint(self, body: bytes, signature: str | None, now: datetime) -> Hint:
        """Return what a webhook tells; raises `Forged` and `Elsewhere`."""

    def check(self, amount_minor: int, currency: str) -> None:
        """Raise `ValueError`, in words for people, for an amount that the provider cannot take."""

    async def go_to(self, moment: datetime) -> None:
        """Let time pass at the provider, where that is possible: a sandbox lives through days that have not come."""

    def page(self, account: str, client_secret: str) -> str | None:
        """Return where a payer confirms instead of in our own page; None where our own page does it."""

    async def close(self) -> None:
        """Close whatever is open; the next call opens it again."""

    async def greet(self) -> str:
        """Look whether the provider knows us; returns what it calls us."""
