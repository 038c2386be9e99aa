"""Who is told of rent that falls due, of what came and of what did not: once, in their language, as they wish."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.auth.outbox import unpacked
from app.entrypoints.notifications import mail_unread
from app.integrations.mail.letters import compose
from app.models.leases import Lease
from app.models.people import Member
from app.resolvers.payments import runs
from app.resolvers.reminders import remind_all
from tests.paying.test_debits import POOR, TAKEN_BACK
from tests.paying.till import Till
from tests.resolvers.office import day

LIST = "{ notifications(first: 20) { nodes { id kind text isRead target { __typename id } } } }"
READ = "mutation ($id: ID!) { markNotificationsRead(input: {notificationId: $id}) { errors { code } } }"
ORIGIN = "https://portal.example"
MAILS = """
SELECT id, template, recipient, locale, time_zone, contents::text AS contents FROM mail
 WHERE template IN ('mail-rent-due', 'mail-receipt', 'mail-payment-failed') ORDER BY recipient, created_at
"""
TENANT, CO_TENANT = "tenant.a@world.example", "co_tenant.a@world.example"


@pytest.fixture
async def home(till: Till) -> Till:
    """The home of the tenant with nothing owed, and nothing told of yet."""
    await till.let_in("NOK")
    await till.rows("UPDATE charge SET due_told_at = now()")
    await till.rows("DELETE FROM notification")
    await till.rows("DELETE FROM mail")
    return till


async def shown(till: Till, who: str, locale: str = "en") -> list[Any]:
    """What somebody sees behind the bell."""
    answer = await till.desk.ask(replace(till.world.viewer_of(who), locale=locale), LIST)
    assert "errors" not in answer, answer
    return list(answer["data"]["notifications"]["nodes"])


async def mails(till: Till, by: timedelta = timedelta(hours=1)) -> list[Any]:
    """Let time pass; returns all mail about money."""
    await till.rows("UPDATE notification SET mail_due_at = mail_due_at - $1::interval", by)
    await mail_unread(ORIGIN)
    return list(await till.rows(MAILS))


async def speak(till: Till, who: str, locale: str, zone: str) -> None:
    """Let somebody read another language, far away."""
    await till.rows(
        "UPDATE person SET locale = $2, time_zone = $3 WHERE id = (SELECT person_id FROM member WHERE id = $1)",
        *(till.id_of(Member, who), locale, zone),
    )


SAID = {
    "nb": ("forfaller", "120,00", "Oslo", 'dir="ltr"'),
    "en": ("is due on", "120.00", "Oslo", 'dir="ltr"'),
    "ar": ("يستحق", "120.00", "أوسلو", 'dir="rtl"'),
}


@pytest.mark.parametrize("locale", SAID)
async def test_what_falls_due_is_told_once_in_each_language(home: Till, locale: str) -> None:
    await speak(home, "tenant", locale, "Asia/Tokyo")
    await home.charge("80.00", due=3)
    await home.charge("40.00", due=3)
    await home.charge("500.00", due=20)
    assert await remind_all(home.organization_id) == 1
    assert await remind_all(home.organization_id) == 0, "once for each charge"
    word, amount, city, direction = SAID[locale]
    (seen,) = await shown(home, "tenant", locale)
    assert seen["kind"] == "RENT_DUE" and word in seen["text"] and amount in seen["text"]
    assert seen["target"] == {"__typename": "Lease", "id": home.id(Lease, "north_1")}
    assert [row["kind"] for row in await shown(home, "co_tenant")] == ["RENT_DUE"]
    found = {row["recipient"]: row for row in await mails(home)}
    assert set(found) == {TENANT, CO_TENANT}
    values = unpacked(found[TENANT]["contents"])
    # The property's day, however far away and ahead the reader's clock is.
    assert (values["on"], values["link"]) == (day(3), f"{ORIGIN}/pay")
    written = compose("mail-rent-due", values, found[TENANT]["locale"], found[TENANT]["time_zone"], "House")
    for part in written[1:]:
        assert amount in part and city in part and f"{ORIGIN}/pay" in part
    assert word in written[0] and f'<html lang="{locale}"' in written[2] and direction in written[2]
    assert len(await mails(home)) == 2, "each is mailed once"


async def test_who_has_paid_meanwhile_gets_no_mail_and_who_pays_a_part_reads_the_rest(home: Till) -> None:
    await home.charge("120.00", due=2)
    await remind_all(home.organization_id)
    await home.paid("20.00")
    due = [json.loads(row["contents"]) for row in await mails(home) if row["template"] == "mail-rent-due"]
    assert [row["amount"]["minor"] for row in due] == [10_000, 10_000]
    await home.rows("DELETE FROM mail")
    await home.charge("50.00", due=1)
    assert await remind_all(home.organization_id) == 1
    await home.paid("150.00")
    assert [row["template"] for row in await mails(home)] == ["mail-receipt"]


async def test_a_standing_order_is_told_instead(home: Till) -> None:
    await home.reachable("co_tenant")
    await home.charge("120.00", due=3)
    given = {"leaseId": home.id(Lease, "north_1"), "paymentMethodId": await home.saved("co_tenant")}
    await home.falls_due(day(3))
    await home.do("co_tenant", "setAutopay", "autopay { id }", **given, timing="DUE_DATE", **home.key())
    await remind_all(home.organization_id)
    assert [row["kind"] for row in await shown(home, "tenant")] == ["RENT_DUE"]
    assert await shown(home, "co_tenant") == []
    for _ in range(2):
        assert await runs.run_due(home.provider, home.organization_id) == 0
    (told,) = await shown(home, "co_tenant")
    assert told["kind"] == "RENT_DUE" and "standing order" in told["text"] and "120.00" in told["text"]
    assert [row["recipient"] for row in await mails(home)] == [TENANT], "the order has a mail of its own"


async def test_wishes_and_quiet_hours_count(home: Till) -> None:
    setting = (
        "INSERT INTO notification_setting (organization_id, member_id, quiet_from, quiet_until, choices)"
        " VALUES ($1, $2, $3::text::time, $4::text::time, $5::jsonb) ON CONFLICT (organization_id, member_id)"
        " DO NOTHING"
    )
    none = {"RENT_DUE": [False, False], "RECEIPT": [True, False]}
    where = home.organization_id
    await home.rows(setting, where, home.id_of(Member, "tenant"), None, None, json.dumps(none))
    # Quiet all day but for one minute: whatever time it is, the mail waits until the end of it.
    await speak(home, "co_tenant", "nb", "Asia/Tokyo")
    await home.rows(setting, where, home.id_of(Member, "co_tenant"), "00:01", "00:00", "{}")
    await home.charge("120.00", due=3)
    await remind_all(home.organization_id)
    assert await shown(home, "tenant") == []
    due = await home.rows(
        "SELECT mail_due_at AT TIME ZONE 'Asia/Tokyo' AS at FROM notification WHERE kind = 'RENT_DUE'"
    )
    assert [f"{row['at']:%M}" for row in due] == ["00"]
    assert await mails(home, timedelta(0)) == []
    await home.paid("120.00")
    assert [row["kind"] for row in await shown(home, "tenant")] == ["RECEIPT"]
    assert await mails(home, timedelta(days=2)) == [], "who wants no mail gets none; what was paid is not due"


async def test_a_receipt_comes_at_once_and_by_mail_though_it_was_read(home: Till) -> None:
    await speak(home, "tenant", "ar", "Asia/Tokyo")
    await home.charge("120.00", due=30)
    payment = await home.paid("120.00")
    await home.told()
    (seen,) = await shown(home, "tenant", "ar")
    assert seen["kind"] == "RECEIPT" and payment["number"] in seen["text"] and "وصلت" in seen["text"]
    assert seen["target"] == {"__typename": "Payment", "id": payment["id"]}
    assert await shown(home, "co_tenant") == [], "it is for whoever paid"
    assert (await home.ask("tenant", READ, id=seen["id"]))["markNotificationsRead"]["errors"] == []
    (mail,) = await mails(home, timedelta(0))
    assert (mail["recipient"], mail["template"]) == (TENANT, "mail-receipt")
    values = unpacked(mail["contents"])
    assert values["link"] == f"{ORIGIN}/pay/{payment['id']}" and values["on"] == day(0)
    assert len(await mails(home)) == 1


async def test_money_that_was_recorded_is_acknowledged_to_whoever_may_have_paid(home: Till) -> None:
    await home.charge("120.00", due=30)
    given = {"leaseId": home.id(Lease, "north_1"), "amount": {"amount": "120.00", "currency": "NOK"}}
    old = {**given, "method": "CASH", "receivedOn": str(day(-40))}
    await home.do("manager", "recordPayment", "payment { id }", **old, **home.key())
    assert await shown(home, "tenant") == [], "what came long ago is only written up"
    new = {**given, "method": "CHEQUE", "receivedOn": str(day(-1))}
    cheque = await home.do("manager", "recordPayment", "payment { id }", **new, **home.key())
    for who in ("tenant", "co_tenant"):
        (seen,) = await shown(home, who)
        assert seen["kind"] == "RECEIPT" and "was received on" in seen["text"]
    step = {"paymentId": cheque["id"], "to": "BOUNCED", "reason": "No cover", **home.key()}
    await home.do("manager", "changePaymentStatus", "payment { id }", **step)
    assert [row["kind"] for row in await shown(home, "tenant")] == ["PAYMENT_FAILED", "RECEIPT"]


@pytest.mark.parametrize(("iban", "days", "what"), [(POOR, 6, "failed"), (TAKEN_BACK, 40, "returned")])
async def test_money_that_does_not_come_or_goes_again_is_told_to_its_payer(
    home: Till, iban: str, days: int, what: str
) -> None:
    await home.let_in("EUR")
    await home.charge("100.00", currency="EUR", due=30)
    payment = await home.start("100.00", method="SEPA_DEBIT", currency="EUR")
    await home.enter(payment["nextAction"], type="sepa_debit", iban=iban, name="Tove Test")
    await home.told()
    assert await shown(home, "tenant") == [], "it is on its way"
    await home.days(days)
    seen = (await shown(home, "tenant"))[0]
    assert seen["kind"] == "PAYMENT_FAILED"
    assert seen["target"] == {"__typename": "Payment", "id": payment["id"]}
    mail = [row for row in await mails(home) if row["template"] == "mail-payment-failed"]
    assert [json.loads(row["contents"])["what"] for row in mail] == [what]
    for locale in ("nb", "en", "ar"):
        subject, plain, html = compose("mail-payment-failed", unpacked(mail[0]["contents"]), locale, "UTC", "House")
        assert payment["number"] in subject and payment["number"] in plain and f'lang="{locale}"' in html


async def test_a_card_that_is_refused_while_one_pays_is_no_news(home: Till) -> None:
    await home.charge("120.00", due=30)
    payment = await home.start("120.00")
    await home.enter_card(payment, "4000000000000002")
    await home.told()
    assert (await home.payment(payment["id"]))["status"] == "FAILED"
    assert await shown(home, "tenant") == []
