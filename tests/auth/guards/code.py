"""Guards that are statements: refusals, judged locks and scopes of statements, cut out of the code in this process."""

import ast
import builtins
import copy
import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from tests.auth.guards import statements
from tests.auth.guards.mutants import Mutant, Saw

ROOT = Path(__file__).parents[3]
REFUSALS = {"Forbidden", "NotFound", "Unauthenticated"}
PROOFS = {"require_step_up", "require_factor"}
JUDGED = {"lock", "permitted", "related", "require", "check", "may", "passing"}
JUDGED |= {"page", "pages", "below", "count", "counts"}
ASKS = {"lock", "permitted", "require"}
VIEWERS = {"viewer", "self.viewer", "context.viewer", "self.context.viewer", "info.context.viewer"}
SCOPES = {"_visible", "_inside", "_organization"}
AS_THE_HOUSE = "__import__('app.auth.viewer', fromlist=['Viewer']).Viewer.system_of({0}.organization_id, 'mutant')"

REFUSING = ("app/auth", "app/resolvers", "app/subscriptions", "app/schema", "app/entrypoints")
JUDGING = ("app/resolvers", "app/schema", "app/subscriptions")
LISTING = ("app/auth/lists.py", "app/auth/answers.py", "app/auth/policy.py")
SAYING = (
    *("app/auth/rules.py", "app/auth/former.py", "app/auth/policies", "app/auth/viewer.py", "app/auth/staff.py"),
    *("app/subscriptions/stream.py", "app/subscriptions/bench.py"),
)
Node = ast.AST
Cut = Callable[[Node], Node | None]


def cut_refusal(node: Node) -> Node | None:
    """`if …: raise Forbidden(…)` is asked and never obeyed."""
    if not isinstance(node, ast.If) or not any(_refuses(each) for each in node.body):
        return None
    return ast.If(ast.BoolOp(ast.And(), [node.test, ast.Constant(False)]), node.body, node.orelse)


def _refuses(node: Node) -> bool:
    call = node.exc if isinstance(node, ast.Raise) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in REFUSALS


def cut_judgement(node: Node) -> Node | None:
    """`Policy.lock(viewer, …)` is done as the house, which may do everything in its organization."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in JUDGED):
        return None
    viewer = ast.unparse(node.args[0]) if node.args else ""
    is_inherited = any(each.arg == "inherited" and isinstance(each.value, ast.Constant) for each in node.keywords)
    if viewer not in VIEWERS or is_inherited:
        return None
    house = ast.parse(AS_THE_HOUSE.format(viewer), mode="eval").body
    return ast.Call(node.func, [house, *node.args[1:]], node.keywords)


def cut_proof(node: Node) -> Node | None:
    """`require_step_up(viewer)` is not asked."""
    is_proof = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PROOFS
    return ast.Constant(None) if is_proof else None


def cut_scope(node: Node) -> Node | None:
    """A statement without the condition that says whose rows it is about."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        of_class = isinstance(node.func.value, ast.Name) and node.func.value.id == "cls"
        if node.func.attr in SCOPES and of_class:
            return ast.Constant("TRUE")
        if node.func.attr == "filter":
            return ast.Constant("TRUE")
    return None


def cut_word(node: Node) -> Node | None:
    """A function that says yes or no says yes; one that writes a condition writes TRUE."""
    if not isinstance(node, ast.FunctionDef) or _is_left_to_others(node):
        return None
    says = {"filter": "TRUE"}.get(node.name)
    if isinstance(node.returns, ast.Name) and node.returns.id == "bool":
        says = True
    if says is None:
        return None
    changed = copy.copy(node)
    changed.body = [ast.Return(ast.Constant(says))]
    return changed


def _is_left_to_others(node: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Raise) for each in node.body) or node.name in HARMLESS


HARMLESS = {"is_anonymous"}
"""What says yes to less, not to more."""


def sources(places: tuple[str, ...]) -> Iterator[Path]:
    """The files at and below these places, as far as the program has imported them."""
    loaded = {getattr(module, "__file__", None) for module in sys.modules.values()}
    for place in places:
        path = ROOT / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            if str(file) in loaded:
                yield file


def nodes(path: Path, cut: Cut) -> Iterator[tuple[str, str, int]]:
    """What would be cut of a file: the function it is in, its words, and which of the walked nodes it is."""
    walked = list(ast.walk(ast.parse(path.read_text())))
    above = {id(child): node for node in walked for child in ast.iter_child_nodes(node)}
    for number, node in enumerate(walked):
        if cut(node) is not None:
            yield _within(node, above), _words(node), number


def _words(node: Node) -> str:
    """The first line of a node; of a judgement only whose rule it asks, which a function may ask more than once."""
    words = ast.unparse(node).splitlines()[0]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ASKS:
        words = f"asks {ast.unparse([*node.args, *(each.value for each in node.keywords)][-1])}"
    return words[:90]


def _within(node: Node | None, above: dict[int, Node]) -> str:
    """The name of the function that holds a node, or is it."""
    names = []
    while node is not None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
        node = above.get(id(node))
    return ".".join(reversed(names))


@dataclass(frozen=True)
class Place:
    """Where something is cut: the so-manieth of the walked nodes of a file.

    There are several where a function asks one rule more than once, as before it waits for a lock and under it: that is
    one guard.
    """

    title: str
    path: Path
    numbers: tuple[int, ...]
    cut: Cut


@cache
def places() -> tuple[Place, ...]:
    """Every statement that guards."""
    kinds: tuple[tuple[str, Cut, tuple[str, ...]], ...] = (
        ("refusal", cut_refusal, REFUSING),
        ("judgement", cut_judgement, JUDGING),
        ("proof", cut_proof, ("app/resolvers",)),
        ("scope", cut_scope, LISTING),
        ("word", cut_word, SAYING),
    )
    found: list[Place] = []
    for kind, cut, where in kinds:
        for path in sources(where):
            said: dict[str, list[int]] = {}
            for within, words, number in nodes(path, cut):
                said.setdefault(f"{kind} {path.relative_to(ROOT)} {within}: {words}", []).append(number)
            for title, numbers in said.items():
                groups = [numbers] if kind == "judgement" else [[number] for number in numbers]
                for count, group in enumerate(groups, 1):
                    found.append(Place(title + f" ({count})" * (count > 1), path, tuple(group), cut))
    return tuple(found)


def of_code() -> Iterator[Mutant]:
    """Every statement that guards, cut out."""
    for place in places():
        yield Mutant(place.title, partial(cut_out, place))


def cut_out(place: Place) -> None:
    """Put the changed code into the functions that are there."""
    tree = ast.parse(place.path.read_text())
    walked = list(ast.walk(tree))
    wanted = {id(walked[number]) for number in place.numbers}

    class Change(ast.NodeTransformer):
        def visit(self, node: Node) -> Any:
            return place.cut(node) if id(node) in wanted else self.generic_visit(node)

    assert replace(compiled(place.path, Change().visit(tree))), f"nothing of {place.path} is there to be changed"


Codes = dict[tuple[str, str, int], CodeType]


def compiled(path: Path, tree: ast.Module) -> Codes:
    """Return the code of each function of a changed file, by where it stands."""
    whole = compile(ast.fix_missing_locations(tree), str(path), "exec")
    return {(str(path), code.co_qualname, code.co_firstlineno): code for code in _codes(whole)}


def replace(found: Codes) -> int:
    """Put code into the functions that are there; returns how many there were."""
    count = 0
    for one in gc.get_objects():
        if isinstance(one, FunctionType):
            old = one.__code__
            new = found.get((old.co_filename, old.co_qualname, old.co_firstlineno))
            if new is not None and new.co_freevars == old.co_freevars:
                one.__code__ = new
                count += 1
    return count


def watch(saw: Saw) -> None:
    """Tell of every guard among the statements that the program comes to, without changing what it does."""
    vars(builtins)["_saw"] = saw
    replace(probes())


@cache
def probes() -> Codes:
    """Return the code of all files with guards, which tells `_saw` of each."""
    titles: dict[Path, dict[int, list[str]]] = {}
    for place in places():
        for number in place.numbers:
            titles.setdefault(place.path, {}).setdefault(number, []).append(place.title)
    names, found = statements.names(), Codes()
    for path in {*titles, *names}:
        found |= compiled(path, _probed(path, titles.get(path, {}), names.get(path, {})))
    return found


def _probed(path: Path, titles: dict[int, list[str]], names: dict[str, str]) -> ast.Module:
    tree = ast.parse(path.read_text())
    marked = {id(node): titles[number] for number, node in enumerate(ast.walk(tree)) if number in titles}

    class Probe(ast.NodeTransformer):
        def visit(self, node: Node) -> Any:
            told = list(marked.get(id(node), ()))
            node = self.generic_visit(node)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
                told.append(names[node.id])
            for title in told:
                node = _telling(node, title)
            return node

    probed: ast.Module = Probe().visit(tree)
    return probed


def _telling(node: Any, title: str) -> Any:
    tell = ast.Call(ast.Name("_saw", ast.Load()), [ast.Constant(title)], [])
    if isinstance(node, ast.FunctionDef):
        node.body.insert(0, ast.Expr(tell))
        return node
    if isinstance(node, ast.If):
        node.test = _telling(node.test, title)
        return node
    return ast.Subscript(ast.Tuple([tell, node], ast.Load()), ast.Constant(1), ast.Load())


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)
