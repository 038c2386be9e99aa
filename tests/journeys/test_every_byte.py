"""All that leaves a running server, byte for byte: nothing of another organization is in it, whoever reads it where."""

import asyncio
import json
import re
from collections import defaultdict
from contextlib import AsyncExitStack
from typing import Any

import httpx

from app.models.charges import Charge
from app.models.leases import Lease
from app.models.payments import Payment
from app.models.security import SecurityEvent
from app.models.tickets import Ticket
from app.resolvers.tickets import comment
from tests.auth.conftest import world, world_database, world_template
from tests.auth.documents import page_of
from tests.auth.matrix.oracle import COLUMNS, LISTS, MODELS, leaks
from tests.auth.test_matrix_money_streams import ALL, MONEY, touch
from tests.auth.test_matrix_streams import MESSAGES, TICKETS
from tests.factories.houses import CANARY
from tests.factories.tokens import secret_of
from tests.support.client import Client
from tests.support.commands import command
from tests.support.events import events
from tests.support.marks import Foreign
from tests.support.pdf import text_of
from tests.support.place import Place, place
from tests.support.socket import Screen, Stream, screen
from tests.support.world import HOUSES, PASSWORD, World, email_of, token_of

__all__ = ["place", "world", "world_database", "world_template"]

READERS = ("anonymous", "admin", "manager", "vendor", "tenant", "former_tenant", "shared", "partner")
PAPERS = """query($from: Date!, $to: Date!) {
  leases(first: 9) { nodes { statement(from: $from, to: $to) { pdfUrl csvUrl } } }
  payments(first: 9) { nodes { receiptUrl } } files(first: 50) { nodes { name url } } }"""
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
ROWS = ("Ticket", "Lease", "Charge", "Payment", "Conversation", "File", "Person")
PRINTED = {("manager", "A"), ("tenant", "A"), ("former_tenant", "A")}
ADDRESS = re.compile(r"canary-([abc])-|\.([abc])@", re.IGNORECASE)


async def read_everything(place: Place, who: str, key: str) -> None:
    """Ask for all lists, for rows of the others, for papers and files, and for nonsense."""
    said = place.told[who, key]
    async with httpx.AsyncClient(base_url=place.node.url, timeout=60, trust_env=False) as http:
        client = place.client(who, key, http)
        for name, type_name in LISTS.items():
            said.append((await client.send(page_of(name, type_name, 2))).text)
        others = [place.world.house(other) for other in HOUSES if other != key]
        for type_name in ROWS:
            model = MODELS[type_name]
            ids = [house.global_id(model, name) for house in others for name in list(house.rows[model])[:5]]
            answer = await client.send(NODES, ids=ids)
            found = (answer.json().get("data") or {}).get("nodes", [])
            assert not any(found), (who, key, type_name)
            said.append(answer.text)
        said += [await read_nonsense(http, client), *await read_papers(place, client, key, (who, key) in PRINTED)]


async def read_nonsense(http: httpx.AsyncClient, client: Client) -> str:
    """Make mistakes of every kind, and return what is answered."""
    answers = [
        await client.send("{ nonsense }"),
        await client.send("{"),
        await client.send("query ($id: ID!) { node(id: $id) { id } }", id="CANARY"),
        await http.post("/graphql", content=b"\xff"),
        await http.get("/papers/nonsense/nonsense"),
        await http.get("/files/nonsense"),
        await http.get("/nowhere"),
        await http.get("/health/ready"),
        await http.get("/schema.graphql"),
    ]
    return "\n".join(f"{answer.status_code} {answer.headers} {answer.text}" for answer in answers)


async def read_papers(place: Place, client: Client, key: str, prints: bool) -> list[str]:
    """Fetch all that the answers give addresses of: files, statements, and what has to be printed for whom it is."""
    house = place.world.house(key)
    span = {"from": str(house.ago(100).date()), "to": str(house.now.date())}
    answer = await client.answer(PAPERS, **span)
    data = {name: found["nodes"] for name, found in (answer.get("data") or {}).items() if found}
    addresses = [row["url"] for row in data.get("files", [])]
    for row in data.get("leases", []):
        addresses += [row["statement"]["csvUrl"], *([row["statement"]["pdfUrl"]] if prints else [])]
    addresses += [row["receiptUrl"] for row in data.get("payments", []) if prints]
    said = [json.dumps(answer)]
    for url in dict.fromkeys(address for address in addresses if address):
        path = httpx.URL(url).raw_path.decode()
        found = await client.http.get(path)
        assert found.status_code == 200, (found.status_code, path)
        is_pdf = found.content.startswith(b"%PDF")
        said.append(text_of(found.content) if is_pdf else found.text)
        # The name of a file has no underlines: it is looked at for other organizations alone.
        place.told["headers", key].append(str(found.headers))
    return said


async def happen(place: Place, key: str) -> None:
    """Let something happen in an organization that its people see, and of which they get mail."""
    world = place.world
    house = world.house(key)
    for name in ("leak", "next_door"):
        body = house.text(Ticket, name, "happened")
        await comment(world.viewer_of("manager", key), house.id(Ticket, name), body, False)
    await touch(house, "Charge", "north_1")
    async with httpx.AsyncClient(base_url=place.node.url, timeout=60, trust_env=False) as http:
        tenant = place.client("tenant", key, http)
        await tenant.do("reportPhishing", "", description=house.text(SecurityEvent, "tenant", "report"))
        fresh = Client(http)
        await fresh.attempt("signIn", "token", email=email_of("tenant", key), password=PASSWORD)


async def follow(stack: AsyncExitStack, place: Place, who: str, key: str) -> list[Stream]:
    """Open every stream as somebody on a socket; returns what collects the frames."""
    one: Screen = await stack.enter_async_context(screen(place.node, place.client(who, key, httpx.AsyncClient()).token))
    streams = [await one.follow(document) for document in (TICKETS, MESSAGES, MONEY, ALL)]
    for stream in streams:
        place.told[who, key].append(json.dumps(await asyncio.wait_for(stream.frames.get(), 30)))
    return streams


async def listen(place: Place) -> None:
    """Follow as several people of each organization while things happen in all of them."""
    who = [(name, key) for key in HOUSES for name in ("manager", "tenant", "vendor", "partner")]
    async with AsyncExitStack() as stack:
        found = {each: await follow(stack, place, *each) for each in who}
        sent = {
            key: await stack.enter_async_context(events(place.node, token_of("manager", key), TICKETS))
            for key in HOUSES
        }
        for key in HOUSES:
            await happen(place, key)
        for key in HOUSES:
            said = place.told["manager", key]
            while "next_door-happened" not in said[-1]:
                said.append(json.dumps((await sent[key].next()).data))
            said.append("")
            while "next_door-happened" not in said[-1]:
                said.append(json.dumps(await asyncio.wait_for(found["manager", key][0].frames.get(), 30)))
        for each, streams in found.items():
            place.told[each] += [frame for stream in streams for frame in waiting(stream)]


def waiting(stream: Stream) -> list[str]:
    """The frames that have come and that nobody has looked at."""
    return [json.dumps(stream.frames.get_nowait()) for _ in range(stream.waiting())]


async def exports(place: Place, key: str) -> str:
    """What `tenantry ledger export` writes of an organization, in each of its forms."""
    said = ""
    environment = {name: value for name, value in place.house.environment().items() if name != "TENANTRY_PASSWORD_COST"}
    for form in ("beancount", "hledger", "csv")[: 3 if key == "A" else 1]:
        words = ["ledger", "export", "--organization", str(place.world.house(key).organization_id), "--format", form]
        process = command(words, **environment)
        out, errors = await asyncio.to_thread(process.communicate, timeout=60)
        assert process.returncode == 0, errors
        said += out + errors
    return said


async def mails(place: Place) -> dict[str, str]:
    """What was mailed to the people of each organization, once each of them has been told."""
    wanted = {(f"{name}.{key}@world.example").lower() for key in HOUSES for name in ("tenant",)}
    wanted |= {f"canary-{key}-contact-{name}-email@world.example".lower() for key in HOUSES for name in ("admin",)}
    async with asyncio.timeout(60):
        while not wanted <= {str(mail["To"]).lower() for mail in place.box.taken}:  # noqa: ASYNC110 - no event of its own
            await asyncio.sleep(0.1)
    found: dict[str, str] = defaultdict(str)
    for mail in place.box.taken:
        at = ADDRESS.search(str(mail["To"]))
        assert at is not None, mail["To"]
        parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
        found[(at.group(1) or at.group(2)).upper()] += "\n".join([str(mail.items()), *parts])
    return found


def foreign_of(world: World, key: str) -> Foreign:
    """Finds what is of the other organizations."""
    return Foreign(world.house(key), *(world.house(other) for other in HOUSES if other != key))


def check_own(world: World, key: str, text: str) -> None:
    """Fail unless a text, an amount and a day of this organization are in it: else nothing was looked at."""
    house = world.house(key)
    charge: Any = house.rows[Charge]["north_1"]
    assert f"CANARY-{key}-" in text
    assert any(form in text for form in (str(charge.amount_minor), f"{charge.amount_minor / 100:.2f}")), key
    assert charge.due_on.isoformat() in text, key


async def test_nothing_of_another_organization_is_in_any_byte(place: Place) -> None:
    world = place.world
    await listen(place)
    for who in READERS:
        await read_everything(place, who, "A")
    for who, key in (("admin", "B"), ("shared", "B"), ("shared", "C")):
        await read_everything(place, who, key)
    letters = await mails(place)
    for key in HOUSES:
        foreign, told, written = foreign_of(world, key), place.all_of(key), await exports(place, key)
        for text in (told, letters[key], written):
            assert not foreign(text), key
        check_own(world, key, told)
        check_own(world, key, written)
        assert f"CANARY-{key}-" in letters[key].upper(), key
        own = f"CANARY-{key}-file-"
        assert own in told and "bytes" in told, "files were read"
        # The same eyes find each of them where it does not belong.
        assert all(foreign_of(world, other)(told) for other in HOUSES if other != key)
        assert all(foreign_of(world, other)(written) for other in HOUSES if other != key)
    for (who, key), texts in place.told.items():
        if key == "A" and who in COLUMNS:
            found = leaks(world, who, "\n".join(texts))
            # The papers of somebody who has moved out say where the home was.
            assert not {each for each in found if who != "former_tenant" or "-property-north-" not in each}, who
    await check_papers(place)
    await check_traces(place)


async def check_papers(place: Place) -> None:
    """Statements, as CSV and as PDF, and receipts were among what was read."""
    told, headers = ("\n".join(place.told[who, "A"]) for who in ("manager", "headers"))
    for kind in ("text/csv", "application/pdf", "image/jpeg"):
        assert f"'content-type': '{kind}" in headers, kind
    for name in ("north_1", "south_1"):
        lease, payment = place.world.a.text(Lease, name, "number"), place.world.a.text(Payment, name, "number")
        assert lease in told and payment in told


async def check_traces(place: Place) -> None:
    """What stays behind for those who run the machine says nothing of anybody."""
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        counted = (await http.get(f"http://127.0.0.1:{place.metrics}/metrics")).text
    said = place.node.said()
    assert "tenantry_" in counted and said.count("tenantry.request") > 100
    links = {found for mail in place.box.taken for found in re.findall(r"#\S{20,}", str(mail))}
    secrets = {token_of(who, key) for key in HOUSES for who in READERS} | {secret_of("partner", key) for key in HOUSES}
    for text in (counted, said):
        assert not CANARY.search(text) and "world.example" not in text
        assert not any(each in text for each in (*secrets, *links, PASSWORD))
        assert not foreign_of(place.world, "A").amounts & {int(found) for found in re.findall(r"\b\d{5,9}\b", text)}
