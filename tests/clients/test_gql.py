"""The Python client `gql`, over HTTP and over a socket."""

from typing import Any

from gql import Client, GraphQLRequest, gql
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport
from graphql import OperationDefinitionNode, parse, print_ast

from tests.clients import node
from tests.clients.conftest import Server

TEXT = (node.HERE / "scripts/scenario.graphql").read_text()
TITLE = "The tap drips, says gql"


def operation(name: str, **variables: Any) -> GraphQLRequest:
    """One operation of the scenario."""
    for one in parse(TEXT).definitions:
        if isinstance(one, OperationDefinitionNode) and one.name and one.name.value == name:
            return GraphQLRequest(gql(print_ast(one)).document, variable_values=variables)
    raise LookupError(name)


async def test_gql_reads_changes_and_follows(server: Server) -> None:
    transport = HTTPXAsyncTransport(server.url, headers={"Authorization": f"Bearer {server.token}"})
    async with Client(transport=transport, fetch_schema_from_transport=True) as session:
        before = await session.execute(operation("Home", first=2))
        wanted = {"unitId": before["units"]["nodes"][0]["id"], "title": TITLE, "category": "PLUMBING"}
        made = await session.execute(operation("Report", input=wanted))
    assert made["createTicket"]["ticket"]["title"] == TITLE
    socket = WebsocketsTransport(server.ws, init_payload={"token": server.token}, subprotocols=["graphql-transport-ws"])
    async with Client(transport=socket) as session:
        async for message in session.subscribe(operation("Watch", after=before["eventCursor"])):
            if message["ticketEvents"].get("ticket", {}).get("title") == TITLE:
                break
    assert message["ticketEvents"]["ticket"]["id"] == made["createTicket"]["ticket"]["id"]
