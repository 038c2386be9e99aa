"""Guards that are statements: refusals, judged locks and scopes of statements, cut out of the code in this process."""

import ast
import copy
import gc
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from tests.auth.guards.mutants import FORMS, MATRIX, Mutant

ROOT = Path(__file__).parents[3]
REFUSALS = {"Forbidden", "NotFound", "Unauthenticated"}
JUDGED = {"lock", "permitted", "related", "require", "check", "page", "below"}
SCOPES = {"_visible", "_inside", "_organization"}
AS_THE_HOUSE = ast.parse(
    "__import__('app.auth.viewer', fromlist=['Viewer']).Viewer.system_of(viewer.organization_id, 'mutant')",
    mode="eval",
).body
OWN = re.compile(r"(?:\w+\.)?organization_id = (?:\(SELECT app\.current_org\(\)\)|app\.current_org\(\))")

REFUSING = ("app/auth/policy.py", "app/resolvers", "app/subscriptions/catchup.py", "app/schema/context.py")
JUDGING = ("app/resolvers", "app/schema/messages/presence.py", "app/subscriptions/presence.py")
LISTING = ("app/auth/lists.py", "app/auth/answers.py", "app/auth/policy.py")
SAYING = (
    *("app/auth/rules.py", "app/auth/former.py", "app/auth/policies", "app/auth/viewer.py"),
    *("app/subscriptions/stream.py", "app/subscriptions/bench.py"),
)
Node = ast.AST
Cut = Callable[[Node], Node | None]


def cut_refusal(node: Node) -> Node | None:
    """`if …: raise Forbidden(…)` is asked and never obeyed."""
    if not isinstance(node, ast.If) or not any(_refuses(each) for each in node.body):
        return None
    node.test = ast.BoolOp(ast.And(), [node.test, ast.Constant(False)])
    return node


def _refuses(node: Node) -> bool:
    call = node.exc if isinstance(node, ast.Raise) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in REFUSALS


def cut_judgement(node: Node) -> Node | None:
    """`Policy.lock(viewer, …)` is done as the house, which may do everything in its organization."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in JUDGED):
        return None
    if not (node.args and isinstance(node.args[0], ast.Name) and node.args[0].id == "viewer"):
        return None
    node.args[0] = copy.deepcopy(AS_THE_HOUSE)
    return node


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
    if isinstance(node.returns, ast.Name) and node.returns.id == "bool":
        node.body = [ast.Return(ast.Constant(True))]
        return node
    if node.name == "filter":
        node.body = [ast.Return(ast.Constant("TRUE"))]
        return node
    return None


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


def nodes(tree: Node, cut: Cut) -> Iterator[tuple[str, int]]:
    """What would be cut, in words, and which of the walked nodes it is."""
    for number, node in enumerate(ast.walk(tree)):
        before = ast.unparse(node) if isinstance(node, ast.If | ast.Call | ast.FunctionDef) else ""
        if before and cut(copy.deepcopy(node)) is not None:
            yield before.splitlines()[0][:90], number


def _within(tree: Node, number: int) -> str:
    """The name of the function that holds a node."""
    wanted = list(ast.walk(tree))[number]
    inside = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and any(each is wanted for each in ast.walk(node))
    ]
    return ".".join(node.name for node in inside)


def of_code() -> Iterator[Mutant]:
    """Every statement that guards, cut out."""
    kinds: tuple[tuple[str, Cut, tuple[str, ...]], ...] = (
        ("refusal", cut_refusal, REFUSING),
        ("judgement", cut_judgement, JUDGING),
        ("scope", cut_scope, LISTING),
        ("word", cut_word, SAYING),
    )
    for kind, cut, places in kinds:
        for path in sources(places):
            tree, seen = ast.parse(path.read_text()), dict[str, int]()
            for words, number in nodes(tree, cut):
                title = f"{kind} {path.relative_to(ROOT)} {_within(tree, number)}: {words}"
                seen[title] = seen.get(title, 0) + 1
                title += f" ({seen[title]})" if seen[title] > 1 else ""
                yield Mutant(title, tests_of(path), partial(replace, path, number, cut))


def tests_of(path: Path) -> tuple[str, ...]:
    """The cells, and then what is written for this place alone."""
    noun = path.stem if path.parent.name in ("resolvers", "policies") else path.parent.name
    own = [f"tests/{folder}/test_{noun}.py" for folder in ("auth", "resolvers")]
    if path.name in ("rules.py", "former.py", "viewer.py"):
        return FORMS
    return (*MATRIX, *(name for name in own if (ROOT / name).exists() and name not in MATRIX))


def replace(path: Path, number: int, cut: Cut) -> None:
    """Put the changed code into the functions that are there."""
    tree = ast.parse(path.read_text())
    wanted = list(ast.walk(tree))[number]

    class Change(ast.NodeTransformer):
        def visit(self, node: Node) -> Any:
            return cut(node) if node is wanted else self.generic_visit(node)

    changed = compile(ast.fix_missing_locations(Change().visit(tree)), str(path), "exec")
    found = {(code.co_qualname, code.co_firstlineno): code for code in _codes(changed)}
    count = 0
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename == str(path):
            code = found.get((one.__code__.co_qualname, one.__code__.co_firstlineno))
            if code is not None and code.co_freevars == one.__code__.co_freevars:
                one.__code__ = code
                count += 1
    assert count, f"nothing of {path} is there to be changed"


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


def of_statements() -> Iterator[Mutant]:
    """Every statement in plain SQL without the condition that keeps it in its organization."""
    texts: dict[str, str] = {}
    for title, module in sorted(sys.modules.items()):
        if title.startswith("app."):
            for name, value in vars(module).items():
                if isinstance(value, str) and OWN.search(value) and value not in texts:
                    texts[value] = f"{title}.{name}"
    for text, name in texts.items():
        yield Mutant(f"scope {name}", MATRIX, partial(reword, text, OWN.sub("TRUE", text)))


def reword(before: str, after: str) -> None:
    """Replace a text wherever a module holds it."""
    for title, module in list(sys.modules.items()):
        if title.startswith("app."):
            for name, value in list(vars(module).items()):
                if isinstance(value, str) and value == before:
                    setattr(module, name, after)
