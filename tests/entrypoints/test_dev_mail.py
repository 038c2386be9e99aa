"""`/dev/mail`: what was kept is shown in the demo, harmlessly, and in production there is no such page."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from app.entrypoints.dev_mail import mail_routes
from app.integrations.mail.kept import KeptMail
from app.integrations.mail.letters import compose
from app.integrations.mail.port import Message
from app.main import build
from app.models.base import new_id
from app.models.mail import Template
from app.settings import Mode, Settings

LINK = "https://portal.example/i?token=a&b=1"
EVIL = "</pre></title><script>alert(1)</script>"


@pytest.fixture
def kept(tmp_path: Path) -> KeptMail:
    return KeptMail(tmp_path / "mail")


@pytest.fixture
async def page(kept: KeptMail) -> AsyncIterator[httpx.AsyncClient]:
    application = Starlette(routes=mail_routes(kept, "http://demo:8000"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://demo") as client:
        yield client


async def keep(kept: KeptMail, recipient: str, locale: str = "ar") -> Message:
    values = {"organization": EVIL, "inviter": "Åse", "until": datetime(2026, 7, 1, tzinfo=UTC), "link": LINK}
    subject, text, html = compose(Template.INVITATION, values, locale, "Europe/Oslo", "Nordlys")
    message = Message(str(new_id()), recipient, subject, text, html, locale, datetime.now(UTC))
    await kept.send(message)
    return message


async def test_mail_is_listed_and_shown(page: httpx.AsyncClient, kept: KeptMail) -> None:
    assert "No mail yet" in (await page.get("/dev/mail")).text
    first, second = await keep(kept, "amira@nordlys.example"), await keep(kept, "jonas@nordlys.example", "nb")
    listed = (await page.get("/dev/mail")).text
    assert listed.index(second.message_id) < listed.index(first.message_id)
    shown = await page.get(f"/dev/mail/{first.message_id}")
    assert f'src="/dev/mail/{first.message_id}/html"' in shown.text and 'dir="rtl"' in shown.text
    html = await page.get(f"/dev/mail/{first.message_id}/html")
    assert 'href="https://portal.example/i?token=a&amp;b=1"' in html.text and '<base target="_blank">' in html.text
    for answer in (listed, shown.text, html.text):
        assert "<script" not in answer
    assert "sandbox" in html.headers["content-security-policy"]
    for path in (f"/dev/mail/{first.message_id}", f"/dev/mail/{first.message_id}/html"):
        policy = (await page.get(path)).headers["content-security-policy"]
        assert policy.startswith("default-src 'none'") and "script-src" not in policy


async def test_programs_ask_for_the_mail_of_somebody(page: httpx.AsyncClient, kept: KeptMail) -> None:
    await keep(kept, "amira@nordlys.example")
    wanted = await keep(kept, "jonas@nordlys.example", "nb")
    (found,) = (await page.get("/dev/mail.json", params={"to": "Jonas@nordlys.example"})).json()
    assert (found["id"], found["locale"], found["subject"]) == (wanted.message_id, "nb", wanted.subject)
    assert LINK in found["text"]
    assert len((await page.get("/dev/mail.json")).json()) == 2
    assert (await page.get("/dev/mail.json", params={"to": "nobody@nordlys.example"})).json() == []


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *((host, 200) for host in ("demo", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "192.0.2.7", "DEMO:80")),
        *((host, 404) for host in ("attacker.example", "attacker.example:8000", "localhost.attacker.example", "demo.")),
    ],
)
async def test_a_name_that_is_not_ours_shows_no_mail(
    page: httpx.AsyncClient, kept: KeptMail, host: str, status: int
) -> None:
    mail = await keep(kept, "amira@nordlys.example")
    for path in ("", ".json", f"/{mail.message_id}", f"/{mail.message_id}/html"):
        answer = await page.get(f"/dev/mail{path}", headers={"Host": host})
        assert answer.status_code == status and (status == 200 or mail.subject not in answer.text), path


@pytest.mark.parametrize("id", ["x", "..%2f..%2fetc%2fpasswd", "0198-%00", "é"])
async def test_what_is_not_there_is_not_found(page: httpx.AsyncClient, id: str) -> None:
    assert (await page.get(f"/dev/mail/{id}")).status_code == 404
    assert (await page.get(f"/dev/mail/{id}/html")).status_code == 404


@pytest.mark.parametrize(
    ("mode", "smtp_url", "there"),
    [
        ("demo", "", True),
        ("test", "", True),
        ("development", "", False),
        ("production", "", False),
        ("test", "smtp://127.0.0.1:1", False),
    ],
)
def test_only_the_demo_shows_mail(settings: Settings, mode: Mode, smtp_url: str, there: bool) -> None:
    application = build(replace(settings, mode=mode, smtp_url=smtp_url))
    paths = {route.path for route in application.routes if isinstance(route, Route)}
    assert "/readyz" in paths
    assert any(path.startswith("/dev/") for path in paths) is there
