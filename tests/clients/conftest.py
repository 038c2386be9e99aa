"""A server with the demo world, and what a client has to know about it."""

import os
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from app.entrypoints.demo import PASSWORD
from tests.clients import node
from tests.support.client import SIGN_IN
from tests.support.server import House, demo_services, house, serve

__all__ = ["demo_services", "house", "serve"]

ADMIN = "solveig@nordlys.example"


@dataclass(frozen=True)
class Server:
    """Where it is, and a session there."""

    url: str
    ws: str
    token: str
    password: str = PASSWORD

    def arguments(self, title: str) -> dict[str, Any]:
        """What the scenario is run with."""
        return {"url": self.url, "ws": self.ws, "email": ADMIN, "password": PASSWORD, "title": title}

    def ask(self, query: str, **variables: Any) -> Any:
        """Ask as the administrator."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = httpx.post(self.url, json={"query": query, "variables": variables}, headers=headers, timeout=20)
        return answer.json()


@pytest.fixture(scope="session")
def server(house: House) -> Server:
    """The running server."""
    base = house.node().url
    body = {"query": SIGN_IN, "variables": {"input": {"email": ADMIN, "password": PASSWORD}}}
    token = httpx.post(f"{base}/graphql", json=body, timeout=20).json()["data"]["signIn"]["token"]
    return Server(f"{base}/graphql", f"{base.replace('http', 'ws', 1)}/graphql", token)


@pytest.fixture(scope="session")
def npm() -> None:
    """Node and the packages. They are required where `CI` is set; elsewhere a machine without network goes on."""
    try:
        node.packages()
    except node.Unreachable as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
