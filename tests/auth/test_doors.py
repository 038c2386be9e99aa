"""No statement without a scope, none without a door, and the source keeps it so."""

import ast
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tortoise.transactions import in_transaction

from app import clock
from app.auth.backend import Unscoped
from app.auth.doors import NoDoor, door, require_door
from app.auth.policies.tickets import TicketPolicy
from app.auth.scope import current, reading, writing
from app.auth.viewer import Viewer
from app.models.base import new_id
from app.models.tickets import Ticket, TicketStatus
from tests.factories.tickets import STANDARD
from tests.support.world import World

APP = Path(__file__).parents[2] / "app"
SCOPES = {"reading", "writing", "transaction"}
SCOPE_IMPORTERS = {
    "app.auth",
    "app.subscriptions",
    "app.entrypoints.audit",
    "app.entrypoints.books",
    "app.entrypoints.papers",
    "app.entrypoints.rates",
    "app.entrypoints.jobs",
    "app.entrypoints.mail",
    "app.entrypoints.payments",
    "app.entrypoints.webhooks",
    "app.entrypoints.notifications",
    "app.entrypoints.uploads",
    "app.entrypoints.health",
    "app.entrypoints.demo",
    "app.resolvers.organizations",
    "app.schema.context",
}
"""Who may open a scope, or run a statement in one. Use cases and shapes may not."""

DOORMEN = {
    "app.auth.accounts",
    "app.auth.alerts",
    "app.auth.answers",
    "app.auth.billing_days",
    "app.auth.challenges",
    "app.auth.devices",
    "app.auth.doors",
    "app.auth.emails",
    "app.auth.factors",
    "app.auth.founding",
    "app.auth.invitations",
    "app.auth.links",
    "app.auth.known_devices",
    "app.auth.lists",
    "app.auth.lookups",
    "app.auth.memberships",
    "app.auth.outbox",
    "app.auth.policies.deposits",
    "app.auth.policies.late_fees",
    "app.auth.policies.imports",
    "app.auth.policies.messages",
    "app.auth.policies.ledger",
    "app.auth.policies.payments",
    "app.auth.policies.pots",
    "app.auth.policies.notifications",
    "app.auth.policy",
    "app.auth.proofs",
    "app.auth.recovery",
    "app.auth.references",
    "app.auth.secrets",
    "app.auth.notices",
    "app.auth.steps",
    "app.auth.sessions",
    "app.auth.sieges",
    "app.auth.throttle",
    "app.auth.tokens",
    "app.auth.tries",
    "app.entrypoints.audit",
    "app.entrypoints.books",
    "app.entrypoints.demo.accounts",
    "app.entrypoints.demo.prepare",
    "app.entrypoints.health",
    "app.entrypoints.jobs",
    "app.entrypoints.mail",
    "app.entrypoints.payments",
    "app.entrypoints.webhooks",
    "app.entrypoints.papers.pages",
    "app.entrypoints.rates",
    "app.entrypoints.papers.receipts",
    "app.entrypoints.notifications",
    "app.entrypoints.uploads",
    "app.schema.context",
    "app.subscriptions.feed",
    "app.subscriptions.notifications",
    "app.subscriptions.transaction",
}
"""Who may open a door: every statement in these files was read with permissions in mind."""

UNSCOPED_LINES = 0
WHOLE = {**STANDARD, "status": TicketStatus.NEW, "created_at": clock.now(), "updated_at": clock.now()}


def _ticket(saved: bool = False) -> Ticket:
    made = Ticket(id=new_id(), organization_id=new_id(), number=1, property_id=new_id(), title="x", **WHOLE)
    made._saved_in_db = saved
    return made


async def _bulk_update() -> Any:
    return await Ticket.bulk_update([_ticket(saved=True)], ["title"])


async def _in_transaction() -> Any:
    async with in_transaction() as connection:
        return await connection.execute_query("SELECT 1")


STATEMENTS: dict[str, Callable[[], Awaitable[Any]]] = {
    "all": lambda: _run(Ticket.all()),
    "get": lambda: _run(Ticket.get(id=new_id())),
    "get_or_none": lambda: _run(Ticket.get_or_none(id=new_id())),
    "first": lambda: _run(Ticket.first()),
    "count": lambda: _run(Ticket.all().count()),
    "exists": lambda: _run(Ticket.exists(id=new_id())),
    "values": lambda: _run(Ticket.all().values("title")),
    "update": lambda: _run(Ticket.filter(id=new_id()).update(title="x")),
    "delete": lambda: _run(Ticket.filter(id=new_id()).delete()),
    "raw": lambda: _run(Ticket.raw("SELECT * FROM ticket")),
    "prefetch": lambda: _run(Ticket.all().prefetch_related()),
    "locked": lambda: _run(Ticket.all().select_for_update()),
    "create": lambda: _ticket().save(),
    "bulk_create": lambda: _run(Ticket.bulk_create([_ticket()])),
    "bulk_update": _bulk_update,
    "save": lambda: _ticket(saved=True).save(update_fields=["title"]),
    "get_or_create": lambda: _run(Ticket.get_or_create(id=new_id())),
    "refresh": lambda: _ticket(saved=True).refresh_from_db(),
    "in_transaction": _in_transaction,
}


async def _run(statement: Any) -> Any:
    return await statement


async def test_a_statement_needs_a_scope_and_a_door(still_world: World) -> None:
    manager = still_world.viewer_of("manager")
    for statement in STATEMENTS.values():
        with pytest.raises(Unscoped):
            await statement()
        with pytest.raises(Unscoped), door("test"):
            await statement()
        async with reading(manager):
            with pytest.raises(Unscoped):
                await statement()
        async with writing(manager):
            with pytest.raises(NoDoor):
                await statement()
        with pytest.raises(Unscoped):
            await statement()


async def test_plain_sql_needs_a_scope_and_a_door(still_world: World) -> None:
    with pytest.raises(RuntimeError, match="No scope is open"):
        current()
    for scope in (reading, writing):
        async with scope(still_world.viewer_of("manager")) as opened:
            with pytest.raises(NoDoor):
                await opened.rows("SELECT 1")
            with door("test"):
                assert len(await opened.rows("SELECT 1")) == 1
            with pytest.raises(NoDoor):
                require_door()


async def test_a_savepoint_of_tortoise_stays_behind_the_doors(still_world: World) -> None:
    async with writing(still_world.viewer_of("manager")):
        with door("test"):
            async with in_transaction() as inner:
                assert await inner.execute_query_dict("SELECT 1 AS n") == [{"n": 1}]
        with pytest.raises(NoDoor):
            await inner.execute_query_dict("SELECT 1 AS n")


async def test_a_policy_is_a_door_and_closes_it_again(still_world: World) -> None:
    manager, id = still_world.viewer_of("manager"), still_world.a.id(Ticket, "leak")
    async with writing(manager):
        ticket = await TicketPolicy.lock(manager, id, to=TicketPolicy.triage)
        assert ticket.id == id
        with pytest.raises(NoDoor):
            await ticket.save(update_fields=["title"])
        with pytest.raises(NoDoor):
            await Ticket.get(id=id)


async def test_nobody_writes_for_nobody(still_world: World) -> None:
    async with writing(Viewer.anonymous()) as scope:
        with door("test"):
            assert await scope.rows("SELECT id FROM ticket") == []
            assert await scope.rows("UPDATE ticket SET title = 'x' RETURNING id") == []


def modules() -> Iterator[tuple[str, ast.Module, str]]:
    """Every module of the program: its name, its tree and its text."""
    for path in sorted(APP.rglob("*.py")):
        name = ".".join(("app", *path.relative_to(APP).with_suffix("").parts)).removesuffix(".__init__")
        text = path.read_text()
        yield name, ast.parse(text), text


def called(node: ast.AST) -> set[str]:
    """The names of the functions that are called below a node."""
    calls = (call.func for call in ast.walk(node) if isinstance(call, ast.Call))
    return {func.id if isinstance(func, ast.Name) else getattr(func, "attr", "") for func in calls}


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of the functions inside it."""
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from own_nodes(child)


def test_nobody_uses_transactions_of_tortoise() -> None:
    found = {name for name, tree, _ in modules() if {"in_transaction", "atomic"} & called(tree)}
    assert found == set()


def test_no_scope_is_held_while_a_generator_waits_for_its_caller() -> None:
    found = []
    for name, tree, _ in modules():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)):
            decorated = {ast.unparse(each) for each in function.decorator_list}
            yields = any(isinstance(node, ast.Yield) for node in own_nodes(function))
            withs = [node for node in own_nodes(function) if isinstance(node, ast.AsyncWith)]
            scoped = any(SCOPES & called(item.context_expr) for node in withs for item in node.items)
            if yields and scoped and "asynccontextmanager" not in decorated:
                found.append(f"{name}.{function.name}")
    assert found == []


def test_only_known_modules_open_scopes_and_doors() -> None:
    importers, doormen = set(), set()
    for name, tree, _ in modules():
        imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        if any(node.module == "app.auth.scope" for node in imported):
            importers.add(name)
        if "door" in called(tree):
            doormen.add(name)
    strangers = {name for name in importers if not any(f"{name}.".startswith(f"{known}.") for known in SCOPE_IMPORTERS)}
    assert strangers == set()
    assert doormen <= DOORMEN, doormen - DOORMEN
    assert "app.auth.policy" in doormen, "the lint sees no door at all"


def test_the_escapes_are_counted() -> None:
    lines = [line for _, _, text in modules() for line in text.splitlines() if "# unscoped:" in line]
    assert len(lines) == UNSCOPED_LINES, lines
