"""Both ways that mail can go, against one list of promises; SMTP against a real server, with and without TLS."""

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from app.integrations.mail import smtp
from app.integrations.mail.kept import MOST, KeptMail
from app.integrations.mail.port import Mail, Message, NotNow, Refused
from app.integrations.mail.smtp import Server, SmtpMail
from app.models.base import new_id
from app.settings import Settings, SettingsError
from tests.support.mail import Box, listening

# Said of a server that asks for passwords after TLS from the first byte, which it does not know of.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH")

SENDER = Address("Nordlys, Utleie", "post", "nordlys.example")


def message(**changes: Any) -> Message:
    values = {
        "message_id": str(new_id()),
        "recipient": "amira@nordlys.example",
        "subject": "مرحبًا بك في Nordlys",
        "text": "Blåbærsyltetøy\n.\nلا شيء\n",
        "html": "<p>Blåbærsyltetøy</p>",
        "locale": "ar",
        "written_at": datetime(2026, 7, 1, 12, tzinfo=UTC),
    }
    return Message(**{**values, **changes})


Look = Callable[[], list[tuple[str, str, str, str]]]


@pytest.fixture(params=["smtp", "kept"])
async def way(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Mail, Look]]:
    """A way for mail to go, and how to look at what came: Message-ID, recipient, subject, text."""
    if request.param == "kept":
        kept = KeptMail(tmp_path / "mail", SENDER.display_name)
        yield kept, lambda: [(each.message_id, each.recipient, each.subject, each.text) for each in kept.kept()[::-1]]
        return
    box = Box()
    async with listening(box) as port:
        yield SmtpMail(f"smtp://127.0.0.1:{port}", SENDER), lambda: [_facts(mail) for mail in box.taken]


def _facts(mail: EmailMessage) -> tuple[str, str, str, str]:
    text, _ = mail.iter_parts()
    assert isinstance(text, EmailMessage)
    words = text.get_content().replace("\r\n", "\n")
    return mail["Message-ID"].strip("<>").split("@")[0], mail["To"], mail["Subject"], words


async def test_a_mail_arrives_as_it_was_written(way: tuple[Mail, Look]) -> None:
    mail, look = way
    first, second = message(), message(recipient="jonas@nordlys.example")
    await mail.send(first)
    await mail.send(second)
    wanted = {(each.message_id, each.recipient, each.subject, each.text) for each in (first, second)}
    assert set(look()) == wanted
    assert mail.sender_name == "Nordlys, Utleie"


async def test_sent_twice_it_is_one_mail(way: tuple[Mail, Look]) -> None:
    mail, look = way
    once = message()
    await mail.send(once)
    await mail.send(once)
    assert len({id for id, *_ in look()}) == 1


async def test_many_at_once_arrive(way: tuple[Mail, Look]) -> None:
    mail, look = way
    many = [message() for _ in range(20)]
    await asyncio.gather(*map(mail.send, many))
    assert sorted(id for id, *_ in look()) == sorted(each.message_id for each in many)


async def test_one_recipient_is_in_the_envelope_and_the_sender_is_ours() -> None:
    box = Box()
    async with listening(box) as port:
        await SmtpMail(f"smtp://127.0.0.1:{port}", SENDER).send(message())
    assert [(each.mail_from, each.rcpt_tos) for each in box.envelopes] == [
        ("post@nordlys.example", ["amira@nordlys.example"])
    ]
    (mail,) = box.taken
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"] == '"Nordlys, Utleie" <post@nordlys.example>'


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ({"rcpt": "550 5.1.1 no such user"}, Refused),
        ({"rcpt": "451 4.3.0 greylisted"}, NotNow),
        ({"data": "554 5.7.1 not wanted"}, Refused),
        ({"data": "452 4.2.2 full"}, NotNow),
    ],
)
async def test_what_the_server_says_decides_whether_it_is_tried_again(
    answers: dict[str, str], wanted: type[Exception]
) -> None:
    box = Box()
    vars(box).update(answers)
    async with listening(box) as port:
        with pytest.raises(wanted) as raised:
            await SmtpMail(f"smtp://127.0.0.1:{port}", SENDER).send(message())
    assert str(raised.value).startswith(next(iter(answers.values()))[:3])


async def test_a_server_that_is_away_or_hangs_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "SEND_SECONDS", 0.3)
    box = Box()
    box.delay = 5
    async with listening(box) as port:
        mail = SmtpMail(f"smtp://127.0.0.1:{port}", SENDER)
        with pytest.raises(NotNow):
            await asyncio.wait_for(mail.send(message()), 2)
    with pytest.raises(NotNow):
        await mail.send(message())
    with pytest.raises(NotNow):
        await mail.greet()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    made = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run([*command, "-out", made[0], "-keyout", made[1], *names], check=True, capture_output=True)
    return made


@pytest.fixture
def contexts(certificate: tuple[Path, Path]) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What the server shows, and what trusts it."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(*certificate)
    return server, ssl.create_default_context(cafile=str(certificate[0]))


@pytest.fixture(params=["smtp", "smtps"])
async def guarded(
    request: pytest.FixtureRequest, contexts: tuple[ssl.SSLContext, ssl.SSLContext]
) -> AsyncIterator[tuple[Box, str, ssl.SSLContext]]:
    """A server with TLS that asks for a password: STARTTLS, or TLS from the first byte."""
    box, (context, trusting) = Box(), contexts

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"po st", b"p@ss/word"), handled=False)

    tls = {"implicit": context} if request.param == "smtps" else {"tls_context": context, "require_starttls": True}
    asked = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": request.param == "smtp"}
    async with listening(box, **tls, **asked) as port:
        yield box, f"{request.param}://po%20st:p%40ss%2Fword@127.0.0.1:{port}", trusting


async def test_with_tls_and_a_password(guarded: tuple[Box, str, ssl.SSLContext]) -> None:
    box, url, trusting = guarded
    mail = SmtpMail(url, SENDER, trusting)
    await mail.greet()
    await mail.send(message())
    assert len(box.taken) == 1


async def test_a_stranger_with_the_name_of_the_server_gets_nothing(guarded: tuple[Box, str, ssl.SSLContext]) -> None:
    box, url, _ = guarded
    with pytest.raises(NotNow):
        await SmtpMail(url, SENDER).send(message())
    assert box.taken == []


async def test_a_wrong_password_is_our_fault_and_the_mail_waits(guarded: tuple[Box, str, ssl.SSLContext]) -> None:
    box, url, trusting = guarded
    with pytest.raises(NotNow, match="535") as raised:
        await SmtpMail(url.replace("word@", "@"), SENDER, trusting).send(message())
    assert "p@ss" not in str(raised.value) and box.taken == []


def test_a_password_never_goes_in_clear() -> None:
    assert Server.of("smtp://mail.example").start_tls is True
    assert Server.of("smtps://mail.example").use_tls is True
    assert Server.of("smtp://mail.example?starttls=no").start_tls is False
    assert (Server.of("smtp://mail.example").port, Server.of("smtps://mail.example").port) == (587, 465)
    for wrong in ("smtp://a:b@mail.example?starttls=no", "http://mail.example", "smtp://"):
        with pytest.raises(ValueError):
            Server.of(wrong)


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        *(("SMTP_URL", url) for url in ("mail.example", "smtp://", "smtp://a:b@h:99999", "smtps://a:s3cret@h\x7f")),
        *(("SMTP_URL", url) for url in ("smtp://a:s3cret@mail.example?starttls=no", "smtp://h:0")),
        *(("MAIL_FROM", text) for text in ("nobody", "a@b\nBcc: c@d", "a@b.example, c@d.example", "<>", "x <a b@c.d>")),
    ],
)
def test_wrong_settings_are_refused_without_a_secret(variable: str, text: str) -> None:
    with pytest.raises(SettingsError, match=variable) as raised:
        Settings.from_environment({variable: text})
    assert "s3cret" not in str(raised.value)


async def test_only_the_newest_are_kept_and_nobody_else_reads_them(tmp_path: Path) -> None:
    kept = KeptMail(tmp_path / "mail")
    for _ in range(MOST + 5):
        await kept.send(message())
    await asyncio.sleep(0.002)  # ids of one millisecond are in no order
    newest = message(recipient="jonas@nordlys.example")
    await kept.send(newest)
    assert len(kept.kept()) == MOST
    assert kept.kept()[0] == newest == kept.one(newest.message_id)
    assert kept.kept("jonas@nordlys.example") == [newest]
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "mail").iterdir()} == {0}
    (tmp_path / "mail" / "zzz.json").write_text("{")
    assert kept.kept()[0] == newest


async def test_a_disk_that_takes_nothing_is_no_refusal(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotNow):
        await KeptMail(tmp_path / "file" / "mail").send(message())
    with pytest.raises(ValueError):
        await KeptMail(tmp_path).send(message(message_id="../../etc/passwd"))
