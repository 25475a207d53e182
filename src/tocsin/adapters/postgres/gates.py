"""What must hold before a database may keep calls: nothing is lost, and Chinese is found."""

from dataclasses import dataclass
from gettext import gettext as _

import psycopg

from tocsin.adapters.postgres.errors import DatabaseUnusable

OLDEST = 150_000
DURABLE_COMMITS = frozenset({"on", "remote_apply"})
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
    durable = [
        _setting(connection, name, frozenset({"on"}))
        for name in ("fsync", "full_page_writes", "data_checksums")
    ]
    return [
        _version(connection),
        *durable,
        _setting(connection, "synchronous_commit", DURABLE_COMMITS),
        _trigrams(connection),
    ]


def refuse_unless_safe(connection: psycopg.Connection) -> None:
    """Raise with every reason why this database may not keep calls."""
    wrong = [finding.message for finding in inspect(connection) if not finding.ok]
    if wrong:
        raise DatabaseUnusable(" ".join(wrong))


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


def _setting(connection: psycopg.Connection, name: str, wanted: frozenset[str]) -> Finding:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    value = row[0] if row else "unknown"
    if value in wanted:
        return Finding(
            name, ok=True, message=_("{name} is {value}.").format(name=name, value=value)
        )
    return Finding(
        name,
        ok=False,
        message=_(
            "{name} is {value}, so an acknowledged entry could be lost: set it to on."
        ).format(name=name, value=value),
    )


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
