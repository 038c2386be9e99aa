"""The first day of a landlord, over HTTP alone: from an empty folder to a tenant who comes in by an Arabic mail."""

import asyncio
import csv
import hashlib
import io
import json
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pyotp
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.support.client import Client
from tests.support.commands import command, lines_until
from tests.support.services import open_folder
from tests.test_init import FLAGS, _free_port, said

PASSWORD = "a quiet fjord in autumn 71"
HEAD = [
    *("property id", "property", "address", "postal code", "city", "country", "unit id", "unit", "kind", "area"),
    *("tenant id", "tenant", "e-mail", "phone", "lease id", "from", "to", "rent", "due day"),
]
ACCEPT = """mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) {
    errors { code } token viewer { nextStep } } }"""
IMPORT = """query ($id: ID!) { node(id: $id) { ... on Import { status refusal rowCount doneCount faultCount
    propertyCount unitCount tenantCount leaseCount faults(first: 50) { row column message } } } }"""
TENANTS = """{ tenants(first: 1) { totalCount }
    leases(first: 50) { nodes { id parties { tenant { person { id email } } } } } }"""
CHARGES = """query ($id: ID!) { charges(first: 5, filter: {leaseId: $id}, orderBy: {dueOn: ASC}) { nodes {
    code dueOn amount { minor } } } }"""
BALANCE = "query ($id: ID!) { node(id: $id) { ... on Lease { balance { amount { minor } } } } }"
MONEY = """subscription { paymentEvents { __typename cursor
    ... on PaymentEvent { kind lease { balance { amount { minor } } } } } }"""
LANGUAGES = ("nb", "en", "ar")


def rows() -> list[list[str]]:
    """Twelve homes, fifteen people; in three of the rows something is wrong."""
    found = []
    for n in range(1, 16):
        # Three people rent a second place: a garage of the same property.
        unit = [f"U{n}", f"H{n:04}", "FLAT" if n <= 12 else "PARKING", "54"]
        tenant = [f"T{n}", f"Person {n}", f"person{n}@fjordheim.example", "+47 900 00 000"]
        lease = [f"L{n}", "2026-01-01", "", "12500", "31"]
        found.append(["P1", "Fjordgata 4", "Fjordgata 4", "0580", "Oslo", "NO", *unit, *tenant, *lease])
    found[3][HEAD.index("rent")] = "gratis"
    found[7][HEAD.index("e-mail")] = "nobody"
    found[11][HEAD.index("from")] = "31.02.2026"
    return found


def sheet(listed: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEAD, *listed])
    return out.getvalue().encode()


@pytest.fixture
def house() -> Iterator[tuple[Path, str, str]]:
    """A server in an empty folder, with its address and the link of its first administrator."""
    with open_folder() as folder:
        where = {"TENANTRY_VAR": str(folder / "var"), "TENANTRY_PORT": _free_port(), "TENANTRY_BACKUPS_KEPT": "0"}
        link = said(["init", *FLAGS], **where)
        process = command(["serve"], **where)
        try:
            lines_until(process, "Tenantry serves")
            yield folder / "var", f"http://127.0.0.1:{where['TENANTRY_PORT']}", link
        finally:
            process.terminate()
            process.communicate(timeout=30)


async def test_a_landlord_and_a_tenant_begin(house: tuple[Path, str, str]) -> None:
    var, url, link = house
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as http:
        randi = Client(http)
        await come_in(randi, token_in(link))
        await brings_in_a_list(randi)
        there = await randi.ask(TENANTS)
        assert there["tenants"]["totalCount"] == len(there["leases"]["nodes"]) == 14
        invited = await invites_in_three_languages(randi, there["leases"]["nodes"])
        mail = await mail_to(var, invited["ar"])
        assert mail["locale"] == "ar" and re.search("[\u0600-\u06ff]{3}", mail["subject"]), mail
        tenant, lease_id = await a_tenant_comes_in(http, token_in(mail["text"]), invited["ar"])
        await rent_is_asked_for_and_a_credit_seen_live(randi, tenant, lease_id)
        await in_tokyo(var, tenant, invited["ar"])
        steps = await randi.ask("{ viewer { organization { setUp { step isDone count } } } }")
        done = {step["step"]: step["count"] for step in steps["viewer"]["organization"]["setUp"]}
        assert any(count == 1 for count in done.values()), done


def token_in(words: str) -> str:
    """The secret of a link to come in by."""
    found = re.search(r"/invitation#([\w.-]+)", words)
    assert found, words
    return found[1]


async def come_in(client: Client, token: str) -> list[str]:
    """Accept an invitation and set up an authenticator app; returns the recovery codes."""
    accepted = (await client.ask(ACCEPT, input={"token": token, "password": PASSWORD}))["acceptInvitation"]
    assert accepted["errors"] == []
    client.token = accepted["token"]
    begun = (await client.ask("mutation { beginTotp { secret errors { code } } }"))["beginTotp"]
    assert begun["errors"] == []
    code = pyotp.TOTP(begun["secret"]).now()
    confirmed = await client.do("confirmTotp", "recoveryCodes token", code=code)
    client.token = confirmed["token"] or client.token
    again = (await client.ask(ACCEPT, input={"token": token, "password": PASSWORD}))["acceptInvitation"]
    assert [error["code"] for error in again["errors"]] == ["LINK_USED"]
    codes: list[str] = confirmed["recoveryCodes"]
    assert len(codes) >= 8
    return codes


async def send_sheet(client: Client, content: bytes) -> str:
    """Send a list to the organization; returns the id of the file."""
    home = (await client.ask("{ viewer { organization { id } } }"))["viewer"]["organization"]["id"]
    facts = {"name": "homes.csv", "contentType": "text/csv", "size": len(content)}
    sum = hashlib.sha256(content).hexdigest()
    asked = await client.do(
        "requestUpload", "file { id } upload { url headers { name value } }", aboutId=home, sha256=sum, **facts
    )
    headers = {header["name"]: header["value"] for header in asked["upload"]["headers"]}
    put = await client.http.put(asked["upload"]["url"], content=content, headers=headers)
    assert put.status_code in (200, 201, 204), put.text
    id: str = asked["file"]["id"]
    await client.do("completeUpload", "file { status }", fileId=id)
    return id


async def run_import(client: Client, file: str, **how: bool) -> dict[str, Any]:
    """Start an import and wait for its end."""
    started = await client.do("startImport", "import { id status }", fileId=file, **how)
    while True:
        found: dict[str, Any] = (await client.ask(IMPORT, id=started["import"]["id"]))["node"]
        if found["status"] not in ("WAITING", "RUNNING"):
            return found
        await asyncio.sleep(0.2)


async def brings_in_a_list(randi: Client) -> None:
    """Try the list, mend two rows of three, leave the third one out."""
    listed = rows()
    file = await send_sheet(randi, sheet(listed))
    tried = await run_import(randi, file, isTrial=True)
    assert (tried["status"], tried["faultCount"]) == ("DONE", 3)
    assert [(fault["row"], fault["column"]) for fault in tried["faults"]] == [(5, "rent"), (9, "e-mail"), (13, "from")]
    assert (await randi.ask("{ units(first: 1) { totalCount } }"))["units"]["totalCount"] == 0
    refused = await run_import(randi, file, isTrial=False)
    assert refused["status"] == "REFUSED" and refused["unitCount"] == 0
    listed[3][HEAD.index("rent")] = "12500"
    listed[7][HEAD.index("e-mail")] = "person8@fjordheim.example"
    file = await send_sheet(randi, sheet(listed))
    done = await run_import(randi, file, isTrial=False, skipBad=True)
    assert (done["status"], done["doneCount"], done["faultCount"]) == ("DONE", 14, 1), done
    assert (done["propertyCount"], done["unitCount"], done["tenantCount"], done["leaseCount"]) == (1, 14, 14, 14)
    again = await run_import(randi, file, isTrial=False, skipBad=True)
    assert (again["status"], again["unitCount"], again["leaseCount"]) == ("DONE", 0, 0)


async def invites_in_three_languages(randi: Client, leases: list[dict[str, Any]]) -> dict[str, str]:
    """Invite three tenants, each in a language of their own; returns their addresses by language."""
    found = {}
    for lease, locale in zip(leases, LANGUAGES, strict=False):
        person = lease["parties"][0]["tenant"]["person"]
        who = {"email": person["email"], "personId": person["id"], "role": "TENANT"}
        await randi.do("invitePerson", "invitation { id }", scopeId=lease["id"], locale=locale, **who)
        found[locale] = person["email"]
    return found


async def mail_to(var: Path, address: str) -> dict[str, Any]:
    """The mail that came to somebody; it is kept in a folder where there is no mail server."""
    async with asyncio.timeout(90):
        while True:
            for path in sorted((var / "mail").glob("*.json")):
                mail: dict[str, Any] = json.loads(path.read_text())
                if mail["recipient"] == address:
                    return mail
            await asyncio.sleep(0.2)


async def a_tenant_comes_in(http: httpx.AsyncClient, token: str, email: str) -> tuple[Client, str]:
    """Accept, set up the second factor, and see one's own lease and nobody else's."""
    tenant = Client(http)
    codes = await come_in(tenant, token)
    signed_in = await tenant.ask(
        "mutation ($input: SignInInput!) { signIn(input: $input) { token nextStep errors { code } } }",
        input={"email": email, "password": PASSWORD},
    )
    assert signed_in["signIn"]["errors"] == []
    tenant.token = signed_in["signIn"]["token"]
    proved = await tenant.do("completeSignIn", "token", recoveryCode=codes[0])
    # The token of before it was proved lives some seconds more, for what is on its way.
    tenant.token = proved["token"] or tenant.token
    mine = await tenant.ask(
        "{ leases(first: 5) { nodes { id dueDay rent { amount currency } property { timeZone } } } }"
    )
    (lease,) = mine["leases"]["nodes"]
    assert lease["rent"] == {"amount": "12500.00", "currency": "NOK"} and lease["dueDay"] == 31
    assert lease["property"]["timeZone"] == "Europe/Oslo"
    assert (await tenant.ask("{ imports(first: 1) { totalCount } }"))["imports"]["totalCount"] == 0
    return tenant, lease["id"]


async def rent_is_asked_for_and_a_credit_seen_live(randi: Client, tenant: Client, lease_id: str) -> None:
    """What came in by a list charges its rent by itself; what the landlord gives for joining early is there at once."""
    charges = []
    async with asyncio.timeout(120):  # the house looks each minute
        while not charges:
            charges = (await tenant.ask(CHARGES, id=lease_id))["charges"]["nodes"]
            await asyncio.sleep(0.5)
    assert charges[0]["code"] == "RENT" and int(charges[0]["amount"]["minor"]) == 1_250_000
    # A day of the property's calendar, whatever the reader's clock says.
    due = date.fromisoformat(charges[0]["dueOn"])
    assert (due + timedelta(days=1)).day == 1, "due on the last day of the month"
    url = str(tenant.http.base_url).replace("http", "ws", 1).rstrip("/") + "/graphql"
    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None) as socket:
        await say(socket, {"type": "connection_init", "payload": {"token": tenant.token}})
        await heard(socket, lambda frame: frame["type"] == "connection_ack")
        await say(socket, {"id": "1", "type": "subscribe", "payload": {"query": MONEY}})
        await heard(socket, lambda frame: _told(frame)["__typename"] == "StreamReady")
        before = int((await tenant.ask(BALANCE, id=lease_id))["node"]["balance"]["amount"]["minor"])
        await randi.do(
            "createCredit",
            "lease { id }",
            leaseId=lease_id,
            amount={"amount": "500", "currency": "NOK"},
            reason="Welcome",
            idempotencyKey=str(uuid.uuid4()),
        )
        told = await heard(socket, lambda frame: _told(frame).get("kind") == "BALANCE_CHANGED")
        assert int(_told(told)["lease"]["balance"]["amount"]["minor"]) == before - 50_000


async def say(socket: ClientConnection, frame: dict[str, Any]) -> None:
    await socket.send(json.dumps(frame))


async def heard(socket: ClientConnection, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first frame that is what was waited for."""
    async with asyncio.timeout(30):
        while True:
            frame: dict[str, Any] = json.loads(await socket.recv())
            if wanted(frame):
                return frame


def _told(frame: dict[str, Any]) -> dict[str, Any]:
    return dict((frame.get("payload") or {}).get("data", {}).get("paymentEvents") or {"__typename": ""})


async def in_tokyo(var: Path, tenant: Client, email: str) -> None:
    """Whoever lives on another clock reads moments there, in mail too."""
    await tenant.do("changePreferences", "viewer { timeZone }", timeZone="Asia/Tokyo")
    known = {path.name for path in (var / "mail").glob("*.json")}
    before = datetime.now(UTC)
    changed = {"currentPassword": PASSWORD, "newPassword": "another quiet fjord in spring 72"}
    await tenant.do("changePassword", "token", **changed)
    async with asyncio.timeout(90):
        while True:
            fresh = [path for path in (var / "mail").glob("*.json") if path.name not in known]
            mails = [json.loads(path.read_text()) for path in fresh]
            if found := [mail for mail in mails if mail["recipient"] == email]:
                break
            await asyncio.sleep(0.2)
    there = {(before + timedelta(minutes=minutes)).astimezone(ZoneInfo("Asia/Tokyo")) for minutes in range(3)}
    assert any(f"{moment:%H:%M}" in found[0]["text"] for moment in there), found[0]["text"]
