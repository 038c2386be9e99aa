"""Execution itself: time-outs, contexts, errors, and subscriptions that keep no memory."""

import asyncio
import gc
import logging
import tracemalloc
from collections.abc import Coroutine
from typing import Any

import pytest

from app.auth.viewer import Viewer
from app.errors import ErrorCode, IdempotencyKeyReused, RateLimited, TenantryError
from app.schema.arrival import Arrival
from app.schema.errors import shown_error
from app.schema.execute import execute, stream
from app.schema.request import Answer, Request
from tests.schema.toy import Subscription, ToyContext, toy_api

API = toy_api()


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end, in a loop of its own."""
    return asyncio.run(coroutine)


def answer(query: str, **variables: Any) -> Answer:
    """Execute one operation."""
    found = run(execute(API, Viewer.anonymous(), Arrival("id"), Request(query, variables=variables)))
    assert isinstance(found, Answer)
    assert ToyContext.open_count == 0
    return found


def test_strawberry_types_come_through_graphql_core_whole() -> None:
    query = """
      query ($p: Paint!) {
        a: thing(paint: $p) { __typename id ... on Thing { colour } }
        b: thing(paint: {text: "t"}) { id }
      }
    """
    found = answer(query, p={"text": "x", "colour": "RED"})
    assert found.to_dict() == {
        "data": {"a": {"__typename": "Thing", "id": "x", "colour": "RED"}, "b": {"id": "t"}},
        "extensions": {"cost": {"requested": 2}},
    }
    assert (found.kind, found.name, found.request_error) == ("query", None, False)


def test_a_slow_operation_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.schema.execute.OPERATION_SECONDS", 0.05)
    found = answer("{ slow(seconds: 5) }")
    assert found.request_error and found.code == "UNAVAILABLE"
    assert found.errors[0]["extensions"]["retryable"] is True


def test_mutations_can_be_kept_out() -> None:
    request = Request("mutation Out { signOut }")
    found = run(execute(API, Viewer.anonymous(), Arrival("id"), request, allow_mutation=False))
    assert (found.request_error, found.kind, found.name) == (True, "mutation", "Out")


def test_a_context_that_fails_is_an_answer_too(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_viewer: Viewer, _arrival: Arrival) -> ToyContext:
        raise RuntimeError("secret detail")

    api = toy_api()
    object.__setattr__(api, "make_context", broken)
    with caplog.at_level(logging.ERROR, "tenantry.errors"):
        found = run(execute(api, Viewer.anonymous(), Arrival("the-id"), Request("{ hello }")))
    assert found.to_dict()["errors"][0]["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": "the-id"}
    assert "secret detail" in caplog.text and "the-id" in caplog.text


async def collect(query: str, limit: int = 10_000) -> list[Answer]:
    """Return the answers of a stream."""
    answers = []
    async for each in stream(API, Viewer.anonymous, Arrival("id"), Request(query)):
        answers.append(each)
        if len(answers) == limit:
            break
    return answers


def test_a_stream_answers_any_operation() -> None:
    assert [each.data for each in run(collect("{ hello }"))] == [{"hello": "hello"}]
    assert [each.data for each in run(collect("subscription { fails(after: 1) }"))] == [{"fails": 0}, None]
    assert [each.code for each in run(collect("{ nothing }"))] == ["GRAPHQL_VALIDATION_FAILED"]


def test_leaving_a_stream_closes_its_source() -> None:
    async def leave() -> None:
        answers = stream(API, Viewer.anonymous, Arrival("id"), Request("subscription { count(to: 9) { id } }"))
        assert (await anext(answers)).data == {"count": {"id": "0"}}
        await answers.aclose()

    closed = Subscription.closed
    run(leave())
    assert (Subscription.closed, ToyContext.open_count) == (closed + 1, 0)


def test_a_long_subscription_keeps_no_memory_per_event() -> None:
    async def measure() -> list[int]:
        sizes = []
        request = Request("subscription { count(to: 1600) { id inner { id } } }")
        number = 0
        async for _ in stream(API, Viewer.anonymous, Arrival("id"), request):
            number += 1
            if number in (500, 1500):
                gc.collect()
                sizes.append(tracemalloc.get_traced_memory()[0])
        return sizes

    tracemalloc.start()
    try:
        early, late = run(measure())
    finally:
        tracemalloc.stop()
    assert late - early < 50_000


@pytest.mark.parametrize(
    ("error", "extensions"),
    [
        (IdempotencyKeyReused("Used."), {"code": "IDEMPOTENCY_KEY_REUSED"}),
        (RateLimited("Wait.", 1500), {"code": "RATE_LIMITED", "retryAfterMs": 1500}),
        (TenantryError("bare"), {"code": "INTERNAL_SERVER_ERROR", "requestId": "id"}),
        (TimeoutError(), {"code": "UNAVAILABLE", "retryable": True}),
        (ConnectionResetError(), {"code": "UNAVAILABLE", "retryable": True}),
        (KeyError("secret"), {"code": "INTERNAL_SERVER_ERROR", "requestId": "id"}),
    ],
)
def test_every_exception_has_an_answer(error: Exception, extensions: dict[str, Any]) -> None:
    shown = shown_error(error, "id")
    assert shown["extensions"] == extensions
    assert "secret" not in shown["message"]
    assert extensions["code"] in list(ErrorCode)
