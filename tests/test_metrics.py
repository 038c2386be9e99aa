"""The registry: every number is explained to those who run it, costs little, and can be read by Prometheus."""

import json
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


def test_the_dashboard_asks_for_numbers_that_exist() -> None:
    board = json.loads((CLONE / "docs/grafana/tenantry.json").read_text())
    asked = " ".join(target["expr"] for panel in board["panels"] for target in panel["targets"])
    names = set(re.findall(r"\b(?:tenantry|process)_\w+", asked))
    families = {family.name: family for family in text_string_to_metric_families(metrics.text().decode())}
    known = set(families) | {f"{name}_total" for name, family in families.items() if family.type == "counter"}
    known |= {f"{name}_bucket" for name, family in families.items() if family.type == "histogram"}
    assert len(names) > 15 and names <= known
    # Labels too: a sum by a label that is never written is one line for all.
    labels = {"cause": metrics.sockets_closed, "reason": metrics.resets, "line": metrics.redis_connects}
    for label, counter in labels.items():
        assert f"by ({label})" in asked and label in counter._labelnames
