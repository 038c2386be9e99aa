"""The judgement: what was written, what the log holds, and what each screen was told, held against each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tests.torture.oracle import may_see, may_see_at_times
from tests.torture.views import Topic
from tests.torture.writers import Written


@dataclass(frozen=True)
class Entry:
    """One event of the log: what it is about, and the text that it stands for."""

    seq: int
    id: str
    kind: str
    text: str | None
    ticket: str = ""
    """The name of the ticket where it is one of the demo world."""
    talk: str = ""
    """The name of the conversation where it is one of those of which the writers know the people."""


@dataclass(frozen=True)
class Told:
    """One event as a screen was told it; `seq` is the place that its cursor names."""

    seq: int
    id: str
    text: str | None
    at: datetime


@dataclass(frozen=True)
class Span:
    """What came between two loads: all places after `start` up to `end` must be in it."""

    start: int
    end: int
    told: list[Told]


@dataclass(frozen=True)
class Heard:
    """Everything that one screen was told."""

    name: str
    topic: Topic
    spans: list[Span]


@dataclass
class Log:
    """The events of one organization that are of interest, and when the passing grant was in force."""

    head: int
    entries: list[Entry]
    gaps: int = 0
    grants: list[tuple[int, datetime, bool]] = field(default_factory=list)
    """Places and moments at which the passing grant was given (True) or taken."""

    def was_taken(self, told: Told) -> bool:
        """Say whether a place lies where the grant was taken, and was told before it was given again."""
        held = [given for seq, _, given in self.grants if seq < told.seq]
        again = any(seq > told.seq and given and at <= told.at for seq, at, given in self.grants)
        return not (held and held[-1]) and not again


@dataclass
class Verdict:
    """What is wrong, in words, by what kind of wrong it is."""

    wrongs: dict[str, list[str]] = field(default_factory=dict)
    delivered: int = 0
    passing: int = 0
    """What was told under the passing grant alone."""

    def wrong(self, kind: str, words: str) -> None:
        """Note something wrong."""
        self.wrongs.setdefault(kind, []).append(words)

    def count(self, kind: str) -> int:
        """Return how often something of that kind was found."""
        return len(self.wrongs.get(kind, []))


def judge_writes(verdict: Verdict, values: Mapping[str, Written], logs: Mapping[str, Log]) -> None:
    """Hold what was acknowledged against the logs: all of it is there once, and nothing else is."""
    found: dict[str, int] = {}
    for house, log in logs.items():
        if log.gaps:
            verdict.wrong("gaps", f"{house}: the log leaves out {log.gaps} places")
        for entry in log.entries:
            written = values.get(entry.text or "")
            if written is None or written.kind != entry.kind or written.where.house != house:
                verdict.wrong("ghosts", f"{house}: nobody wrote {entry.kind} {entry.text} at {entry.seq}")
            found[entry.text or ""] = found.get(entry.text or "", 0) + 1
    for text, written in values.items():
        if written.acknowledged and not found.get(text):
            verdict.wrong("lost", f"{text} was acknowledged and is not in the log")
        if found.get(text, 0) > 1:
            verdict.wrong("duplicated", f"{text} was written {found[text]} times")


def judge_screen(verdict: Verdict, values: Mapping[str, Written], log: Log, heard: Heard) -> None:
    """Hold what a screen was told against the log and the oracle."""
    entries = {entry.id: entry for entry in log.entries}
    seen: set[str] = set()
    for span in heard.spans:
        last = span.start
        for told in span.told:
            verdict.delivered += 1
            entry = entries.get(told.id)
            if entry is None or (entry.text != told.text and heard.topic.follows != "all"):
                verdict.wrong("ghosts", f"{heard.name}: {told.text} at {told.seq} is not in the log")
                continue
            if told.id in seen:
                verdict.wrong("duplicated", f"{heard.name}: {told.text} at {told.seq} came again")
                continue
            if told.seq != entry.seq or told.seq <= last:
                verdict.wrong("reordered", f"{heard.name}: {told.text} at {told.seq}, log {entry.seq}, before {last}")
            last = max(last, told.seq)
            seen.add(told.id)
            _judge_right(verdict, values, (log, entry), told, heard)
    for entry in _due(values, log, heard):
        if entry.id not in seen:
            verdict.wrong("lost", f"{heard.name}: {entry.kind} {entry.text} at {entry.seq} never came")


def _judge_right(
    verdict: Verdict, values: Mapping[str, Written], place: tuple[Log, Entry], told: Told, heard: Heard
) -> None:
    log, entry = place
    written = values.get(entry.text or "")
    if written is None:
        return
    person, where = heard.topic.person, written.where
    if not heard.topic.wants(entry.kind, where, entry.ticket):
        return verdict.wrong("foreign", f"{heard.name}: {entry.text} was not asked for")
    if may_see(person, where):
        return
    if may_see_at_times(person, where) and not log.was_taken(told):
        verdict.passing += 1
        return
    verdict.wrong("foreign", f"{heard.name}: {entry.text} at {entry.seq} is not for {person}")


def _due(values: Mapping[str, Written], log: Log, heard: Heard) -> Iterable[Entry]:
    """Return what a screen must have been told."""
    for entry in log.entries:
        written = values.get(entry.text or "")
        covered = any(span.start < entry.seq <= span.end for span in heard.spans)
        if written is None or not covered or not may_see(heard.topic.person, written.where):
            continue
        if heard.topic.wants(entry.kind, written.where, entry.ticket):
            yield entry


def same_order(verdict: Verdict, one: Heard, other: Heard) -> None:
    """Hold two screens of equal topics against each other: they were told the same, in the same order."""
    first, second = ([told.id for span in heard.spans for told in span.told] for heard in (one, other))
    if first != second:
        verdict.wrong(
            "reordered", f"{one.name} and {other.name} were told {len(first)} and {len(second)}, not the same"
        )
