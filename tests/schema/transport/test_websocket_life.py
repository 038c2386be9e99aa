"""How a socket lives: who it belongs to, how long, how slowly it may read, and how it ends."""

import asyncio
import time
from collections.abc import Callable

import pytest
from websockets.exceptions import InvalidStatus

from tests.schema.conftest import ToyServer
from tests.schema.toy import ADA, BOB, SESSIONS
from tests.schema.transport.talking import talk, wait_for


@pytest.mark.parametrize(
    ("payload", "who"),
    [
        ({}, "None"),
        ({"token": "ada"}, str(ADA)),
        ({"authorization": "Bearer bob"}, str(BOB)),
        ({"Authorization": "bearer bob"}, str(BOB)),
        ({"token": None, "organization": "acme"}, "None"),
    ],
)
def test_a_token_in_the_first_message_says_who(server: ToyServer, payload: dict[str, str], who: str) -> None:
    with talk(server) as it:
        assert it.init(**payload).result("{ who }") == {"data": {"who": f"{who} False"}}


@pytest.mark.parametrize(
    ("headers", "payload"),
    [
        ({}, {"token": "stale"}),
        ({}, {"token": "not a token"}),
        ({}, {"authorization": "Basic ada"}),
        ({}, {"token": "ada", "organization": "foreign"}),
        ({}, {"token": "ada", "organization": "o" * 300}),
        ({"Tenantry-Organization": "foreign"}, {"token": "ada"}),
        ({"Authorization": "Bearer stale"}, {}),
        ({"Authorization": "nonsense"}, {}),
        ({"Cookie": "__Host-tenantry=stale"}, {}),
        ({"Cookie": "__Host-tenantry=ada"}, {"token": "stale"}),
    ],
)
def test_a_bad_token_is_closed_with_4403(server: ToyServer, headers: dict[str, str], payload: dict[str, str]) -> None:
    with talk(server, headers=headers) as it:
        it.say({"type": "connection_init", "payload": payload})
        assert it.closed() == (4403, "Forbidden")
    assert all(" " not in shown.token for shown in server.authenticator.seen), "what is no token is not looked up"


def test_cookies_count_from_our_own_pages_alone(server: ToyServer) -> None:
    cookie = {"Cookie": "__Host-tenantry=ada"}
    for origin, who in ((f"http://{server.address}", ADA), (None, ADA), ("https://partner.example", None)):
        headers = cookie if origin is None else {**cookie, "Origin": origin}
        with talk(server, headers=headers) as it:
            assert it.init(organization="acme").result("{ who }")["data"]["who"] == f"{who} False"
    assert any(seen.organization == "acme" for seen in server.authenticator.seen)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "https://127.0.0.1"])
def test_foreign_pages_get_no_socket(server: ToyServer, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused, talk(server, headers={"Origin": origin}):
        pass
    assert refused.value.response.status_code == 403


def test_a_database_that_is_away_is_a_reason_to_come_back(server: ToyServer) -> None:
    with talk(server) as it:
        it.say({"type": "connection_init", "payload": {"token": "dependency-down"}})
        assert it.closed() == (1013, "Try again later")


def test_whoever_says_nothing_is_closed_with_4408(server: ToyServer) -> None:
    with talk(server, "/quick/graphql") as it:
        it.say({"type": "ping"})
        assert it.closed() == (4408, "Connection initialisation timeout")


def test_the_server_pings_and_gives_up_on_silence(server: ToyServer) -> None:
    with talk(server, "/quick/graphql") as it:
        it.init()
        started = time.monotonic()
        while time.monotonic() - started < 1:
            assert it.socket.recv(timeout=1) == '{"type":"ping"}'
            it.say({"type": "pong"})
        assert it.closed() == (4408, "No sign of life")


def test_a_session_ends_with_its_socket_by_the_clock(server: ToyServer) -> None:
    with talk(server) as it:
        it.init(token="brief").subscribe("s", "subscription { count(to: 1000, delay: 0.05) { id } }")
        started = time.monotonic()
        assert it.closed() == (4403, "Forbidden")
        assert 0.2 < time.monotonic() - started < 1


def test_a_session_is_renewed_in_place(server: ToyServer) -> None:
    with talk(server) as it:
        it.init(token="brief").say({"type": "ping", "payload": {"token": "ada-renewed"}})
        assert it.hear() == {"type": "pong"}
        time.sleep(0.6)
        assert it.result("{ who }")["data"]["who"] == f"{ADA} False"
        assert server.connections.close_session(SESSIONS["brief"], 4403, "Forbidden") == 0
        it.say({"type": "ping", "payload": {"token": "bob"}})
        assert it.closed() == (4403, "Forbidden")


@pytest.mark.parametrize("token", ["stale", "not a token"])
def test_a_bad_renewal_ends_the_socket(server: ToyServer, token: str) -> None:
    with talk(server) as it:
        it.init(token="ada").say({"type": "ping", "payload": {"token": token}})
        assert it.closed() == (4403, "Forbidden")


def test_a_revoked_session_is_found_by_asking_again(server: ToyServer) -> None:
    with talk(server, "/quick/graphql") as it:
        it.init(token="ada")
        server.authenticator.broken = True
        time.sleep(0.3)
        it.say({"type": "pong"})
        assert it.result("{ who }")["data"]["who"] == f"{ADA} False"
        server.authenticator.broken = False
        server.authenticator.ended.add(SESSIONS["ada"])
        try:
            assert it.closed() == (4403, "Forbidden")
        finally:
            server.authenticator.ended.clear()


def test_one_socket_more_than_a_person_may_have_is_refused(server: ToyServer) -> None:
    opened = []
    try:
        for _ in range(20):
            manager = talk(server)
            opened.append(manager)
            manager.__enter__().init(token="bob")
        with talk(server) as it:
            it.say({"type": "connection_init", "payload": {"token": "bob"}})
            assert it.closed() == (4429, "Too many sockets")
        with talk(server) as it:
            it.init(token="ada")
    finally:
        for manager in opened:
            manager.__exit__(None, None, None)
    wait_for(lambda: not server.connections.of_person(BOB))


def test_a_socket_that_is_dead_most_likely_makes_room_for_the_next(
    server: ToyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    try:
        for _ in range(20):
            manager = talk(server)
            opened.append((manager, manager.__enter__()))
            opened[-1][1].init(token="bob")
        time.sleep(1.0)
        for _, alive in opened[1:]:
            alive.say({"type": "ping"})
            assert alive.hear() == {"type": "pong"}
        monkeypatch.setattr("app.subscriptions.connections.SILENT_SECONDS", 1.0)
        with talk(server) as it:
            it.init(token="bob")
            assert opened[0][1].closed() == (4408, "No sign of life")
    finally:
        for manager, _ in opened:
            manager.__exit__(None, None, None)
    wait_for(lambda: not server.connections.of_person(BOB))


def test_a_slow_reader_delays_nobody_and_is_cut_off(server: ToyServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.schema.transport.outbox.SEND_SECONDS", 0.5)
    with talk(server) as slow, talk(server) as quick:
        slow.init(token="ada")
        # It never reads: its own queue of 16 messages fills, then the kernel's buffers, then ours.
        for number in range(5):
            slow.subscribe(str(number), "subscription { flood(size: 50000) }")
        quick.init()
        started = time.monotonic()
        for _ in range(20):
            assert quick.result("{ hello }") == {"data": {"hello": "hello"}}
        assert time.monotonic() - started < 2
        wait_for(lambda: not server.connections.of_person(ADA), 6)


def test_one_answer_may_be_longer_than_the_buffer(server: ToyServer) -> None:
    with talk(server) as it:
        assert len(it.init().result("{ long(size: 3000000) }")["data"]["long"]) == 3_000_000


def test_sessions_can_be_closed_from_outside(server: ToyServer) -> None:
    with talk(server) as ada, talk(server) as bob:
        ada.init(token="ada")
        bob.init(token="bob")
        (sink,) = server.connections.of_person(ADA)
        in_loop(lambda: server.connections.close_session(SESSIONS["ada"], 4403, "Forbidden"), sink)
        assert ada.closed() == (4403, "Forbidden")
        assert bob.result("{ hello }") == {"data": {"hello": "hello"}}


def test_a_server_on_its_way_out_closes_with_1012_and_lets_nobody_in(server: ToyServer) -> None:
    with talk(server, "/draining/graphql") as one, talk(server, "/draining/graphql") as two:
        one.init(token="ada")
        two.init()
        sink = next(iter(server.draining))
        asyncio.run_coroutine_threadsafe(server.draining.drain(1012, "Restart", 0.1), loop_of(sink)).result(3)
        assert one.closed() == two.closed() == (1012, "Restart")
    with pytest.raises(InvalidStatus) as refused, talk(server, "/draining/graphql"):
        pass
    assert refused.value.response.status_code == 503


def loop_of(sink: object) -> asyncio.AbstractEventLoop:
    """Return the server's event loop, which runs in another thread."""
    loop = sink._loop  # type: ignore[attr-defined]
    assert isinstance(loop, asyncio.AbstractEventLoop)
    return loop


def in_loop(action: Callable[[], object], sink: object) -> None:
    """Run something where the server runs."""

    async def run() -> None:
        action()

    asyncio.run_coroutine_threadsafe(run(), loop_of(sink)).result(3)
