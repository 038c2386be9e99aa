"""What a run says at its end, and whether it was good."""

from collections import Counter
from collections.abc import Sequence

from tests.torture.plan import KINDS
from tests.torture.run import Outcome
from tests.torture.stumbles import stumbles

WRONGS = ("lost", "duplicated", "reordered", "ghosts", "foreign", "gaps", "stale", "streams ended")
SHOWN = 12
LONG_SECONDS = 60
"""A run of this length has to meet every kind of fault."""


def percentile(sorted_values: Sequence[float], share: float) -> float:
    """Return a value that `share` of all do not exceed; 0 of none."""
    if not sorted_values:
        return 0.0
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]


def failures(outcome: Outcome) -> list[str]:
    """Return why a run was not good: faults of the program, or a run that proves nothing."""
    found = [f"{kind}: {words}" for kind, all_words in outcome.verdict.wrongs.items() for words in all_words]
    found += [f"refused: {words}" for words in outcome.book.refusals]
    found += [f"{text} was never acknowledged" for text, it in outcome.book.values.items() if not it.acknowledged]
    found += [f"a fault did not happen: {words}" for words in outcome.missing_faults]
    found += [f"{screen.name} was told nothing" for screen in outcome.screens if not screen.deliveries]
    found += [f"{late.name} was told nothing" for late in outcome.late if not late.deliveries]
    found += [f"a node stumbled: {words}" for words in stumbles(outcome.node_logs)]
    internal = outcome.book.retries["INTERNAL_SERVER_ERROR"]
    found += [f"{internal} answers were INTERNAL_SERVER_ERROR"] if internal else []
    if outcome.seconds >= LONG_SECONDS:
        found += [f"{kind} did not happen" for kind in KINDS if not outcome.faults[kind]]
    vacuous = {
        "no fault happened": outcome.faults.total(),
        "nobody had to come back": sum(screen.connects - 1 for screen in outcome.screens),
        "nothing was replayed": sum(screen.replays for screen in outcome.screens),
        "nothing was acknowledged": outcome.book.acknowledged,
    }
    return found + [words for words, count in vacuous.items() if not count]


def lines(outcome: Outcome) -> list[str]:
    """Return the report."""
    screens, book = outcome.screens, outcome.book
    ages = sorted(delivery.age * 1_000 for screen in screens for delivery in screen.deliveries)
    resets = sum((screen.resets for screen in screens), Counter[str]())
    closes = sum((screen.closes for screen in screens), Counter[str]())
    wrongs = outcome.verdict.wrongs
    shares = " ".join(f"{name} {percentile(ages, share):.0f}" for name, share in SHARES.items())
    return [
        f"acknowledged  {book.acknowledged} of {len(book.values)}",
        f"delivered     {outcome.verdict.delivered} to {len(screens)} screens",
        *(f"{kind:<13} {len(wrongs.get(kind, []))}" for kind in WRONGS),
        f"passing grant {outcome.verdict.passing} told under it",
        f"resets        {_counted(resets)}",
        f"reconnects    {sum(screen.connects - 1 for screen in screens)}",
        f"replays       {sum(s.replays for s in screens)} with {sum(s.replayed for s in screens)} events",
        f"late joiners  {len(outcome.late)} with {sum(len(late.deliveries) for late in outcome.late)} events",
        f"latency in ms {shares} max {ages[-1] if ages else 0:.0f}",
        f"processor     a node has waited for one {outcome.starved:.0%} of the time",
        f"faults        {outcome.faults.total()}: {_counted(outcome.faults)}",
        f"retries       {_counted(book.retries)}",
        f"closes        {_counted(closes)}",
        f"tracebacks    {len(stumbles(outcome.node_logs))} in the logs of the nodes",
    ]


SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counter.items())) or "none"
