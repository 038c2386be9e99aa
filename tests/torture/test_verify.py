"""The judge sees every kind of wrong: each is put into a run that was right, and must be found."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.torture import report
from tests.torture.oracle import Where
from tests.torture.plan import KINDS
from tests.torture.run import Outcome
from tests.torture.verify import Entry, Heard, Log, Span, Told, Verdict, judge_screen, judge_writes, same_order
from tests.torture.views import Topic
from tests.torture.writers import Book, Written

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOME = Where("nordlys", "toftes", "toftes-a-301", "amira")
NEXT_DOOR = Where("nordlys", "toftes", "toftes-a-201", "jonas")
BERGEN = Where("nordlys", "nordnes", "", "ingrid")


def written(count: int = 6) -> dict[str, Written]:
    """Values in the home of Amira, and one next door."""
    return {f"v{n}": Written("COMMENTED", HOME, True) for n in range(count)} | {
        "private": Written("COMMENTED", replace(HOME, internal=True), True),
        "next door": Written("CREATED", NEXT_DOOR, True),
        "bergen": Written("CREATED", BERGEN, True),
    }


def log() -> Log:
    """A log that holds each of them once; places between them belong to others."""
    entries = [
        Entry(10 + 2 * place, f"e{place}", value.kind, text) for place, (text, value) in enumerate(written().items())
    ]
    return Log(40, entries)


def told(names: set[str]) -> list[Told]:
    """What a screen is told of the log in a run that is right."""
    return [Told(entry.seq, entry.id, entry.text, NOW) for entry in log().entries if entry.text in names]


AMIRA = {f"v{n}" for n in range(6)}


def heard(items: list[Told], person: str = "amira", start: int = 0) -> Heard:
    return Heard(person, Topic(person, "tickets"), [Span(start, 40, items)])


def judged(screen: Heard, values: dict[str, Written] | None = None, book: Log | None = None) -> Verdict:
    verdict = Verdict()
    values, book = values or written(), book or log()
    judge_writes(verdict, values, {"nordlys": book})
    judge_screen(verdict, values, book, screen)
    return verdict


def test_a_run_that_is_right_is_right() -> None:
    assert judged(heard(told(AMIRA))).wrongs == {}
    assert judged(heard(told(set(written())), "ingrid")).wrongs == {}


def test_what_came_before_the_cursor_is_not_missed() -> None:
    assert judged(heard(told(AMIRA)[3:], start=14)).wrongs == {}


Harm = Callable[[list[Told]], list[Told]]
HARMS: dict[str, tuple[str, Harm]] = {
    "left out": ("lost", lambda items: items[:2] + items[3:]),
    "nothing at all": ("lost", lambda items: []),
    "the last one left out": ("lost", lambda items: items[:-1]),
    "twice in a row": ("duplicated", lambda items: [*items[:2], items[1], *items[2:]]),
    "twice, much later": ("duplicated", lambda items: [*items, items[0]]),
    "two turned round": ("reordered", lambda items: [items[1], items[0], *items[2:]]),
    "under a wrong cursor": ("reordered", lambda items: [replace(items[0], seq=11), *items[1:]]),
    "an event of nobody": ("ghosts", lambda items: [*items, Told(39, "made up", "v9", NOW)]),
    "another text": ("ghosts", lambda items: [replace(items[0], text="v1"), *items[1:]]),
    "of the neighbour": ("foreign", lambda items: [*items, *told({"next door"})]),
    "from inside the house": ("foreign", lambda items: [*items, *told({"private"})]),
}


@pytest.mark.parametrize("name", HARMS)
def test_every_harm_is_seen(name: str) -> None:
    kind, harm = HARMS[name]
    verdict = judged(heard(harm(told(AMIRA))))
    assert verdict.count(kind) >= 1, verdict.wrongs
    assert report.failures(outcome(verdict))


def test_what_was_not_asked_for_is_foreign() -> None:
    topic = Topic("ingrid", "tickets", {"propertyId": "nordnes"})
    verdict = judged(Heard("narrow", topic, [Span(0, 40, told({"bergen", "v1"}))]))
    assert verdict.wrongs.keys() == {"foreign"}


def test_an_acknowledged_value_that_is_not_in_the_log_is_lost() -> None:
    values = written() | {"gone": Written("SENT", HOME, True), "unsure": Written("SENT", HOME, False)}
    assert judged(heard(told(AMIRA)), values).wrongs == {"lost": ["gone was acknowledged and is not in the log"]}


def test_a_value_written_twice_and_one_of_nobody_are_seen_in_the_log() -> None:
    book = log()
    book.entries += [Entry(38, "again", "COMMENTED", "v0"), Entry(39, "other", "COMMENTED", "nobody's")]
    verdict = judged(heard(told(AMIRA), start=37), book=book)
    assert (verdict.count("duplicated"), verdict.count("ghosts")) == (1, 1)


def test_a_log_with_a_gap_is_seen() -> None:
    assert judged(heard(told(AMIRA)), book=replace(log(), gaps=2)).count("gaps") == 1


def test_a_passing_grant_lets_hear_while_it_lasts_and_no_longer() -> None:
    mine = {"next door"}
    late = NOW + timedelta(minutes=1)
    granted, taken = (12, NOW, True), (14, NOW, False)
    for grants, wrong in (([granted], 0), ([granted, taken], 1), ([], 1), ([granted, taken, (30, NOW, True)], 0)):
        verdict = judged(heard(told(mine | {"bergen"}), "jonas"), book=replace(log(), grants=grants))
        assert verdict.count("foreign") == wrong, grants
    given_later = [granted, taken, (30, late, True)]
    assert (
        judged(heard(told(mine | {"bergen"}), "jonas"), book=replace(log(), grants=given_later)).count("foreign") == 1
    )


def test_two_screens_that_differ_are_seen() -> None:
    verdict = Verdict()
    same_order(verdict, heard(told(AMIRA)), heard(told(AMIRA)))
    assert verdict.wrongs == {}
    same_order(verdict, heard(told(AMIRA)), heard(told(AMIRA)[1:]))
    assert verdict.count("reordered") == 1


def outcome(verdict: Verdict) -> Outcome:
    return Outcome(verdict, Book(), [], [], Counter())


def test_a_run_in_which_nothing_happened_proves_nothing() -> None:
    assert set(report.failures(outcome(Verdict()))) == {
        "no fault happened",
        "nobody had to come back",
        "nothing was replayed",
        "nothing was acknowledged",
    }


STUMBLED = """\
2026-11-26 18:00:00,001 INFO tenantry.server: serving
2026-11-26 18:00:01,001 ERROR tenantry.feed: the watch over the streams stumbled
Traceback (most recent call last):
  File "app/subscriptions/feed.py", line 1, in _watch
KeyError: 'head'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "app/subscriptions/feed.py", line 2, in _watch
RuntimeError: no such stream
2026-11-26 18:00:02,001 WARNING tenantry.bus: redis is away
"""
CRASHED = """\
Traceback (most recent call last):
  File "app/cli/__main__.py", line 5, in <module>
ConnectionError: the database is away
"""


def test_a_node_that_has_stumbled_is_seen() -> None:
    run = outcome(Verdict())
    run.node_logs = STUMBLED + STUMBLED.splitlines(keepends=True)[0]
    wrong = [words for words in report.failures(run) if "stumbled" in words]
    assert len(wrong) == 1 and wrong[0].endswith("the watch over the streams stumbled RuntimeError: no such stream")
    run.node_logs = CRASHED
    assert "a node stumbled: a node ended ConnectionError: the database is away" in report.failures(run)


def test_a_long_run_has_to_meet_every_kind_of_fault() -> None:
    short, long = outcome(Verdict()), outcome(Verdict())
    long.seconds = report.LONG_SECONDS
    long.faults.update(KINDS[1:])
    assert f"{KINDS[0]} did not happen" in report.failures(long)
    assert not [words for kind in KINDS[1:] for words in report.failures(long) if words == f"{kind} did not happen"]
    assert not [words for words in report.failures(short) if words.endswith("did not happen")]
