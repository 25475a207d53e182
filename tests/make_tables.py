"""The reference tables of a bureau: loaded by the product once, and copied into place after that.

Loading some three hundred rows takes longer than most of the tests that need them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from django.db import connection, transaction
from psycopg import sql

from tests import make
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.audit import api as audit
from tocsin.registers.catalogue.acts import COUNTS, LOADED
from tocsin.registers.catalogue.models import EntryVersion, IncidentClass
from tocsin.registers.catalogue.reference import Wanted
from tocsin.registers.catalogue.services import edition_held, load_reference, renew
from tocsin.registers.catalogue.tables import TABLES

Source = Callable[[], Mapping[str, Sequence[Wanted]]]
VERSIONS = EntryVersion._meta.db_table
NAMES = (*(table.model._meta.db_table for table in TABLES), VERSIONS)
# What stands in the copies for the two facts that are another in each test.
VARYING = {"bureau_id": "@bureau@", "by_id": "@officer@"}


def load(source: Source, *, of: Bureau | None = None) -> None:
    """Give a bureau the tables of a source, as loading them does."""
    home = of or make.bureau()
    actor = make.officer("admin", of=home)
    if IncidentClass.objects.exists():
        load_reference(bureau=home, actor=actor, at=make.NOON, tables=source())
    else:
        put(copies(source), home, actor)


@transaction.atomic
def put(rows: Mapping[str, bytes], home: Bureau, actor: Officer) -> None:
    """Write copied rows into empty tables, in a new edition with its entry in the audit trail."""
    edition = edition_held(home)
    with connection.cursor() as cursor:
        for table, copied in rows.items():
            own = copied.replace(VARYING["bureau_id"].encode(), b"%d" % home.pk)
            with cursor.copy(
                sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
            ) as written:
                written.write(own.replace(VARYING["by_id"].encode(), b"%d" % actor.pk))
    renew(edition)
    counts = dict.fromkeys(COUNTS, 0) | {"created": rows[VERSIONS].count(b"\n")}
    audit.record(LOADED, subject=edition, actor=actor, at=make.NOON, **counts)


@cache
def copies(source: Source) -> Mapping[str, bytes]:
    """Load the tables of a source, copy the rows and undo the load; no other row gets their ids."""
    with transaction.atomic():
        home = make.bureau()
        load_reference(bureau=home, actor=make.officer("admin"), at=make.NOON, tables=source())
        copied = {table: rows_of(table) for table in NAMES}
        transaction.set_rollback(True)
    return copied


def rows_of(table: str) -> bytes:
    """Copy the rows of a table as text, with marks in the place of what varies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s ORDER BY ordinal_position",
            [table],
        )
        names = [name for (name,) in cursor.fetchall()]
        columns = [
            sql.Literal(VARYING[name]) if name in VARYING else sql.Identifier(name)
            for name in names
        ]
        asked = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(
            sql.SQL(", ").join(columns), sql.Identifier(table)
        )
        with cursor.copy(asked) as read:
            return b"".join(read)
