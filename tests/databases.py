"""One migrated database for all processes of a run: the first makes it, the others copy it.

Bringing an empty database to the newest schema takes a process ten times as long as copying one.
"""

from contextlib import suppress

import psycopg
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import sql

# Any number, so long as nobody else on the same server locks it.
LOCK = 7_301_935


def provide_template(process: str, run: str) -> None:
    """Let the test database of a *process* be copied from the one that its *run* has migrated.

    A template that an interrupted run has left is of an unknown schema, and is made anew.
    """
    name = template_name(process)
    with server() as session:
        session.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if made_by(session, name) != run:
            migrate(name)
            session.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                    sql.Identifier(name), sql.Literal(run)
                )
            )
    connection.settings_dict["TEST"]["TEMPLATE"] = name


def drop_template() -> None:
    """Take the template away at the end of a run; without a server there is none."""
    with suppress(psycopg.OperationalError), server() as session:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        session.execute(statement.format(sql.Identifier(template_name(""))))


def template_name(process: str) -> str:
    """Name the database that is copied, the same for every *process* of a run."""
    return f"{connection.settings_dict['TEST']['NAME'].removesuffix(f'_{process}')}_template"


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
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    wrapper = connections[connection.alias]
    assert isinstance(wrapper, DatabaseWrapper)
    wrapper.close()
    # Nobody may be connected to what is copied.
    wrapper.close_pool()
    test["NAME"] = kept
    connection.settings_dict["NAME"] = own


def server() -> psycopg.Connection:
    """Connect to the server beside every test database; closed and unlocked when left."""
    parameters = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key in {"host", "port", "user", "password"}
    }
    return psycopg.connect(dbname="postgres", autocommit=True, **parameters)
