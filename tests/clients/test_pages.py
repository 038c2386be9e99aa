"""What every client relies on: pages from both ends, and many things by their ids."""

from typing import Any

import pytest

from tests.clients.conftest import Server

PAGE = """
query ($first: Int, $after: String, $last: Int, $before: String) {
  tickets(first: $first, after: $after, last: $last, before: $before, orderBy: { number: ASC }) {
    edges { cursor node { id } }
    pageInfo { hasPreviousPage hasNextPage startCursor endCursor }
    totalCount
  }
}
"""


def page(server: Server, **window: Any) -> tuple[list[str], dict[str, Any]]:
    """The ids of a page, and where it lies."""
    tickets = server.ask(PAGE, **window)["data"]["tickets"]
    cursors = [edge["cursor"] for edge in tickets["edges"]]
    assert (cursors[0], cursors[-1]) == (tickets["pageInfo"]["startCursor"], tickets["pageInfo"]["endCursor"])
    return [edge["node"]["id"] for edge in tickets["edges"]], tickets["pageInfo"]


def walk(server: Server, **window: Any) -> list[list[str]]:
    """All pages, forwards with `first`, backwards with `last`."""
    pages, forwards = [], "first" in window
    while True:
        ids, info = page(server, **window)
        pages.append(ids)
        if not info["hasNextPage" if forwards else "hasPreviousPage"]:
            return pages
        window |= {"after": info["endCursor"]} if forwards else {"before": info["startCursor"]}


def test_pages_from_the_end_are_those_from_the_beginning_read_backwards(server: Server) -> None:
    forwards = [id for ids in walk(server, first=7) for id in ids]
    backwards = [id for ids in reversed(walk(server, last=7)) for id in ids]
    assert len(forwards) > 14
    assert forwards == backwards and len(set(forwards)) == len(forwards)


def test_the_ends_know_that_they_are_ends(server: Server) -> None:
    _, first = page(server, first=3)
    _, last = page(server, last=3)
    assert (first["hasPreviousPage"], first["hasNextPage"]) == (False, True)
    assert (last["hasPreviousPage"], last["hasNextPage"]) == (True, False)
    before, _ = page(server, last=2, before=page(server, first=3)[1]["endCursor"])
    assert before == page(server, first=2)[0]


@pytest.mark.parametrize(
    "window", [{}, {"first": 1, "last": 1}, {"first": 0}, {"last": 101}, {"first": -1}, {"last": 0}]
)
def test_windows_that_are_none_are_refused(window: dict[str, int], server: Server) -> None:
    answer = server.ask(PAGE, **window)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("window", [{"first": 1, "after": "x"}, {"last": 1, "before": "x" * 90}])
def test_cursors_that_are_none_are_refused(window: dict[str, Any], server: Server) -> None:
    answer = server.ask(PAGE, **window)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["INVALID_CURSOR"]


def test_each_bad_id_is_null_and_spoils_nothing(server: Server) -> None:
    good = page(server, first=2)[0]
    foreign = "VGlja2V0OjAxOTk5OTk5LTk5OTktNzk5OS05OTk5LTk5OTk5OTk5OTk5OQ"
    ids = [good[0], "", "nonsense", foreign, good[1], good[0], "💥"]
    answer = server.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids)
    assert "errors" not in answer
    assert [one and one["id"] for one in answer["data"]["nodes"]] == [good[0], None, None, None, good[1], good[0], None]
    assert answer["extensions"]["cost"]["requested"] == 7


def test_too_many_ids_are_refused(server: Server) -> None:
    answer = server.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["x"] * 101)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
