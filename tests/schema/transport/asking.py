"""Short ways to ask over HTTP."""

import json
from typing import Any

import httpx

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"


def post(client: httpx.Client, body: Any, path: str = "/graphql", **headers: str) -> httpx.Response:
    """Send a body as it is, or a value as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(path, content=content, headers={"Content-Type": JSON, **headers})


def ask(client: httpx.Client, query: str, path: str = "/graphql", **headers: str) -> httpx.Response:
    """Send a query."""
    return post(client, {"query": query}, path, **headers)


def code(response: httpx.Response) -> str:
    """Return the code of the only error."""
    (error,) = response.json()["errors"]
    return str(error["extensions"]["code"])
