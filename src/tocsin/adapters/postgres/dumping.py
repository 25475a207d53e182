"""A database as PostgreSQL's own dump: for any server, and for another major version."""

from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tocsin.adapters.postgres import archive, tools
from tocsin.adapters.postgres.errors import DatabaseUnusable

FILE = "database.dump"


def dump(url: str, folder: Path) -> archive.Copied:
    """Write the dump into a folder; rows are counted in the very snapshot that is dumped."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = row[0] if row else ""
        rows = rows_in(connection)
        server = str(connection.info.server_version)
        tools.run(
            "pg_dump",
            *("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"),
            # Facts about people are held from their owner too; who means no bureau has all.
            "--enable-row-security",
            *(f"--file={folder / FILE}", f"--dbname={url}"),
        )
    return archive.Copied(server, archive.DUMP, rows)


def rows_in(connection: psycopg.Connection) -> dict[str, int]:
    """Count the rows of every table of ours."""
    tables = connection.execute(
        "SELECT schemaname, tablename FROM pg_tables"
        " WHERE schemaname <> 'information_schema' AND schemaname NOT LIKE 'pg\\_%' ORDER BY 1, 2"
    ).fetchall()
    counted = {}
    for schema, table in tables:
        question = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        row = connection.execute(question).fetchone()
        counted[f"{schema}.{table}"] = int(row[0]) if row else 0
    return counted


def bring(*, url: str, folder: Path, rows: dict[str, int], approve: Callable[[str], None]) -> None:
    """Bring a dump back: into a database beside ours, looked at there, then put in its place.

    `approve` gets the address of the database beside ours and raises where it may not take over.

    Raises
    ------
    DatabaseUnusable
        The dump does not hold what it promises, or somebody is connected to our database. What was
        there is then untouched.
    """
    fresh = _beside(url, "_restoring")
    _make_database(url, fresh)
    try:
        tools.run(
            "pg_restore",
            *("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"),
            *(f"--dbname={_to(url, fresh)}", str(folder / FILE)),
        )
        with psycopg.connect(_to(url, fresh)) as connection:
            if rows_in(connection) != rows:
                raise DatabaseUnusable(
                    _("{file} gave other row counts than it promises.").format(file=folder)
                )
        approve(_to(url, fresh))
        _take_place(url, fresh)
    finally:
        _forget(url, fresh)


def _make_database(url: str, name: str) -> None:
    """Make an empty database, with the encoding and locale of the one we have."""
    with psycopg.connect(_to(url, "postgres"), autocommit=True) as connection:
        _drop(connection, name)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _take_place(url: str, fresh: str) -> None:
    """Put the checked database in the place of ours, which is dropped after that."""
    ours = str(conninfo_to_dict(url)["dbname"])
    former = _beside(url, "_former")
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    with psycopg.connect(_to(url, "postgres"), autocommit=True) as connection:
        _drop(connection, former)
        try:
            connection.execute(rename.format(sql.Identifier(ours), sql.Identifier(former)))
        except psycopg.errors.ObjectInUse as problem:
            raise DatabaseUnusable(
                _("Somebody is connected to the database; stop Tocsin, then restore.")
            ) from problem
        connection.execute(rename.format(sql.Identifier(fresh), sql.Identifier(ours)))
        _drop(connection, former)


def _forget(url: str, name: str) -> None:
    """Drop what was brought in beside ours, where it is still there."""
    with psycopg.connect(_to(url, "postgres"), autocommit=True) as connection:
        _drop(connection, name)


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _beside(url: str, ending: str) -> str:
    return f"{conninfo_to_dict(url)['dbname']}{ending}"


def _to(url: str, database: str) -> str:
    return make_conninfo(url, dbname=database)
