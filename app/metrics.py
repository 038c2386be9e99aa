"""What is counted and measured, in one registry per process, and written as Prometheus reads it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

FAST = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0)
USUAL = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

disable_created_metrics()  # type: ignore[no-untyped-call]
registry = CollectorRegistry()
ProcessCollector(registry=registry)
GCCollector(registry=registry)


def _counter(name: str, meaning: str, *labels: str) -> Counter:
    return Counter(f"tenantry_{name}", meaning, labels, registry=registry)


def _gauge(name: str, meaning: str, *labels: str) -> Gauge:
    return Gauge(f"tenantry_{name}", meaning, labels, registry=registry)


def _histogram(name: str, meaning: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
    return Histogram(f"tenantry_{name}", meaning, labels, registry=registry, buckets=buckets)


info = _gauge("process", "1, with the mode and the number of this worker.", "mode", "worker")
requests = _counter(
    "requests", "Operations answered, by door, kind and code of the first error.", "door", "kind", "code"
)
request_seconds = _histogram("request_seconds", "From arrival to answer; streams are not in it.", USUAL, "kind")
sockets = _gauge("sockets", "Sockets that have said who they are, and event streams.")
event_streams = _gauge("event_streams", "Streams of server-sent events that are open; they count as sockets too.")
handshakes_refused = _counter("handshakes_refused", "Sockets and event streams refused at the door.", "door", "reason")
sockets_closed = _counter("sockets_closed", "Sockets and event streams closed, by door and cause.", "door", "cause")
operations = _gauge("socket_operations", "Operations running on sockets.")
feeds = _gauge("feeds", "Organizations that somebody here listens to.")
followers = _gauge("followers", "Subscriptions in progress.")
events_read = _counter("events_read", "Events read from the log by feeds.")
rooms = _gauge("presence_rooms", "Conversations of which somebody here sees who is there.")
cohorts = _gauge("cohorts", "Groups of subscriptions that are judged and told together.")
executions = _counter("executions", "Operations run for messages of streams, each for one or many subscriptions.")
delivery_lag = _histogram("delivery_lag_seconds", "From the event to its last live delivery here.", USUAL)
deliveries = _counter("deliveries", "Results queued for sockets.")
resets = _counter("stream_resets", "Streams ended because what the client holds is stale.", "reason")
unshared = _counter(
    "unshared_plans", "Documents whose answers could not be shared: a field looks at more than it declares."
)
left_alone = _counter(
    "left_alone", "Executions that failed by themselves or took too long: who listened went on alone."
)
redis_up = _gauge("redis_up", "1 while the doorbell works; without it events come up to a second later.")
redis_connects = _counter("redis_connects", "Connections made to Redis, the first ones included.", "line")
pool_size = _gauge("pool_size", "Open connections to PostgreSQL.")
pool_idle = _gauge("pool_idle", "Open connections that nobody uses.")
pool_limit = _gauge("pool_limit", "Connections to PostgreSQL at most.")
acquire_seconds = _histogram("pool_acquire_seconds", "Waiting for a connection, failures included.", FAST)
transactions = _counter("transactions", "Transactions that changed something, by how they ended.", "ended")
webhooks = _counter("webhooks", "What the provider of payments told, by what was done with it.", "outcome")
loop_lag = _gauge("loop_lag_seconds", "How late the event loop was when last looked at.")
loop_lags = _histogram("loop_lag_distribution_seconds", "How late the event loop was, twice a second.", FAST)


def note_request(door: str, kind: str, code: str, seconds: float) -> None:
    """Count one answer; a stream lasts as long as somebody listens, so its time says nothing."""
    requests.labels(door, kind, code).inc()
    if kind != "subscription":
        request_seconds.labels(kind).observe(seconds)


def watch(gauge: Gauge, read: Callable[[], float]) -> None:
    """Ask `read` whenever the gauge is scraped. It runs in another thread, so it may only look."""
    gauge.set_function(read)


@contextmanager
def timed(histogram: Histogram) -> Iterator[None]:
    """Measure the block, however it ends."""
    began = perf_counter()
    try:
        yield
    finally:
        histogram.observe(perf_counter() - began)


def text() -> bytes:
    """Return everything in the text format of Prometheus."""
    return generate_latest(registry)
