"""A seed decides everything that is chosen: the same one gives the same faults and the same work."""

from tests.torture.plan import KINDS, Choices, schedule

VERBS = {"create": 3, "comment": 5, "step": 4, "send": 2}


def deeds(seed: int, writer: str) -> list[object]:
    choices = Choices(seed, writer, VERBS, ("here", "there"))
    return [item for _ in range(200) for item in (choices.next(), choices.pause())]


def test_the_same_seed_gives_the_same_faults_and_another_one_others() -> None:
    assert schedule(7, 60) == schedule(7, 60)
    assert schedule(7, 60) != schedule(8, 60)
    assert schedule(7, 60)[:10] == schedule(7, 20)[:10]


def test_a_run_of_twenty_seconds_meets_every_kind_of_fault() -> None:
    for seed in range(50):
        assert {fault.kind for fault in schedule(seed, 20)} == set(KINDS), seed


def test_the_same_seed_gives_the_same_work() -> None:
    assert deeds(7, "manager") == deeds(7, "manager")
    assert deeds(7, "manager") != deeds(8, "manager")
    assert deeds(7, "manager") != deeds(7, "tenant")


def test_nobody_comments_on_what_is_not_there() -> None:
    choices = Choices(1, "manager", VERBS, ("here",))
    made = 0
    for _ in range(300):
        deed = choices.next()
        assert deed.verb in ("create", "send") or deed.ticket < made
        made += deed.verb == "create"
    assert made > 10
