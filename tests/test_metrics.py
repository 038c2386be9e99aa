"""The registry: every number is explained to those who run it, costs little, and can be read by Prometheus."""

import re
import time

import pytest
from prometheus_client import Gauge
from prometheus_client.parser import text_string_to_metric_families

from app import metrics
from tests.support.processes import CLONE


def written() -> dict[str, str]:
    """Our numbers as they are written, without samples: name and meaning."""
    return {
        family.name + ("_total" if family.type == "counter" else ""): family.documentation
        for family in text_string_to_metric_families(metrics.text().decode())
        if family.name.startswith("tenantry_")
    }


def test_every_number_is_in_the_page() -> None:
    page = (CLONE / "docs" / "operations.md").read_text()
    rows = dict(re.findall(r"^\| `(tenantry_\w+)` \| (.+?)(?: By `.*)? \|$", page, re.MULTILINE))
    assert rows == written()


def test_a_request_is_counted_for_little() -> None:
    began = time.perf_counter()
    for _ in range(1_000):
        metrics.note_request("http", "query", "-", 0.01)
    assert time.perf_counter() - began < 0.1, "a tenth of a millisecond each would be far too much"


def test_the_time_of_a_stream_is_not_a_time_of_an_answer() -> None:
    metrics.note_request("ws", "subscription", "-", 3_600.0)
    text = metrics.text().decode()
    assert 'tenantry_requests_total{code="-",door="ws",kind="subscription"} ' in text
    assert 'tenantry_request_seconds_count{kind="subscription"}' not in text


def test_what_fails_is_measured_too() -> None:
    def waits() -> float:
        (count,) = re.findall(r"^tenantry_pool_acquire_seconds_count (\S+)$", metrics.text().decode(), re.MULTILINE)
        return float(count)

    before = waits()
    with pytest.raises(TimeoutError), metrics.timed(metrics.acquire_seconds):
        raise TimeoutError
    assert waits() == before + 1


def test_a_gauge_is_read_when_it_is_asked_for() -> None:
    gauge = Gauge("toy", "A toy.", registry=None)
    values = iter((1.0, 2.0))
    metrics.watch(gauge, lambda: next(values))
    assert [gauge.collect()[0].samples[0].value for _ in range(2)] == [1.0, 2.0]
