"""The models and the database say the same: every field a column that fits, every column a field."""

import importlib
from typing import Any

import asyncpg
from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.models import Model

from app.models.migrate import known, migrate
from app.models.ranges import DateRangeField
from app.models.tables import MODULES
from tests.models.catalogue import COLUMNS, TABLES, ask
from tests.support.services import Database

TYPES: dict[type[fields.Field[Any]], set[str]] = {
    fields.UUIDField: {"uuid"},
    fields.TextField: {"text"},
    fields.IntField: {"integer"},
    fields.BigIntField: {"bigint"},
    fields.BooleanField: {"boolean"},
    fields.DatetimeField: {"timestamp with time zone"},
    fields.DateField: {"date"},
    fields.BinaryField: {"bytea"},
    fields.JSONField: {"jsonb"},
    DateRangeField: {"daterange"},
}

UNMODELLED = {
    *(
        "event",
        "audit_private",
        "audit_head",
        "idempotency",
        "counter",
        "external_id",
        "notification_setting",
        "import_fault",
        "organization_stream",
    ),
    *("sign_in_throttle", "tortoise_migrations", "search_entry", "stream_home"),
    *("mail", "data_key", "second_factor", "recovery_code", "passkey_challenge", "known_device", "account_event"),
    *("account_link", "ledger_account", "posting", "account_balance", "ledger_state", "fx_rate"),
}
"""Tables that plain SQL alone touches: the log, its head and its audit, keys, numbers, the throttle, the search, mail,
the accounts of the books, and what an account proves itself with."""


def models() -> list[type[Model]]:
    """Every model of the program."""
    loaded = [importlib.import_module(name) for name in MODULES]
    found = {
        value
        for module in loaded
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Model) and value.__module__ == module.__name__
    }
    return sorted((model for model in found if model._meta.db_table), key=lambda model: model._meta.db_table)


def expected(field: fields.Field[Any]) -> set[str]:
    """The types that a column of this field may have."""
    if isinstance(field, ArrayField):
        return {f"{field.SQL_TYPE.lower().removesuffix('[]')}[]"}
    if isinstance(field, fields.DecimalField):
        return {f"numeric({field.max_digits},{field.decimal_places})"}
    if hasattr(field, "enum_type"):
        return {"text"}
    if isinstance(field, fields.CharField):
        return {f"character({field.max_length})", f"character varying({field.max_length})"}
    return TYPES[type(field)]


async def test_every_field_is_a_column_that_fits(still_database: Database) -> None:
    connection = await asyncpg.connect(still_database.superuser_url)
    columns: dict[str, dict[str, dict[str, Any]]] = {}
    for row in await ask(connection, COLUMNS):
        columns.setdefault(row["table"], {})[row["name"]] = row
    await connection.close()
    assert len(models()) > 15
    for model in models():
        table = columns[model._meta.db_table]
        fitting = {column: model._meta.fields_map[name] for name, column in model._meta.fields_db_projection.items()}
        assert fitting.keys() == table.keys(), model
        for name, field in fitting.items():
            assert table[name]["type"] in expected(field), (model, name)
            assert table[name]["required"] is not field.null, (model, name)


async def test_every_table_has_a_model_or_is_written_down(still_database: Database) -> None:
    connection = await asyncpg.connect(still_database.superuser_url)
    tables = {row["name"] for row in await ask(connection, TABLES)}
    await connection.close()
    modelled = {model._meta.db_table for model in models()}
    assert not modelled & UNMODELLED
    assert tables == modelled | UNMODELLED


CHECKED = """
SELECT t.relname AS "table", pg_get_constraintdef(c.oid) AS says
  FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
 WHERE c.connamespace = 'app'::regnamespace AND c.contype = 'c'
"""


async def test_every_word_of_an_enum_is_one_the_database_takes(still_database: Database) -> None:
    connection = await asyncpg.connect(still_database.superuser_url)
    checks = await ask(connection, CHECKED)
    await connection.close()
    compared = 0
    for model in models():
        for name, field in model._meta.fields_map.items():
            enum: Any = getattr(field, "enum_type", None)
            if enum is None:
                continue
            wanted = f"(({name} = ANY (ARRAY[" + ", ".join(f"'{word}'::text" for word in enum) + "])))"
            says = {check["says"] for check in checks if check["table"] == model._meta.db_table}
            assert f"CHECK {wanted}" in says, (model, name, wanted)
            compared += 1
    assert compared > 10


async def dump(url: str) -> list[str]:
    """What there is of the schema and of its migrations, as text."""
    connection = await asyncpg.connect(url)
    try:
        columns = await connection.fetch(COLUMNS + " ORDER BY 1, 2")
        policies = await connection.fetch("SELECT * FROM pg_policies WHERE schemaname = 'app' ORDER BY 2, 3")
        done = await connection.fetch("SELECT * FROM app.tortoise_migrations ORDER BY 1, 2")
        rights = await connection.fetch(
            "SELECT relname, relacl::text FROM pg_class WHERE relacl IS NOT NULL ORDER BY 1"
        )
        return [str(row) for row in (*columns, *policies, *done, *rights)]
    finally:
        await connection.close()


async def test_migrating_twice_changes_nothing(database: Database) -> None:
    before, steps = await dump(database.migrate_url), list[str]()
    await migrate(database.migrate_url, steps.append)
    assert await dump(database.migrate_url) == before
    assert steps == []


async def test_an_empty_database_gets_the_newest_schema(empty_database: Database, still_database: Database) -> None:
    steps: list[str] = []
    await migrate(empty_database.migrate_url, steps.append)
    assert len(steps) == len(known())
    fresh, copied = await dump(empty_database.migrate_url), await dump(still_database.migrate_url)
    assert len(fresh) == len(copied)
