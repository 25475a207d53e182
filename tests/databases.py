"""Databases made once for all processes of a run: the first makes one, the others copy it.

Bringing an empty database to the newest schema takes a process ten times as long as copying one,
and so does filling it with a county.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import sql
from psycopg.pq import TransactionStatus

from tocsin.kernel.database import roles
from tocsin.project import startup

# Any number, so long as nobody else on the same server locks it.
LOCK = 7_301_935
SCHEMA, COUNTY = "template", "county"


def provide_template(process: str, run: str) -> None:
    """Let the test database of a *process* be copied from the one that its *run* has migrated."""
    connection.settings_dict["TEST"]["TEMPLATE"] = provided(SCHEMA, process, run, migrate)


def provided(kind: str, process: str, run: str, make: Callable[[str], None]) -> str:
    """Name the database of a kind that *run* has made, making it where no *process* has yet.

    One that an interrupted run has left holds nobody knows what, and is made anew.
    """
    name = template_name(kind, process)
    with server() as session:
        session.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if made_by(session, name) != run:
            make(name)
            session.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                    sql.Identifier(name), sql.Literal(run)
                )
            )
    return name


def copy(source: str, name: str) -> None:
    """Make a database out of another, to which nobody may be connected."""
    drop(name)
    with server() as session:
        session.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(source)
            )
        )


def drop(name: str) -> None:
    """Take a database away, whoever is connected to it."""
    with server() as session:
        session.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def drop_templates() -> None:
    """Take what was copied away at the end of a run; without a server there is nothing."""
    with suppress(psycopg.OperationalError):
        for kind in (SCHEMA, COUNTY):
            drop(template_name(kind, ""))


@contextmanager
def working_on(name: str) -> Iterator[None]:
    """Work on another database for the length of a block."""
    own = connection.settings_dict["NAME"]
    hang_up()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        hang_up()
        connection.settings_dict["NAME"] = own


@contextmanager
def as_the_web() -> Iterator[None]:
    """Work under the role of the web for the length of a block, as its processes do.

    Not where a server makes no roles, nor on a connection that is not there.
    """
    line = connection.connection
    taken = line is not None and not failed(line) and roles.take(line, roles.WEB)
    try:
        yield
    finally:
        # What ends a transaction that failed puts the role down, too.
        if taken and line is connection.connection and not failed(line):
            line.execute("RESET ROLE")


def failed(line: psycopg.Connection) -> bool:
    """Say whether a connection is closed, or its transaction takes nothing in any more."""
    return line.closed or line.info.transaction_status == TransactionStatus.INERROR


def hang_up() -> None:
    """Close our connections, which know the name of one database only."""
    wrapper = connections[connection.alias]
    assert isinstance(wrapper, DatabaseWrapper)
    wrapper.close()
    wrapper.close_pool()


def template_name(kind: str, process: str) -> str:
    """Name the database of a kind that is copied, the same for every *process* of a run."""
    return f"{connection.settings_dict['TEST']['NAME'].removesuffix(f'_{process}')}_{kind}"


def made_by(session: psycopg.Connection, name: str) -> str | None:
    """Tell which run has made the template, where there is one."""
    row = session.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    return row[0] if row else None


def migrate(name: str) -> None:
    """Make a database of the newest schema, in the place of one of the same name."""
    own, test = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    kept = test["NAME"]
    test["NAME"] = name
    hang_up()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    startup.make_roles()
    startup.grant_rights()
    hang_up()
    test["NAME"] = kept
    connection.settings_dict["NAME"] = own


def schema(name: str) -> None:
    """Make a database of the newest schema, out of the template where this run has one."""
    template = connection.settings_dict["TEST"].get("TEMPLATE")
    if template:
        copy(template, name)
    else:
        migrate(name)


def server() -> psycopg.Connection:
    """Connect to the server beside every test database; closed and unlocked when left."""
    parameters = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key in {"host", "port", "user", "password"}
    }
    return psycopg.connect(dbname="postgres", autocommit=True, **parameters)
