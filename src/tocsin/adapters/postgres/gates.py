"""What must hold before a database may keep calls: nothing is lost, and Chinese is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _

import psycopg

from tocsin.adapters.postgres.errors import DatabaseUnsafe

OLDEST = 150_000
DURABLE_COMMITS = frozenset({"on", "remote_apply"})
ON = frozenset({"on"})
# A cluster made with the plain C locale finds nothing here, silently.
_WHOLE, _PART = "\u534e\u4ead\u5e02\u4e1c\u5927\u8857", "\u4e1c\u5927\u8857"


@dataclass(frozen=True)
class Finding:
    """One thing looked at, whether it is right, and what a person should know."""

    name: str
    ok: bool
    message: str


def inspect(connection: psycopg.Connection) -> list[Finding]:
    """Look at everything a database must offer; nothing is changed."""
    return [*durability(connection), _trigrams(connection)]


def durability(connection: psycopg.Connection) -> list[Finding]:
    """Look at what keeps an acknowledged entry; it needs no tables and no extension."""
    return [
        _version(connection),
        _setting(connection, "fsync"),
        _setting(connection, "full_page_writes"),
        _checksums(connection),
        _commits(connection),
    ]


def refuse_unless_safe(connection: psycopg.Connection) -> None:
    """Raise with every reason why this database may not keep calls."""
    _refuse(inspect(connection))


def refuse_unless_durable(connection: psycopg.Connection) -> None:
    """Raise with every reason why an acknowledged entry could be lost, before a table is made."""
    _refuse(durability(connection))


def _refuse(findings: Sequence[Finding]) -> None:
    wrong = [finding.message for finding in findings if not finding.ok]
    if wrong:
        raise DatabaseUnsafe(" ".join(wrong))


def _version(connection: psycopg.Connection) -> Finding:
    number = connection.info.server_version
    shown = f"{number // 10_000}.{number % 10_000}"
    if number < OLDEST:
        return Finding(
            "database version",
            ok=False,
            message=_("PostgreSQL {shown} is too old: 15 is the oldest.").format(shown=shown),
        )
    return Finding("database version", ok=True, message=f"PostgreSQL {shown}.")


def _setting(connection: psycopg.Connection, name: str) -> Finding:
    advice = _(
        "{name} is {value}, so an acknowledged entry could be lost: run ALTER SYSTEM SET "
        "{name} = on, then SELECT pg_reload_conf(), and start again."
    )
    return _judged(connection, name, ON, advice)


def _checksums(connection: psycopg.Connection) -> Finding:
    advice = _(
        "{name} is {value}, so a page spoiled on the disk would go unnoticed: stop the "
        "server, run pg_checksums --enable on its folder, and start again."
    )
    return _judged(connection, "data_checksums", ON, advice)


def _commits(connection: psycopg.Connection) -> Finding:
    advice = _(
        "{name} is {value}, so an acknowledged entry could be lost: set it to on for the "
        "server, the database, the role and the address, and start again."
    )
    return _judged(connection, "synchronous_commit", DURABLE_COMMITS, advice)


def _judged(
    connection: psycopg.Connection, name: str, sound: frozenset[str], advice: str
) -> Finding:
    value = _value(connection, name)
    if value in sound:
        return Finding(
            name, ok=True, message=_("{name} is {value}.").format(name=name, value=value)
        )
    return Finding(name, ok=False, message=advice.format(name=name, value=value))


def _value(connection: psycopg.Connection, name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    return str(row[0]) if row else "unknown"


def _trigrams(connection: psycopg.Connection) -> Finding:
    row = connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'").fetchone()
    if row is None:
        return Finding(
            "trigrams",
            ok=False,
            message=_("The extension pg_trgm is missing: run CREATE EXTENSION pg_trgm."),
        )
    likeness = connection.execute("SELECT similarity(%s, %s)", [_WHOLE, _PART]).fetchone()
    if likeness is None or not likeness[0] > 0:
        return Finding(
            "trigrams",
            ok=False,
            message=_("Chinese words are not found: make the database with the locale C.UTF-8."),
        )
    return Finding("trigrams", ok=True, message=_("Chinese words are found."))
