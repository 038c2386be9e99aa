"""A small GraphQL client over HTTP, one person each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import httpx

from app.entrypoints.demo import PASSWORD
from tests.support.server import House, Node

SIGN_IN = "mutation($input: SignInInput!) { signIn(input: $input) { token errors { code } } }"


class Client:
    """Asks one node as one person, or as nobody."""

    def __init__(self, http: httpx.AsyncClient, token: str | None = None) -> None:
        self.http = http
        self.token = token

    async def send(self, query: str, **variables: Any) -> httpx.Response:
        """Send an operation and return the whole response."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return await self.http.post("/graphql", json={"query": query, "variables": variables}, headers=headers)

    async def answer(self, query: str, **variables: Any) -> Any:
        """Return the answer with its errors."""
        return (await self.send(query, **variables)).json()

    async def ask(self, query: str, **variables: Any) -> Any:
        """Return the data of an operation that has no errors."""
        answer = await self.answer(query, **variables)
        assert "errors" not in answer, answer
        return answer["data"]

    async def do(self, mutation: str, selection: str, **input: Any) -> Any:
        """Run a mutation that is not refused, and return its payload."""
        payload = await self.attempt(mutation, selection, **input)
        assert payload["errors"] == [], payload
        return payload

    async def attempt(self, mutation: str, selection: str, **input: Any) -> Any:
        """Run a mutation and return its payload, refused or not."""
        kind = mutation[0].upper() + mutation[1:] + "Input"
        query = (
            f"mutation($input: {kind}!) {{ {mutation}(input: $input) "
            f"{{ {selection} errors {{ code path details }} eventCursor }} }}"
        )
        return (await self.ask(query, input=input))[mutation]

    async def sign_in(self, email: str) -> Self:
        """Start a session."""
        payload = (await self.ask(SIGN_IN, input={"email": email, "password": PASSWORD}))["signIn"]
        assert payload["errors"] == []
        self.token = payload["token"]
        return self

    async def cursor(self) -> str:
        """Return the place in the event stream of this moment."""
        cursor: str = (await self.ask("{ eventCursor }"))["eventCursor"]
        return cursor


@asynccontextmanager
async def client_of(house: House, node: Node, email: str | None = None, fresh: bool = False) -> AsyncIterator[Client]:
    """A client of a node; signed in under the session that the house keeps for that person, or under a fresh one."""
    async with httpx.AsyncClient(base_url=node.url, timeout=15, trust_env=False) as http:
        client = Client(http)
        if email is not None and (fresh or email not in house.tokens):
            await client.sign_in(email)
            if not fresh:
                house.tokens[email] = client.token or ""
        elif email is not None:
            client.token = house.tokens[email]
        yield client
