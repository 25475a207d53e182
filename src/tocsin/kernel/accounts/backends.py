"""Who is signed in: read with the bureau and the roles held at that moment."""

from collections.abc import Sequence
from functools import cache

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection
from django.db.models import Model

from tocsin.kernel.accounts.models import Bureau, Officer
from tocsin.kernel.accounts.roles import Role

TABLES = """
    accounts_officer AS officer JOIN accounts_bureau AS bureau ON bureau.id = officer.bureau_id
"""
READ = "SELECT {columns} FROM {tables} WHERE officer.id = %s AND officer.is_active"
ROLES = """
    ARRAY(
        SELECT role FROM accounts_rolegrant AS held
        WHERE held.officer_id = officer.id AND held.ended_at IS NULL
    )
"""


class OfficerBackend(AuthenticationBackend):  # type: ignore[misc] # it comes without types
    """Checks who signs in, and reads who is signed in with one statement."""

    def get_user(self, user_id: int) -> Officer | None:
        """Read an active officer, together with the bureau and the roles."""
        with connection.cursor() as cursor:
            cursor.execute(READ.format(columns=columns(), tables=TABLES), [user_id])
            row = cursor.fetchone()
        return officer_in(row) if row else None


@cache
def columns() -> str:
    """List the columns of an officer, of the bureau, and the roles."""
    return f"{columns_of(Officer, 'officer')}, {columns_of(Bureau, 'bureau')}, {ROLES}"


def officer_in(row: Sequence[object]) -> Officer | None:
    """Read an officer out of the columns; nobody where they are empty."""
    if row[0] is None:
        return None
    officers, bureaus = names_of(Officer), names_of(Bureau)
    officer = Officer.from_db(connection.alias, officers, row[: len(officers)])
    officer.bureau = Bureau.from_db(connection.alias, bureaus, row[len(officers) : -1])
    held = row[-1] if isinstance(row[-1], list) else []
    officer.roles = frozenset(Role(role) for role in held)
    return officer


def columns_of(model: type[Model], table: str) -> str:
    """List the columns of a table."""
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)


@cache
def names_of(model: type[Model]) -> tuple[str, ...]:
    """Name the attributes that the columns fill."""
    return tuple(field.attname for field in model._meta.concrete_fields)
