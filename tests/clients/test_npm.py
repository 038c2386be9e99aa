"""The clients of npm: the audit of HTTP, sockets, caches, and generators of code."""

import shutil
from pathlib import Path

import pytest

from tests.clients import node
from tests.clients.conftest import Server

ROOT = Path(__file__).parents[2]
SCENARIO = node.HERE / "scripts/scenario.graphql"
AUDITS = 61

pytestmark = pytest.mark.usefixtures("npm")


def test_the_audit_of_graphql_over_http_is_passed_whole(server: Server) -> None:
    results = node.run("audit.mjs", {"url": server.url})
    assert [one for one in results if one["status"] != "ok"] == []
    assert len(results) == AUDITS


@pytest.mark.parametrize("client", ["graphql-ws", "graphql-sse", "apollo", "urql"])
def test_a_client_reads_changes_and_follows(client: str, server: Server) -> None:
    title = f"The tap drips, says {client}"
    found = node.run(f"{client}.mjs", server.arguments(title))
    assert found["viewer"]["email"] == "solveig@nordlys.example"
    assert found["units"] == 2
    assert (found["created"]["title"], found["created"]["status"]) == (title, "NEW")
    (told,) = found["seen"]
    assert told["__typename"] == "TicketEvent"
    assert told["ticket"]["id"] == found["created"]["id"]


def test_relay_compiles_connections_refetches_and_streams() -> None:
    with node.bench(node.HERE / "relay") as folder:
        shutil.copy(ROOT / "schema.graphql", folder / "relay")
        program = [node.node().program, str(node.packages() / "node_modules/relay-compiler/cli.js")]
        node.said([*program, "relay.config.json"], folder / "relay")
        made = {path.name for path in (folder / "relay/src/__generated__").iterdir()}
        page = (folder / "relay/src/__generated__/TicketListPageQuery.graphql.ts").read_text()
    assert {f"TicketList{kind}.graphql.ts" for kind in ("Query", "Mutation", "Subscription", "RowQuery")} <= made
    assert "hasNextPage" in page and "endCursor" in page


def test_codegen_makes_types_from_the_running_server(server: Server) -> None:
    arguments = {"url": server.url, "token": server.token, "documents": str(SCENARIO)}
    (made,) = node.run("codegen.mjs", arguments)
    assert made["filename"].endswith("types.ts")
    assert "export type ReportMutationVariables" in made["content"]
    assert "export type WatchSubscription" in made["content"]


def test_the_lock_names_no_host() -> None:
    assert '"resolved"' not in (node.HERE / "package-lock.json").read_text()
    assert "omit-lockfile-registry-resolved=true" in (node.HERE / ".npmrc").read_text()


def test_node_is_found_or_fetched(tmp_path: Path) -> None:
    assert node.from_path(str(tmp_path)) is None
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v18.1.0\n")
    old.chmod(0o755)
    shutil.copy(old, tmp_path / "npm")
    assert node.from_path(str(tmp_path)) is None
    old.write_text("#!/bin/sh\necho v22.15.0\n")
    assert node.from_path(str(tmp_path)) == node.Node(str(old), (str(tmp_path / "npm"),))
    fetched = node.from_pypi()
    assert node.said([fetched.program, "-p", "1 + 1"], tmp_path).strip() == "2"
