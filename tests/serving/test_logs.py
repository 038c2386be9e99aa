"""What the log says: one line per request, enough to find a fault by, and nothing about anybody."""

import io
import json
import logging

import asyncpg
import pytest

from app.serving import logs
from app.settings import Settings
from tests.journeys.words import INGRID, nordlys, report, say
from tests.serving.conftest import Serving, Start
from tests.support.client import SIGN_IN, Client, client_of
from tests.support.server import House
from tests.support.socket import screen

CANARY = "kanarifugl"
STRANGER = f"{CANARY}.person@example.com"
COMMENT = "mutation($input: CommentOnTicketInput!) { commentOnTicket(input: $input) { errors { code } } }"
REQUEST_FACTS = {"method", "status", "operation_kind", "operation_name", "code", "ms", "request_id"}


async def check_lines(node: Serving, client: Client) -> None:
    """One line for each answer, with its id."""
    before = node.said().count("tenantry.request")
    response = await client.send("query Asking { __typename }")
    failed = await client.send("{ nonsense }")
    lines = [line for line in node.said().splitlines() if "tenantry.request" in line][before:]
    assert len(lines) == 2
    assert f"request_id={response.headers['x-request-id']}" in lines[0]
    assert "method=POST status=200 operation_kind=query operation_name=Asking code=- ms=" in lines[0]
    assert f"request_id={failed.headers['x-request-id']}" in lines[1]
    assert "code=GRAPHQL_VALIDATION_FAILED" in lines[1]


async def test_nobody_is_in_the_log(house: House, start: Start) -> None:
    node = start(1, TENANTRY_LOG_LEVEL="debug")
    async with client_of(house, node, INGRID) as client, screen(node, client.token) as one:
        await check_lines(node, client)
        await client.answer(SIGN_IN, input={"email": STRANGER, "password": f"{CANARY}-password"})
        await client.answer(f'query {CANARY[:4]}Op {{ node(id: "{CANARY}") {{ id }} }}')
        await client.answer(
            "mutation M($input: SignInInput!) { signIn(input: $input) { token } }", input={"email": CANARY}
        )
        await client.answer("{ " + CANARY + " }")
        await say(client, nordlys("Conversation", "conversation", "leak"), f"{CANARY} said something private")
        ticket = await report(client, f"{CANARY} has a leak")
        await client.answer(COMMENT, input={"ticketId": ticket, "body": f"{CANARY}\u0000 nul"})
        await one.say({"type": "ping", "payload": {"token": f"{CANARY}-token"}})
        await one.closed()
        await client.http.post("/graphql", content=f'{{"query": "{CANARY}'.encode())
        await client.http.get(f"/graphql?query={CANARY}")
        await client.http.post(
            "/graphql", json={"query": "{ __typename }"}, headers={"Authorization": f"Bearer {CANARY}"}
        )
    said = node.said()
    assert said.count("tenantry.request") >= 10
    assert CANARY not in said
    assert "nordlys.example" not in said
    assert client.token is not None and client.token not in said
    assert house.secret not in said


async def test_production_writes_json(house: House, start: Start) -> None:
    node = start(
        2,
        TENANTRY_MODE="production",
        TENANTRY_PASSWORD_COST="full",
        TENANTRY_PUBLIC_URL="https://portal.example",
        TENANTRY_DRAIN_SECONDS="0",
    )
    async with client_of(house, node) as client:
        response = await client.send("query Asking { __typename }")
    node.stop()
    records = [json.loads(line) for line in node.said().splitlines()]
    (asked,) = [record for record in records if record["logger"] == "tenantry.request"]
    assert asked.keys() >= REQUEST_FACTS | {"at", "level", "message", "worker"}
    assert asked["request_id"] == response.headers["x-request-id"]
    assert asked["at"].endswith("+00:00")
    words = [record["message"] for record in records if record["logger"] == "tenantry.server"]
    for said in ("starting: production mode", "serving", "draining", "ended"):
        assert sum(message.startswith(said) for message in words) == 2, words


def test_what_postgresql_quotes_stays_out(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    stream = io.StringIO()
    for formatter in (logs.Lines(), logs.Discreet(logs.READABLE)):
        handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter)
        logger = logging.Logger("quoting")
        logger.addHandler(handler)
        error = asyncpg.UniqueViolationError("duplicate key value violates unique constraint")
        error.detail = f"Key (email)=({STRANGER}) already exists."
        try:
            try:
                raise error
            except asyncpg.PostgresError as inner:
                raise RuntimeError("unforeseen") from inner
        except RuntimeError:
            logger.exception("it failed")
    said = stream.getvalue()
    assert said.count("duplicate key value") == 2
    assert "RuntimeError: unforeseen" in said
    assert CANARY not in said
