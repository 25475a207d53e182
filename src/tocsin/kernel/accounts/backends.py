"""Who is signed in: read for every request, with the bureau and the roles held at that moment."""

from functools import cache

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection
from django.db.models import Model

from tocsin.kernel.accounts.models import Bureau, Officer
from tocsin.kernel.accounts.roles import Role

READ = """
    SELECT {officer}, {bureau}, ARRAY(
        SELECT role FROM accounts_rolegrant AS held
        WHERE held.officer_id = officer.id AND held.ended_at IS NULL
    )
    FROM accounts_officer AS officer JOIN accounts_bureau AS bureau ON bureau.id = officer.bureau_id
    WHERE officer.id = %s AND officer.is_active
"""


class OfficerBackend(AuthenticationBackend):  # type: ignore[misc] # it comes without types
    """Checks who signs in, and reads who is signed in with one statement."""

    def get_user(self, user_id: int) -> Officer | None:
        """Read an active officer, together with the bureau and the roles."""
        with connection.cursor() as cursor:
            cursor.execute(statement(), [user_id])
            row = cursor.fetchone()
        if row is None:
            return None
        officers, bureaus = names_of(Officer), names_of(Bureau)
        officer = Officer.from_db(connection.alias, officers, row[: len(officers)])
        officer.bureau = Bureau.from_db(connection.alias, bureaus, row[len(officers) : -1])
        officer.roles = frozenset(Role(role) for role in row[-1])
        return officer


@cache
def statement() -> str:
    """Write out the statement with the columns of both tables."""
    return READ.format(officer=columns_of(Officer, "officer"), bureau=columns_of(Bureau, "bureau"))


def columns_of(model: type[Model], table: str) -> str:
    """List the columns of a table."""
    return ", ".join(f'{table}."{field.column}"' for field in model._meta.concrete_fields)


@cache
def names_of(model: type[Model]) -> tuple[str, ...]:
    """Name the attributes that the columns fill."""
    return tuple(field.attname for field in model._meta.concrete_fields)
