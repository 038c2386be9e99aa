"""Lists as CSV: every row on every page, for staff, and nothing else than a list."""

import csv
import io
from typing import Any

import httpx
import pytest

from tests.clients.conftest import Server
from tests.support.client import SIGN_IN

QUERY = """
query ($size: Int!, $after: String) {
  tickets(first: $size, after: $after, orderBy: { number: ASC }) { ...Rows }
}
fragment Rows on TicketConnection { nodes { number title unit { label property { name } } reporter { name } } }
"""
QUERY_AT = '{ tickets(first: 50, after: "CURSOR", orderBy: { number: ASC }) { edges { node { number } } } }'
CREATE = """
mutation ($input: CreateTicketInput!) { createTicket(input: $input) { ticket { number } errors { code } } }
"""


def download(server: Server, query: str, variables: Any = None, token: str | None = None, **more: Any) -> Any:
    body = {"query": query, "variables": variables, "extensions": more.pop("extensions", None)}
    headers = {"Authorization": f"Bearer {token or server.token}", "Accept": "text/csv", **more}
    return httpx.post(server.url, json=body, headers=headers, timeout=30)


def table(response: httpx.Response) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def test_all_pages_are_in_the_file(server: Server) -> None:
    units = server.ask("{ units(first: 1) { nodes { id } } }")["data"]["units"]["nodes"]
    wanted = {"unitId": units[0]["id"], "title": '=HYPERLINK("x"), "y"', "category": "OTHER"}
    number = server.ask(CREATE, input=wanted)["data"]["createTicket"]["ticket"]["number"]
    count = server.ask("{ tickets(first: 1) { totalCount } }")["data"]["tickets"]["totalCount"]
    response = download(server, QUERY, {"size": 4})
    rows = table(response)
    assert response.headers["content-disposition"] == 'attachment; filename="tickets.csv"'
    assert response.headers["cache-control"] == "no-store"
    assert list(rows[0]) == ["number", "title", "unit.label", "unit.property.name", "reporter.name"]
    assert len(rows) >= count > 8
    assert [int(row["number"]) for row in rows] == sorted({int(row["number"]) for row in rows})
    (mine,) = [row for row in rows if row["number"] == number]
    assert mine["title"] == """'=HYPERLINK("x"), "y\""""
    assert mine["unit.label"]


def test_a_file_can_begin_after_a_cursor_and_with_a_mark(server: Server) -> None:
    asked = "{ tickets(first: 3, orderBy: { number: ASC }) { pageInfo { endCursor } nodes { number } } }"
    page = server.ask(asked)["data"]["tickets"]
    cursor, numbers = page["pageInfo"]["endCursor"], {one["number"] for one in page["nodes"]}
    response = download(server, QUERY, {"size": 50, "after": cursor}, extensions={"csv": {"bom": True}})
    assert response.content.startswith(b"\xef\xbb\xbfnumber,title")
    rest = {row["number"] for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))}
    assert rest and not rest & numbers
    literal = QUERY_AT.replace("CURSOR", cursor)
    assert {row["number"] for row in table(download(server, literal))} == rest


def test_a_get_does_as_well(server: Server) -> None:
    headers = {
        "Authorization": f"Bearer {server.token}",
        "Accept": "text/csv",
        "graphql-require-preflight": "1",
    }
    query = "{ units(first: 100) { nodes { label kind marketRent { amount currency } } } }"
    response = httpx.get(server.url, params={"query": query}, headers=headers, timeout=30)
    assert set(table(response)[0]) == {"label", "kind", "marketRent.amount", "marketRent.currency"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ viewer { id } }", "BAD_USER_INPUT"),
        ("{ tickets(first: 1) { totalCount } }", "BAD_USER_INPUT"),
        ("{ tickets(last: 1) { nodes { id } } }", "BAD_USER_INPUT"),
        ("{ tickets(first: 0) { nodes { id } } }", "BAD_USER_INPUT"),
        ("{ a: tickets(first: 1) { nodes { id } } b: units(first: 1) { nodes { id } } }", "BAD_USER_INPUT"),
        ("mutation { signOut { errors { code } } }", "BAD_USER_INPUT"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ('{ tickets(first: 1, after: "x") { nodes { id } } }', "INVALID_CURSOR"),
        (
            "{ tickets(first: 100) { nodes { comments(first: 100) { nodes { id } } } } }",
            "OPERATION_LIMIT_EXCEEDED",
        ),
    ],
)
def test_what_is_no_list_is_refused(query: str, code: str, server: Server) -> None:
    response = download(server, query)
    assert response.json()["errors"][0]["extensions"]["code"] == code
    assert response.headers["content-type"].startswith("application/json")


def test_files_are_for_staff(server: Server) -> None:
    for email in ("amira@nordlys.example", "olav@nordlys.example"):
        signing = {"query": SIGN_IN, "variables": {"input": {"email": email, "password": server.password}}}
        token = httpx.post(server.url, json=signing, timeout=20).json()["data"]["signIn"]["token"]
        response = download(server, QUERY, {"size": 4}, token=token)
        assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    response = httpx.post(server.url, json={"query": QUERY}, headers={"Accept": "text/csv"}, timeout=20)
    assert response.status_code == 403
