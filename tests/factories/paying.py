"""How people pay: the landlord's account at the provider, saved cards, standing orders, and words about them."""

from datetime import timedelta

from app.models.autopay import Autopay, AutopayRun, AutopayRunStatus, AutopayStatus, AutopayTiming
from app.models.leases import Lease
from app.models.payment_methods import PaymentMethod, PaymentMethodStatus
from app.models.payment_terms import PaymentPrice, PaymentTerms
from app.models.payments import Payment, PaymentMethodKind
from app.models.people import Member
from app.models.provider import (
    AccountStatus,
    AttemptKind,
    AttemptState,
    EventState,
    PaymentAttempt,
    ProviderAccount,
    ProviderEvent,
    ProviderName,
    ProviderObject,
)
from app.models.refunds import Refund, RefundStatus
from tests.factories.houses import APART, House


def account(house: House) -> ProviderAccount:
    """The landlord's account at the provider."""
    return house.make(
        ProviderAccount,
        "account",
        provider=ProviderName.SIMULATOR,
        is_live=False,
        external_id=f"acct_world{house.key}",
        status=AccountStatus.ACTIVE,
        usable_from=house.ago(30),
        read_until=house.now,
    )


def card(house: House, name: str, member: str) -> PaymentMethod:
    """A card that somebody saved."""
    return house.make(
        PaymentMethod,
        name,
        provider_account_id=house.id(ProviderAccount, "account"),
        member_id=house.id(Member, member),
        kind=PaymentMethodKind.CARD,
        status=PaymentMethodStatus.ACTIVE,
        external_id=f"pm_{name}{house.key}",
        label=house.text(PaymentMethod, name, "label"),
        accepted_at=house.ago(20),
    )


def autopay(house: House, name: str, member: str, lease: str) -> Autopay:
    """A standing order for all that is due, which has left out one month."""
    under = house.rows[Lease][lease]
    made = house.make(
        Autopay,
        name,
        property_id=under.property_id,
        lease_id=under.id,
        member_id=house.id(Member, member),
        payment_method_id=house.id(PaymentMethod, member),
        status=AutopayStatus.ACTIVE,
        timing=AutopayTiming.DUE_DATE,
        share_ppm=1_000_000,
        currency="NOK",
        skips_next=False,
    )
    month = house.ago(100 + 40 * APART[house.key]).date().replace(day=1)
    house.make(
        AutopayRun,
        name,
        autopay_id=made.id,
        period_start=month,
        run_on=month,
        status=AutopayRunStatus.SKIPPED,
        why="nothing_due",
        amount_minor=0,
    )
    return made


def refund(house: House, name: str) -> Refund:
    """A refund that did not arrive."""
    payment = house.rows[Payment][name]
    return house.make(
        Refund,
        name,
        property_id=payment.property_id,
        lease_id=payment.lease_id,
        payment_id=payment.id,
        status=RefundStatus.FAILED,
        amount_minor=house.minor(100),
        currency=payment.currency,
        reason=house.text(Refund, name, "reason"),
        asked_by=house.id(Member, "admin"),
        failure_code="declined",
    )


def words(house: House, payment: str) -> None:
    """What the provider was asked about a payment, what it calls it, and what it told."""
    at = house.id(ProviderAccount, "account")
    id = house.id(Payment, payment)
    house.make(
        PaymentAttempt,
        payment,
        provider_account_id=at,
        kind=AttemptKind.START,
        payment_id=id,
        params={},
        state=AttemptState.DONE,
        tries=1,
        due_at=house.ago(1),
        sent_at=house.ago(1),
        ended_at=house.ago(1),
    )
    house.make(
        ProviderObject,
        payment,
        provider_account_id=at,
        external_id=f"pi_{payment}{house.key}",
        payment_id=id,
        status="succeeded",
        looked_at=house.now + timedelta(minutes=1),
    )
    house.make(
        ProviderEvent,
        payment,
        provider_account_id=at,
        external_id=f"evt_{payment}{house.key}",
        kind="payment_intent.succeeded",
        object_key=f"pi_{payment}{house.key}",
        is_ours=True,
        state=EventState.DONE,
        tries=1,
        due_at=house.ago(1),
        ended_at=house.ago(1),
    )


def terms(house: House) -> None:
    """What paying in dollars would cost."""
    made = house.make(
        PaymentTerms,
        "USD",
        currency="USD",
        allows_partial=True,
        allows_ahead=True,
        returned_fee_minor=house.minor(2_500),
        pauses_autopay=True,
        debit_refund_days=7,
        proved_refund_minor=house.minor(100_000),
    )
    house.make(
        PaymentPrice,
        "USD",
        terms_id=made.id,
        method=PaymentMethodKind.CARD,
        is_offered=True,
        fee_bps=290,
        fee_flat_minor=house.minor(30),
    )


BEFORE = (ProviderAccount, PaymentMethod)
AFTER = (PaymentTerms, PaymentPrice, Autopay, AutopayRun, Refund, PaymentAttempt, ProviderObject, ProviderEvent)
"""What is written before payments, and after them."""


def everything(house: House) -> None:
    """All of it, for the leases and tenants of the world."""
    account(house)
    for name, lease in {"tenant": "north_1", "southerner": "south_1"}.items():
        card(house, name, name)
        autopay(house, name, name, lease)
    for lease in ("north_1", "north_2", "north_old", "south_1"):
        refund(house, lease)
    words(house, "north_1")
    terms(house)
