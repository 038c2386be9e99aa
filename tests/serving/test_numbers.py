"""The numbers of each process: on a port of their own, in the format of Prometheus, and true."""

from uuid import uuid4

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.journeys.words import HOME, INGRID, TICKETS, report
from tests.serving.conftest import Start
from tests.support.client import client_of
from tests.support.processes import eventually
from tests.support.server import House, OwnValkey
from tests.support.socket import screen

WANTED = """
tenantry_requests tenantry_request_seconds tenantry_sockets tenantry_socket_operations tenantry_feeds
tenantry_followers tenantry_events_read tenantry_deliveries tenantry_stream_resets tenantry_redis_up
tenantry_redis_connects tenantry_cohorts tenantry_executions tenantry_delivery_lag_seconds tenantry_handshakes_refused
tenantry_sockets_closed tenantry_pool_size tenantry_pool_idle tenantry_pool_limit tenantry_pool_acquire_seconds
tenantry_transactions tenantry_loop_lag_seconds process_resident_memory_bytes
"""


async def test_what_happens_is_counted(house: House, start: Start) -> None:
    node = start(1)
    async with client_of(house, node, INGRID) as client, screen(node, client.token) as one:
        stream = await one.follow(TICKETS)
        await stream.ready()
        await report(client, "counted")
        await stream.event()
        assert node.value(0, "tenantry_sockets") == 1
        assert node.value(0, "tenantry_socket_operations") == 1
        assert node.value(0, "tenantry_feeds") == 1
        assert node.value(0, "tenantry_followers") == 1
        assert node.value(0, "tenantry_deliveries_total") == 2
        assert node.value(0, "tenantry_events_read_total") == 1
        assert node.value(0, "tenantry_cohorts") == 1
        # One for the event, one for the message that the catch-up is over.
        assert node.value(0, "tenantry_executions_total") == 2
        assert node.value(0, "tenantry_delivery_lag_seconds_count") == 1
        assert node.value(0, "tenantry_delivery_lag_seconds_sum") < 1
        assert node.value(0, "tenantry_transactions_total", ended="committed") >= 1
        mutations = node.value(0, "tenantry_requests_total", door="http", kind="mutation")
        refused = {"unitId": HOME, "title": "", "category": "PLUMBING", "idempotencyKey": str(uuid4())}
        await client.attempt("createTicket", "ticket { id }", **refused)
        await client.answer("{ nonsense }")
        assert node.value(0, "tenantry_requests_total", door="http", kind="mutation") == mutations + 1
        assert node.value(0, "tenantry_requests_total", door="http", code="GRAPHQL_VALIDATION_FAILED") == 1
        assert node.value(0, "tenantry_request_seconds_count", kind="mutation") == mutations + 1
        assert node.value(0, "tenantry_redis_up") == 1
        assert node.value(0, "tenantry_pool_size") >= 1
        assert node.value(0, "tenantry_pool_acquire_seconds_count") > 0
        await one.end()
        eventually(lambda: node.value(0, "tenantry_sockets") == 0)
        eventually(lambda: node.value(0, "tenantry_socket_operations") == 0)
        eventually(lambda: node.value(0, "tenantry_followers") == 0)
        eventually(lambda: node.value(0, "tenantry_cohorts") == 0)
        assert node.value(0, "tenantry_sockets_closed_total", cause="client") == 1


async def test_the_port_of_the_numbers_answers_for_nothing_else(start: Start) -> None:
    node = start(1)
    address = f"http://127.0.0.1:{node.numbers[0]}"
    async with httpx.AsyncClient(trust_env=False) as http:
        given = await http.get(f"{address}/metrics")
        assert given.headers["content-type"].startswith("text/plain; version=0.0.4")
        # Neither port answers for the other.
        assert (await http.get(f"{address}/graphql")).status_code == 404
        assert (await http.post(f"{address}/metrics")).status_code == 501
        assert (await http.get(f"{node.url}/metrics")).status_code == 404
    found = {family.name for family in text_string_to_metric_families(given.text)}
    assert found >= set(WANTED.split())


@pytest.mark.parametrize("fault", ["killed", "frozen"])
async def test_redis_is_told_of_once_per_change(start: Start, valkey: OwnValkey, fault: str) -> None:
    valkey.start()
    node = start(1, REDIS_URL=valkey.url)
    eventually(lambda: node.value(0, "tenantry_redis_up") == 1)
    if fault == "killed":
        valkey.kill()
    else:
        valkey.freeze()
    eventually(lambda: node.value(0, "tenantry_redis_up") == 0)
    assert (node.get("/readyz").status_code, node.get("/readyz").json()["redis"]) == (200, "degraded")
    eventually(lambda: node.said().count("redis is away") == 1)
    if fault == "killed":
        valkey.start()
    else:
        valkey.thaw()
    eventually(lambda: node.value(0, "tenantry_redis_up") == 1)
    assert node.get("/readyz").json()["redis"] == "up"
    assert node.said().count("WARNING") == 1, node.said()
    assert node.said().count("redis is there") == 2
    assert node.value(0, "tenantry_redis_connects_total", line="listening") >= 2
