"""Budgets: the cap of an operation, the bucket of a session, and what the answer says about both."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette

from app.auth.viewer import Viewer
from app.errors import RateLimited
from app.schema import budget
from app.schema.arrival import Arrival
from app.schema.budget import Budgets, charge
from app.schema.execute import Api, execute
from app.schema.request import Request
from app.schema.root import build
from app.schema.transport import graphql_routes
from app.subscriptions.connections import Connections
from tests.schema.toy import SCHEMA, ToyAuthenticator, ToyContext, ToySettings

ADA = Viewer(person_id=UUID(int=1), session_id=UUID(int=2), organization_id=UUID(int=3))
THREE = '{ thing(paint: {text: "a"}) { ... on Thing { inner { id inner { id } } } } }'

Asks = Callable[..., Any]


@dataclass
class Clock:
    """Time as the test wants it."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_empties_and_refills_to_its_brim() -> None:
    clock = Clock()
    budgets = Budgets(10, 2, clock)
    assert budgets.take("ada", 8) == 2
    with pytest.raises(RateLimited) as refused:
        budgets.take("ada", 5)
    assert refused.value.retry_after_ms == 1500
    assert budgets.left("ada") == 2
    clock.now += 1.5
    assert budgets.take("ada", 5) == 0
    clock.now += 3600
    assert budgets.left("ada") == 10


def test_each_has_a_bucket_of_its_own() -> None:
    budgets = Budgets(10, 2, Clock())
    assert (budgets.take("ada", 10), budgets.take("bob", 4)) == (0, 6)


def test_memory_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_BUCKETS", 3)
    budgets = Budgets(10, 2, Clock())
    for who in range(9):
        budgets.take(who, 1)
    assert len(budgets) == 3


def test_one_session_has_one_bucket_in_each_organization() -> None:
    budgets = Budgets(clock=Clock())
    other = Viewer(person_id=ADA.person_id, session_id=ADA.session_id, organization_id=UUID(int=4))
    charge(budgets, ADA, 1000)
    assert charge(budgets, ADA, 0).cost["throttle"]["remaining"] == 3000
    assert charge(budgets, other, 0).cost["throttle"]["remaining"] == 4000


def test_more_than_an_operation_may_cost_is_refused_and_not_charged() -> None:
    budgets = Budgets(clock=Clock())
    assert charge(budgets, ADA, 2000).refusal is None
    bill = charge(budgets, ADA, 2000.2)
    assert bill.refusal is not None and bill.refusal.details == {
        "limit": "cost",
        "maximum": 2000,
        "requested": 2000.2,
    }
    assert charge(budgets, ADA, 0).cost == {
        "requested": 0,
        "throttle": {"limit": 4000, "remaining": 2000, "restorePerSecond": 200},
    }


def test_whoever_is_signed_out_is_told_the_price_and_has_no_bucket() -> None:
    budgets = Budgets(clock=Clock())
    assert charge(budgets, Viewer.anonymous(), 1.5).cost == {"requested": 1.5}
    assert len(budgets) == 0


@pytest.fixture
async def asks() -> AsyncIterator[Asks]:
    """Ask a toy whose buckets hold seven points and never refill."""
    api = Api(SCHEMA, ToyContext, ToyAuthenticator(), ToySettings("test"), Budgets(7, 0.001, Clock()))
    app = Starlette(routes=graphql_routes(api, Connections()))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://toy") as client:

        async def ask(query: str, token: str | None = "ada", **headers: str) -> httpx.Response:
            given = {"Authorization": f"Bearer {token}"} if token else {}
            return await client.post("/graphql", json={"query": query}, headers={**given, **headers})

        yield ask


async def test_answers_tell_and_the_bucket_runs_dry(asks: Asks) -> None:
    answers = [await asks(THREE) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    costs = [answer.json()["extensions"]["cost"] for answer in answers]
    assert [cost["requested"] for cost in costs] == [3, 3, 3]
    assert [cost["throttle"]["remaining"] for cost in costs] == [4, 1, 1]
    (error,) = answers[2].json()["errors"]
    assert error["extensions"] == {"code": "RATE_LIMITED", "retryAfterMs": 2_000_000}
    assert answers[2].headers["retry-after"] == "2000"
    assert (await asks(THREE, token="bob")).status_code == 200
    assert (await asks(THREE, token=None)).json()["extensions"] == {"cost": {"requested": 3}}


async def test_only_the_price_can_be_asked_for(asks: Asks) -> None:
    dry = {"X-Cost-Only": "1"}
    for _ in range(9):
        answer = await asks("mutation { signOut }", **dry)
        assert answer.json() == {"data": None, "extensions": {"cost": answer.json()["extensions"]["cost"]}}
        assert "set-cookie" not in answer.headers
    told = (await asks(THREE, **dry)).json()["extensions"]["cost"]
    assert (told["requested"], told["throttle"]["remaining"]) == (3, 7)


async def test_a_dear_document_is_refused_before_anything_is_opened() -> None:
    def make_context(*_: object) -> Any:
        raise AssertionError("a context was made")

    api = Api(build(), make_context, ToyAuthenticator(), ToySettings("test"))
    query = "{ tickets(first: 100) { nodes { comments(first: 20) { nodes { id } } } } }"
    found = await execute(api, ADA, Arrival("r"), Request(query))
    assert found.code == "OPERATION_LIMIT_EXCEEDED"
    assert found.errors[0]["extensions"] == {
        "code": "OPERATION_LIMIT_EXCEEDED",
        "limit": "cost",
        "maximum": 2000,
        "requested": 2100,
    }
    assert found.to_dict()["extensions"] == {"cost": {"requested": 2100}}


async def test_a_bad_document_has_no_price(asks: Asks) -> None:
    assert "extensions" not in (await asks("{ nothing }")).json()
