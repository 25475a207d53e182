"""The roles of the database, made where the server lets us."""

import psycopg
from psycopg import sql

from tocsin.kernel.database import roles

KNOWN = f"SELECT rolname, {roles.MAY_TAKE} FROM pg_roles WHERE rolname = ANY (%s)"  # noqa: S608 - no value of anybody's
# Refused, or done by somebody else at the same moment.
HARMLESS = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.DuplicateObject,
    psycopg.errors.UniqueViolation,
    psycopg.errors.UndefinedObject,
    psycopg.errors.InternalError_,
)
Line = psycopg.Connection[tuple[object, ...]]


def make(line: Line) -> None:
    """Make the roles that are missing and let us take them; what we may not do is left."""
    there = known(line)
    for role in roles.ALL:
        if role not in there:
            attempt(line, sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
        if not there.get(role):
            attempt(line, sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))


def make_for(line: Line, owner: str) -> None:
    """Make the roles of a server of our own, each with a way in and for its owner to take."""
    there = known(line)
    for role in roles.ALL:
        name = sql.Identifier(role)
        if role not in there:
            line.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
        line.execute(sql.SQL("ALTER ROLE {} LOGIN").format(name))
        line.execute(sql.SQL("GRANT {} TO {}").format(name, sql.Identifier(owner)))


def known(line: Line) -> dict[str, bool]:
    """Say which roles there are, and of each whether we may take it."""
    return {str(name): bool(ours) for name, ours in line.execute(KNOWN.encode(), [list(roles.ALL)])}


def attempt(line: Line, statement: sql.Composed) -> None:
    """Do what the server may refuse us."""
    try:
        with line.transaction():
            line.execute(statement)
    except HARMLESS:
        return
