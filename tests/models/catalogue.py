"""Questions to PostgreSQL's own catalogue about the schema `app`."""

from typing import Any

import asyncpg

GLOBAL = {
    *("organization", "person", "session", "account_link", "sign_in_throttle", "mail", "tortoise_migrations"),
    *("data_key", "second_factor", "recovery_code", "passkey_challenge", "known_device", "account_event"),
    *("stream_home", "fx_rate"),
}
"""Tables without an organization of their own: accounts and sessions, reached from app/auth alone; each organization's
own row, walled by its id; mail, which may be of an account and has a wall of its own; which database the
streams are of; and what Tortoise remembers."""

TABLES = """
SELECT c.relname AS name, c.relrowsecurity AS walled, c.relforcerowsecurity AS forced,
       pg_get_userbyid(c.relowner) AS owner
  FROM pg_class c WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1
"""

COLUMNS = """
SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required,
       a.atthasdef AS has_default
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
 WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
"""

POLICIES = """
SELECT tablename AS "table", policyname AS name, cmd, qual, with_check FROM pg_policies WHERE schemaname = 'app'
"""

KEYS = """
SELECT c.conname AS name, c.contype::text AS kind, t.relname AS "table", f.relname AS target,
       (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(c.conkey) WITH ORDINALITY k (num, place)
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num) AS columns,
       (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(c.confkey) WITH ORDINALITY k (num, place)
          JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num) AS target_columns
  FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid LEFT JOIN pg_class f ON f.oid = c.confrelid
 WHERE c.connamespace = 'app'::regnamespace AND c.contype IN ('f', 'p', 'u', 'x')
"""

UNIQUE_INDEXES = """
SELECT i.indexrelid::regclass::text AS name, t.relname AS "table", pg_get_indexdef(i.indexrelid, 1, true) AS first
  FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
 WHERE t.relnamespace = 'app'::regnamespace AND i.indisunique
"""

RIGHTS = """
SELECT table_name AS "table", grantee, privilege_type AS "right" FROM information_schema.role_table_grants
 WHERE table_schema = 'app'
"""

PUBLIC = """
SELECT c.relname AS name FROM pg_class c, aclexplode(c.relacl) a
 WHERE c.relnamespace = 'app'::regnamespace AND a.grantee = 0
UNION ALL
SELECT n.nspname FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = 'app' AND a.grantee = 0
"""

OWNED = """
SELECT c.relname AS name FROM pg_class c WHERE pg_get_userbyid(c.relowner) IN ('tn_app', 'tn_worker', 'tn_backup')
UNION ALL
SELECT p.proname FROM pg_proc p WHERE pg_get_userbyid(p.proowner) IN ('tn_app', 'tn_worker', 'tn_backup')
UNION ALL
SELECT n.nspname FROM pg_namespace n WHERE pg_get_userbyid(n.nspowner) IN ('tn_app', 'tn_worker', 'tn_backup')
"""

FUNCTIONS = """
SELECT p.proname AS name, p.prosecdef AS definer, coalesce(p.proconfig::text, '') AS config,
       EXISTS (SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = 0) AS for_all
  FROM pg_proc p WHERE p.pronamespace = 'app'::regnamespace
"""

ROLES = """
SELECT rolname AS name, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles
 WHERE rolname LIKE 'tn\\_%'
"""


async def ask(connection: asyncpg.Connection, question: str) -> list[dict[str, Any]]:
    """The answer as plain dictionaries."""
    return [dict(row) for row in await connection.fetch(question)]
