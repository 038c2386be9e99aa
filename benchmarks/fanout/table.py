"""The page that the command prints: figures, ratios, and how they were made."""

from collections import defaultdict
from statistics import median
from typing import Any

ROWS = (
    ("CPU per message, µs", 0),
    ("event to the last client, ms", 1),
    ("memory per socket, kB", 2),
    ("CPU per connect and subscribe, µs", 3),
)
OURS, THEIRS = "Tenantry", "graphql-ws"
HEAD = "| | Tenantry | graphql-ws (Node) | times better |\n| --- | --- | --- | --- |\n"


class Results:
    """All that was measured."""

    def __init__(self, sockets: list[int]) -> None:
        self.sockets = sockets
        self._fans: dict[tuple[str, int], list[tuple[float, ...]]] = defaultdict(list)
        self._notes: dict[tuple[str, str], Any] = {}

    def add(self, server: str, sockets: int, *figures: float) -> None:
        """Keep the figures of one crowd."""
        self._fans[server, sockets].append(figures)

    def note(self, server: str, what: str, value: Any) -> None:
        """Keep one figure of its own."""
        self._notes[server, what] = value

    def figure(self, server: str, sockets: int, place: int) -> float:
        """Return the median over the rounds."""
        return median(figures[place] for figures in self._fans[server, sockets])

    def noted(self, server: str, what: str) -> Any:
        """Return one figure of its own."""
        return self._notes[server, what]


def written(results: Results, machine: str, rounds: int, messages: int) -> str:
    """Return the page, in Markdown."""
    parts = [HOW.format(machine=machine, rounds=rounds)]
    for sockets in results.sockets:
        parts.append(f"## {sockets:,} sockets\n\n{HEAD}")
        for name, place in ROWS:
            ours, theirs = (results.figure(server, sockets, place) for server in (OURS, THEIRS))
            parts.append(line(name, f"{ours:.1f}", f"{theirs:.1f}", theirs / ours))
        parts.append("\n")
    parts.append(f"## With 1,000 sockets\n\n{HEAD}")
    parts.extend(special(results, messages))
    return "".join(parts)


def special(results: Results, messages: int) -> list[str]:
    """Return the rows of the measurements that stand alone."""

    def both(what: str) -> tuple[Any, Any]:
        return results.noted(OURS, what), results.noted(THEIRS, what)

    ours, theirs = both("burst")
    lines = [line("burst of 50 events, deliveries/s", f"{ours:,.0f}", f"{theirs:,.0f}", ours / theirs)]
    ours, theirs = both("unlike")
    lines.append(line("no two subscribers alike, CPU per message, µs", f"{ours:.1f}", f"{theirs:.1f}", theirs / ours))
    ours, theirs = (f"{first:+.1f}, then {second:+.1f}" for first, second in both("growth"))
    lines.append(line(f"memory over {messages:,} messages, MB: first half, second half", ours, theirs))
    ours, theirs = (
        f"{'never' if after is None else f'{after:.1f} s'}; {grown:+.1f} MB" for after, grown in both("stall")
    )
    lines.append(line("20 of 100 clients stop reading: the last is dropped after; memory", ours, theirs))
    return lines


def line(name: str, ours: str, theirs: str, ratio: float | None = None) -> str:
    """Return one row."""
    return f"| {name} | {ours} | {theirs} | {'' if ratio is None else f'{ratio:.2f}'} |\n"


HOW = """# Benchmarks

What `make bench-fanout` printed. One event is told to very many sockets that follow the tickets of an organization, as
the board of a manager does; the same payload from both servers, measured in turns ({rounds} rounds, medians), the
server on one core and all sockets in one process on another.

- **Tenantry** serves with everything on: a comment is written to PostgreSQL with its event, its history and its audit,
  row-level security holds, each socket has signed in as one of many managers, and the policy decides for each event who
  may hear of it. All that is in its figures.
- **graphql-ws** is the usual stack on Node: `graphql-ws` on `ws`, events through `graphql-redis-subscriptions`. Whoever
  publishes hands it the finished event. No database, no permissions, no replay, no sign-in.

{machine}.

"""
