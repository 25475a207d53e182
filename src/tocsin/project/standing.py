"""Under which roles of the database our processes work here, for `tocsin check`."""

import os
from urllib.parse import unquote

import psycopg
from django.db import connection
from django.utils.translation import gettext as _
from psycopg.conninfo import make_conninfo

from tocsin.adapters.postgres import rolemaking
from tocsin.adapters.postgres.gates import Finding
from tocsin.kernel.access.rowlevel import not_held_apart
from tocsin.kernel.database import roles
from tocsin.kernel.personal import api as personal

Line = psycopg.Connection[tuple[object, ...]]
ROLES, LOGIN, APART = "database roles", "login of the web", "people apart"
ROWS = "bureaus apart"
# Of whoever the web signs in as: whether it is more than the role of the web.
TOO_MUCH = """
    SELECT session_user::text, r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolreplication
        OR EXISTS (
            SELECT FROM pg_namespace n
            WHERE n.nspname = 'personal' AND pg_has_role(r.oid, n.nspowner, 'MEMBER')
        )
        OR EXISTS (
            SELECT FROM pg_roles other WHERE other.rolname NOT IN (r.rolname, %s)
                AND pg_has_role(r.oid, other.oid, 'MEMBER')
        ),
        EXISTS (
            SELECT FROM pg_roles web
            WHERE web.rolname = %s AND pg_has_role(r.oid, web.oid, 'MEMBER')
        )
    FROM pg_roles r WHERE r.rolname = session_user
"""


def inspect(line: Line) -> list[Finding]:
    """Say whether every process has a role of its own, and as whom the web signs in."""
    known = rolemaking.known(line)
    user = line.info.user
    missing = [role for role in roles.ALL if role not in known]
    closed = [role for role, ours in known.items() if not ours and not login_of(role)]
    if missing or closed:
        return [Finding(ROLES, ok=False, message=what_to_do(user, missing, closed))]
    return [
        Finding(ROLES, ok=True, message=_("Web, clock and sequencer each work under their role.")),
        sign_in(user),
        apart(),
        rows_apart(),
    ]


def apart() -> Finding:
    """Say whether the catalogue proves that the web reads nobody without a look."""
    found = personal.faults()
    if not found:
        return Finding(APART, ok=True, message=_("The web reads nobody without a look on record."))
    shown = "; ".join(f"{one.thing}: {one.fault}" for one in found[:3])
    message = _("Facts about people are not apart ({shown}). Run tocsin migrate, then look again.")
    return Finding(APART, ok=False, message=message.format(shown=shown))


def rows_apart() -> Finding:
    """Say whether the database holds the rows of the bureaus apart."""
    found = not_held_apart()
    if not found:
        message = _("The web sees the rows of the bureau that it serves, and of no other.")
        return Finding(ROWS, ok=True, message=message)
    message = _("Bureaus are not held apart in {tables}. Run tocsin migrate, then look again.")
    return Finding(ROWS, ok=False, message=message.format(tables=", ".join(found[:5])))


def what_to_do(user: str, missing: list[str], closed: list[str]) -> str:
    """Tell the administrator of the server how to make the roles."""
    made = " ".join(f"CREATE ROLE {role} NOLOGIN;" for role in missing)
    given = f"GRANT {', '.join([*missing, *closed])} TO {user};"
    return _(
        "{user} may neither make nor take the roles of the processes, so all of them work as the "
        "owner of the tables, and whoever takes over the web's connection can read what is stored "
        "there. Let the administrator of the server run: {statements} Then start again."
    ).format(user=user, statements=f"{made} {given}".strip())


def sign_in(user: str) -> Finding:
    """Say as whom the web signs in, and whether that is more than it should be."""
    login = login_of(roles.WEB)
    if not login:
        message = _(
            "The web signs in as {user} and then takes its role; whoever can send any statement "
            "can put the role down again. Give it a login of its own with TOCSIN_WEB_LOGIN."
        )
        return Finding(LOGIN, ok=True, message=message.format(user=user))
    name = unquote(login.partition(":")[0])
    try:
        with psycopg.connect(conninfo(login)) as line:
            row = line.execute(TOO_MUCH, [roles.WEB, roles.WEB]).fetchone()
    except psycopg.OperationalError:
        message = _("The web cannot sign in as {name}; see TOCSIN_WEB_LOGIN.")
        return Finding(LOGIN, ok=False, message=message.format(name=name))
    more, is_web = (row[1], row[2]) if row else (True, False)
    if more or not is_web:
        message = _(
            "The web signs in as {name}, which must be a member of tocsin_web and of nothing else, "
            "own nothing, and have no rights over roles or row security."
        )
        return Finding(LOGIN, ok=False, message=message.format(name=name))
    message = _("The web signs in as {name}, which has the rights of its role and no others.")
    return Finding(LOGIN, ok=True, message=message.format(name=name))


def login_of(role: str) -> str:
    """Return the login that was given for a role, if any."""
    name = role.removeprefix("tocsin_").upper()
    return os.environ.get(f"TOCSIN_{name}_LOGIN", "")


def conninfo(login: str) -> str:
    """Describe a connection to our database with another login."""
    user, _sign, password = login.partition(":")
    facts = connection.settings_dict
    named = {
        "dbname": facts["NAME"],
        "host": facts["HOST"],
        "port": facts["PORT"],
        "user": unquote(user),
        "password": unquote(password),
    }
    return make_conninfo(**{name: str(value) for name, value in named.items() if value})
