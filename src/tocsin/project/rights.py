"""What each role may do in the database: granted at each start, after the migrations.

Not in a migration: roles belong to a server and not to a database, new tables come later, and a
dump leaves rights out. Done again it changes nothing. A new table of a desk is the web's to work
with; a new one about people is nobody's until it is named.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import psycopg
from django.db import connection
from psycopg import sql

from tocsin.kernel.access.rowlevel import hold_apart
from tocsin.kernel.database import roles
from tocsin.kernel.personal import api as personal

# Any number, so long as nobody else locks it.
LOCK = 7_065_099_101_020
PERSONAL = "personal"
WORK, ADD, READ = "SELECT, INSERT, UPDATE, DELETE", "SELECT, INSERT", "SELECT"
# Rows of records are added, never changed: the trigger that refuses it tells which tables they are.
TABLES = """
    SELECT n.nspname, c.relname, EXISTS (
        SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE t.tgrelid = c.oid AND p.proname = 'ledger_refuse_change'
    ), ARRAY(
        SELECT attname::text FROM pg_attribute
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum
    )
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname IN ('public', 'personal')
        AND pg_has_role(current_user, c.relowner, 'USAGE')
    ORDER BY 1, 2
"""
FUNCTIONS = """
    SELECT p.oid::regprocedure::text, p.proname::text FROM pg_proc p
    WHERE p.pronamespace = 'personal'::regnamespace
"""
TAKE_AWAY = (
    "REVOKE ALL ON ALL TABLES IN SCHEMA public, personal FROM {role}",
    "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public, personal FROM {role}",
    "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA personal FROM PUBLIC, {role}",
    "GRANT USAGE ON SCHEMA public, personal TO {role}",
)
COUNT_ON = "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schemas} TO {role}"
# Written when tables change, by their owner.
OF_MIGRATIONS = frozenset({"django_migrations", "django_content_type", "auth_permission"})
# The tables of the ledger itself are the sequencer's; everybody may read them.
OF_LEDGER = "ledger_"
# Of the rest it reads who acted, and adds to the trail that a witness contradicts it.
TO_SEQUENCER = {"audit_entry": ADD, "accounts_bureau": READ, "accounts_officer": ADD}
TO_AUDITOR = {
    "audit_entry": READ,
    "accounts_bureau": READ,
    "accounts_officer": "SELECT (id, username, name, bureau_id, is_active, is_service)",
    "witnesses_neighbour": READ,
    "witnesses_keptcheckpoint": READ,
    "witnesses_contradiction": READ,
}
Line = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of ours, whether it is a record, and its columns."""

    schema: str
    name: str
    is_record: bool
    columns: list[str]


def grant() -> None:
    """Grant every role there is what it may do here, and nothing else, all at once.

    Bureaus are held apart with it.
    """
    connection.ensure_connection()
    line: Line = connection.connection
    with line.transaction():
        line.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        hold_apart(line)
        known = line.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [list(roles.ALL)]
        )
        tables = [Table(*row) for row in line.execute(TABLES.encode())]  # type: ignore[arg-type] # as TABLES asks
        functions = [(str(one), str(name)) for one, name in line.execute(FUNCTIONS.encode())]
        for (role,) in known.fetchall():
            for statement in statements(str(role), tables, functions):
                line.execute(statement.encode())


def statements(
    role: str, tables: Iterable[Table], functions: Iterable[tuple[str, str]]
) -> Iterator[str]:
    """Write what a role is given, after taking away what it had."""
    yield from (statement.format(role=role) for statement in TAKE_AWAY)
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for table in tables:
        name = sql.Identifier(table.schema, table.name).as_string()
        alike[rights_on(role, table)].append(name)
    for rights, names in alike.items():
        if rights:
            yield f"GRANT {rights} ON {', '.join(names)} TO {role}"
    for signature, name in functions:
        if personal.may_call(role, name):
            yield f"GRANT EXECUTE ON FUNCTION {signature} TO {role}"
    if role != roles.AUDITOR:
        schemas = "public" if role == roles.SEQUENCER else "public, personal"
        yield COUNT_ON.format(schemas=schemas, role=role)


def rights_on(role: str, table: Table) -> str:
    """Say what a role may do with a table."""
    if table.schema == PERSONAL:
        return personal.rights_on(role, table.name, table.columns)
    of_ledger = table.name.startswith(OF_LEDGER)
    if role == roles.SEQUENCER:
        return "SELECT, INSERT, UPDATE" if of_ledger else TO_SEQUENCER.get(table.name, "")
    if role == roles.AUDITOR:
        return READ if of_ledger else TO_AUDITOR.get(table.name, "")
    if of_ledger or table.name in OF_MIGRATIONS:
        return READ
    return ADD if table.is_record else WORK
