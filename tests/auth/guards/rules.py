"""Every rule of every policy, and every part that narrows one, taken away."""

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from types import FunctionType
from typing import Any

from app import auth
from app.auth import policies
from app.auth.policies import tickets
from app.auth.policy import Policy
from app.auth.rules import AllOf, AnyOf, Everyone, Rule, Sql, Subject
from app.auth.viewer import Viewer
from tests.auth.guards.mutants import Mutant, Saw

Named = tuple[Mutant, Rule]
"""A mutant, and the rule that it replaces."""


@dataclass(frozen=True, slots=True)
class Always(Rule):
    """No rule at all: even nobody in particular passes."""

    def filter(self, viewer: Viewer, table: str, sql: Sql, now: datetime) -> str:
        return "TRUE"

    def allows(self, viewer: Viewer, subject: Subject, now: datetime) -> bool:
        return True


NO_GUARD = {"AnythingPolicy"}
"""Says where to seek events; each of them is then judged by the policy of its own row."""


def load() -> None:
    """Import everything that declares a rule or uses one."""
    importlib.import_module("app.main")
    for module in pkgutil.iter_modules(policies.__path__):
        importlib.import_module(f"{policies.__name__}.{module.name}")


def removed(rule: Rule) -> Rule:
    """Whoever has a role at all passes; where the rule asks for no more than that, everybody does."""
    return Always() if isinstance(rule, Everyone) else Everyone()


def narrower(rule: Rule, place: str = "") -> Iterator[tuple[str, Rule]]:
    """The same rule without one of the conditions that must all hold, at every place of it."""
    if isinstance(rule, AnyOf | AllOf):
        for number, part in enumerate(rule.parts):
            for where, less in narrower(part, f"{place}.{number}"):
                yield where, type(rule)((*rule.parts[:number], less, *rule.parts[number + 1 :]))
            if isinstance(rule, AllOf):
                kept = (*rule.parts[:number], *rule.parts[number + 1 :])
                yield f"{place}.{number}", kept[0] if len(kept) == 1 else AllOf(kept)


def rules_of(policy: type[Policy[Any]]) -> dict[str, Rule]:
    """The rules that a policy declares."""
    return {name: value for name, value in vars(policy).items() if isinstance(value, Rule)}


def _of_policies() -> Iterator[Named]:
    for policy in sorted(Policy.__subclasses__(), key=lambda each: each.__name__):
        for name, rule in () if policy.__name__ in NO_GUARD else rules_of(policy).items():
            title = f"rule {policy.__name__}.{name}"
            yield Mutant(title, partial(_put, policy, name, removed(rule))), rule
            for place, less in narrower(rule):
                yield Mutant(f"{title} without part {place[1:]}", partial(_put, policy, name, less)), rule


def _put(policy: type[Policy[Any]], name: str, rule: Rule) -> None:
    """Give a policy another rule; where the steps of tickets hold the old one, they are given it too."""
    old = getattr(policy, name)
    setattr(policy, name, rule)
    tickets.STEPS = tuple((rule if one is old else one, steps) for one, steps in tickets.STEPS)


def _used(module: Any, name: str) -> bool:
    functions = [value for value in vars(module).values() if isinstance(value, FunctionType)]
    return any(name in one.__code__.co_names for one in functions if one.__module__ == module.__name__)


def _of_modules() -> Iterator[Named]:
    for title, module in sorted(sys.modules.items()):
        if title.startswith("app.") and module is not auth:
            for name, value in sorted(vars(module).items()):
                if isinstance(value, Rule) and _used(module, name):
                    yield Mutant(f"rule {title}.{name}", partial(setattr, module, name, removed(value))), value


def _of_steps() -> Iterator[Named]:
    verbs = {id(rule) for rule in rules_of(tickets.TicketPolicy).values()}
    for number, (rule, steps) in enumerate(tickets.STEPS):
        fewer = (*tickets.STEPS[:number], (removed(rule), steps), *tickets.STEPS[number + 1 :])
        if id(rule) not in verbs:
            yield Mutant(f"rule STEPS[{number}]", partial(setattr, tickets, "STEPS", fewer)), rule


def named() -> Iterator[Named]:
    """Each rule of a policy and each part of it that narrows, each of a module, and each side's steps of a ticket."""
    yield from _of_policies()
    yield from _of_modules()
    yield from _of_steps()


def watch(saw: Saw) -> None:
    """Tell of every rule that is asked, in either form."""
    titles: dict[int, list[str]] = {}
    for mutant, rule in named():
        titles.setdefault(id(rule), []).append(mutant.name)
    for kind in Rule.__subclasses__():
        for form in ("filter", "allows"):
            setattr(kind, form, _telling(getattr(kind, form), titles, saw))


def _telling(asked: Any, titles: dict[int, list[str]], saw: Saw) -> Any:
    @wraps(asked)
    def tell(self: Rule, *args: Any) -> Any:
        for title in titles.get(id(self), ()):
            saw(title)
        return asked(self, *args)

    return tell
