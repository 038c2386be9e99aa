"""Attacks on addresses under which files are put and fetched: each was signed for one file, one way, some minutes."""

import hashlib
from typing import Any

from tests.attack.arena import AMIRA, CASEY, INGRID, Arena

REQUEST = """mutation($input: RequestUploadInput!) { requestUpload(input: $input) {
    errors { code } file { id } upload { url headers { name value } } } }"""
COMPLETE = "mutation($input: CompleteUploadInput!) { completeUpload(input: $input) { errors { code } file { id } } }"
GIF, PDF = b"GIF89a" + b"\0" * 120, b"%PDF-1.4\n" + b" " * 117


async def addresses(arena: Arena) -> None:
    """Addresses used for another file, another way, other bytes, and changed in each of their bytes."""
    mine, other = await _asked(arena, AMIRA, PDF), await _asked(arena, INGRID, PDF[::-1])
    for what, url, body, headers in (
        ("other bytes under the same headers", mine["url"], GIF, mine["headers"]),
        ("bytes of another length", mine["url"], PDF + b"x", {**mine["headers"], "Content-Length": str(len(PDF) + 1)}),
        ("another type", mine["url"], PDF, {**mine["headers"], "Content-Type": "text/html"}),
        ("the address of somebody else's file", other["url"], PDF, mine["headers"]),
        ("the headers of somebody else's file", other["url"], PDF, other["headers"]),
    ):
        response = await arena.http.put(url, content=body, headers=headers)
        arena.check(f"putting with {what}", response.is_success, response.status_code)
    for what, url in _changed(arena, mine["url"], other["url"]):
        response = await arena.http.put(url, content=PDF, headers=mine["headers"])
        arena.check(f"putting to {what}", response.is_success, response.status_code)
    await _the_other_way(arena, mine)


async def _the_other_way(arena: Arena, mine: dict[str, Any]) -> None:
    """Fetch where one may put; then end the upload of somebody else, and put again what was looked at."""
    response = await arena.http.get(mine["url"])
    arena.check("fetching from an address for putting", response.is_success, response.status_code)
    assert (await arena.http.put(mine["url"], content=PDF, headers=mine["headers"])).is_success, "the own way is open"
    response = await arena.http.get(mine["url"])
    arena.check("fetching what was put before it was looked at", response.is_success, response.status_code)
    for email in (INGRID, CASEY):
        client = arena.client(await arena.token_of(email))
        answer = await client.answer(COMPLETE, input={"fileId": mine["id"]})
        payload = (answer.get("data") or {}).get("completeUpload") or {}
        arena.check(f"{email} ends the upload of {AMIRA}", payload.get("file"), answer)


async def _asked(arena: Arena, email: str, body: bytes) -> dict[str, Any]:
    """An address for a file that somebody has announced, beside a ticket of theirs."""
    client = arena.client(await arena.token_of(email))
    ticket = (await client.ask("{ tickets(first: 1) { nodes { id } } }"))["tickets"]["nodes"][0]["id"]
    facts: dict[str, Any] = {"name": "a.pdf", "contentType": "application/pdf", "size": len(body)}
    facts["sha256"] = hashlib.sha256(body).hexdigest()
    payload = (await client.ask(REQUEST, input={"aboutId": ticket, **facts}))["requestUpload"]
    assert payload["errors"] == [], payload
    headers = {each["name"]: each["value"] for each in payload["upload"]["headers"]}
    return {"id": payload["file"]["id"], "url": payload["upload"]["url"], "headers": headers}


def _changed(arena: Arena, url: str, other: str) -> list[tuple[str, str]]:
    """The address with each of its bytes changed, with the seal of another one, without one, and another path."""
    before, _, token = url.rpartition("/")
    swapped = other.rpartition("/")[2]
    text = token.rpartition(".")[0]
    found = [
        ("an address with the seal of another", f"{before}/{text}.{swapped.rpartition('.')[2]}"),
        ("an address without a seal", f"{before}/{text}."),
        ("an address of nothing", f"{before}/{'A' * 40}"),
        ("a path of the server", f"{before}/..%2f..%2fetc%2fpasswd"),
    ]
    for number in range(0, len(token), arena.size(1, 12)):
        if token[number] != ".":
            bad = token[:number] + ("A" if token[number] != "A" else "B") + token[number + 1 :]
            found.append((f"an address changed at {number}", f"{before}/{bad}"))
    return found


ATTACKS: dict[str, Any] = {"addresses of files swapped and changed": addresses}
