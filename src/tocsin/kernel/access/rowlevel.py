"""Rows of one bureau apart from those of others, by the database: row-level security, forced.

Put in place at each start, after the migrations, so that no new table is forgotten: every table
with a bureau is held apart unless a reason why not stands here. Done again it changes nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, LiteralString

import psycopg
from django.db import connection
from psycopg import sql

POLICY: Final = "by_bureau"
# Read once for a statement; an empty setting means no bureau.
HERE: Final[LiteralString] = "(SELECT personal.bureau_here())"
OWN: Final[LiteralString] = f"bureau_id = {HERE}"
# Work for all bureaus at once: the owner's and the worker's, while they mean none.
ABOVE: Final[LiteralString] = "(SELECT personal.above_bureaus())"
# What also reaches a row; an offer is read and answered by the bureau to which it is made.
ALSO: Final[Mapping[str, LiteralString]] = {"dispatch_transfer": f"to_bureau_id = {HERE}"}

BEFORE_SIGN_IN = "read before anybody knows of which bureau the visitor is"
AT_COMMIT = "written at the commit of acts that concern two bureaus, and by visitors of none"
TO_EVERYBODY = "published to everybody, or invented for the demonstration"
REFERENCE = "reference data, which says nothing of anybody"
SEARCHED = "places, which say nothing of anybody, found by operators that are not leakproof"
# Tables with a bureau that are not held apart, and why.
NOT_APART: Final[Mapping[str, str]] = {
    "accounts_beat": REFERENCE,
    "accounts_officer": BEFORE_SIGN_IN,
    "accounts_station": REFERENCE,
    "audit_entry": AT_COMMIT,
    "catalogue_clocktarget": REFERENCE,
    "catalogue_disposition": REFERENCE,
    "catalogue_edition": REFERENCE,
    "catalogue_entryversion": REFERENCE,
    "catalogue_handovertarget": REFERENCE,
    "catalogue_incidentclass": REFERENCE,
    "catalogue_incidenttype": REFERENCE,
    "catalogue_invalidreason": REFERENCE,
    "catalogue_knowledgepage": REFERENCE,
    "catalogue_responseplan": REFERENCE,
    "catalogue_standbypost": REFERENCE,
    "catalogue_unitstatus": REFERENCE,
    "events_outbox": AT_COMMIT,
    "idempotency_doneact": BEFORE_SIGN_IN,
    "numbering_counter": AT_COMMIT,
    "places_address": SEARCHED,
    "places_addresschange": SEARCHED,
    "places_addressversion": SEARCHED,
    "places_alias": SEARCHED,
    "places_aliasheard": SEARCHED,
    "places_aliasversion": SEARCHED,
    "places_arrival": SEARCHED,
    "places_arrivalfault": SEARCHED,
    "places_arrivalpair": SEARCHED,
    "places_closure": SEARCHED,
    "places_closureversion": SEARCHED,
    "places_division": SEARCHED,
    "places_edition": SEARCHED,
    "places_placename": SEARCHED,
    "places_roadmap": SEARCHED,
    "places_roadweather": SEARCHED,
    "places_territory": SEARCHED,
    "residents_code": BEFORE_SIGN_IN,
    "residents_ownrequest": BEFORE_SIGN_IN,
    "residents_visit": BEFORE_SIGN_IN,
    "simulation_simulatedcounty": TO_EVERYBODY,
    "simulation_takendesk": TO_EVERYBODY,
    "simulation_voice": TO_EVERYBODY,
    "transparency_edition": TO_EVERYBODY,
    "transparency_spending": TO_EVERYBODY,
}
# Tables with a bureau, whether they are held apart, and by which policies.
TABLES = """
    SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, ARRAY(
        SELECT CASE WHEN p.polcmd = '*' AND p.polpermissive AND p.polroles = '{0}'
                AND p.polwithcheck IS NULL
            THEN pg_get_expr(p.polqual, p.polrelid) ELSE '' END
        FROM pg_policy p WHERE p.polrelid = c.oid
    ), ARRAY(SELECT p.polname::text FROM pg_policy p WHERE p.polrelid = c.oid),
    pg_has_role(current_user, c.relowner, 'USAGE')
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND EXISTS (
        SELECT FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attname = 'bureau_id' AND NOT a.attisdropped
    )
    ORDER BY c.relname
"""
NO_MORE = sql.SQL("DROP POLICY {policy} ON public.{table}")
APART = sql.SQL("CREATE POLICY {policy} ON public.{table} USING ({reached})")
FORCED = sql.SQL("ALTER TABLE public.{table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
Line = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a bureau, as the catalogue describes it."""

    name: str
    forced: bool
    policies: list[str]
    names: list[str]
    ours: bool

    @property
    def is_apart(self) -> bool:
        """Say whether one policy, that of the bureau, holds its rows apart for everybody."""
        return self.forced and list(map(worded, self.policies)) == [worded(reached(self.name))]


def reached(table: str) -> LiteralString:
    """Write whose rows of a table are reached."""
    also: tuple[LiteralString, ...] = (ALSO[table],) if table in ALSO else ()
    return " OR ".join((OWN, *also, ABOVE))


def worded(expression: str) -> str:
    """Leave of an expression what the database neither adds nor leaves out when it shows it.

    >>> worded("(bureau_id = ( SELECT personal.bureau_here() AS bureau_here))")
    'bureau_id=selectpersonal.bureau_here'
    """
    named = re.sub(r" AS \w+", "", expression)
    return "".join(sign for sign in named.lower() if sign not in " ()")


def hold_apart(line: Line) -> list[str]:
    """Hold apart the tables that are not yet, where they are ours; name them."""
    late = [one for one in tables(line) if one.ours and not one.is_apart]
    for table in late:
        name = sql.Identifier(table.name)
        for policy in table.names:
            line.execute(NO_MORE.format(policy=sql.Identifier(policy), table=name))
        rows = sql.SQL(reached(table.name))
        line.execute(APART.format(policy=sql.Identifier(POLICY), table=name, reached=rows))
        line.execute(FORCED.format(table=name))
    return [table.name for table in late]


def not_held_apart() -> list[str]:
    """Name the tables with a bureau whose rows the database does not hold apart."""
    connection.ensure_connection()
    return [one.name for one in tables(connection.connection) if not one.is_apart]


def tables(line: Line) -> list[Table]:
    """List the tables that are to be held apart."""
    rows = [Table(*row) for row in line.execute(TABLES.encode())]  # type: ignore[arg-type] # as TABLES asks
    return [one for one in rows if one.name not in NOT_APART]
