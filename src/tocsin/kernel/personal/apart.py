"""Whether facts about people are apart: one question to the catalogue names what is amiss."""

from dataclasses import dataclass

from django.db import connection

from tocsin.kernel.database import roles
from tocsin.kernel.personal.rights import FOR_THE_WEB, OF_DATABASE

# Besides these, functions with the rights of their owner are the desks' answers about
# open cases, and about who reaches them.
WITH_RIGHTS_OF_OWNER = frozenset(
    {
        "about_notice",
        "anybody_is_sealed",
        "behind_glass",
        "break_glass",
        "case_is_open",
        "count_kept",
        "end_proposal",
        "facts_of",
        "facts_there",
        "held_for_writing",
        "in_reach",
        "is_sealed",
        "lifted_by_two",
        "names_looked_at",
        "out_of_reach",
        "proposed",
        "same_as",
        "sealed_from",
        "stand_in",
        "station_of",
        "supersede",
    }
)
FIXED_PATH = "search_path=pg_catalog, pg_temp"
AMISS = """
WITH RECURSIVE web AS (
    SELECT * FROM pg_roles WHERE rolname = %(web)s
), reached AS (
    SELECT r.* FROM pg_roles r, web WHERE pg_has_role(web.oid, r.oid, 'MEMBER')
), ours AS (
    SELECT c.*, n.nspname, format('%%s.%%s', n.nspname, c.relname) AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema'
), apart AS (
    SELECT * FROM ours WHERE nspname = 'personal' AND relkind IN ('r', 'p', 'f')
), closed AS (
    SELECT * FROM apart
    WHERE relname NOT IN ('look', 'glass', 'seal', 'unsealing', 'lifting', 'handing')
), built_on AS (
    SELECT oid, oid AS root FROM apart
    UNION
    SELECT r.ev_class, b.root FROM built_on b
    JOIN pg_depend d ON d.refobjid = b.oid AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite r ON r.oid = d.objid
), functions AS (
    SELECT p.*, p.oid::regprocedure::text AS name, n.nspname
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname NOT LIKE 'pg\\_%%' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
)
SELECT 'there is no role of the web' AS fault, %(web)s AS thing WHERE NOT EXISTS (SELECT FROM web)
UNION ALL
SELECT 'superuser', rolname FROM reached WHERE rolsuper
UNION ALL
SELECT 'goes round row security', rolname FROM reached WHERE rolbypassrls
UNION ALL
SELECT 'the web is more than itself', rolname FROM reached WHERE rolname <> %(web)s
UNION ALL
SELECT 'the web owns it', o.name FROM ours o, web WHERE o.relowner = web.oid
UNION ALL
SELECT 'the web makes things there', n.nspname FROM pg_namespace n, web
WHERE n.nspname IN ('public', 'personal') AND has_schema_privilege(web.oid, n.oid, 'CREATE')
UNION ALL
SELECT 'row security is not forced', name FROM apart
WHERE NOT (relrowsecurity AND relforcerowsecurity)
UNION ALL
SELECT 'no policy by bureau', a.name FROM apart a WHERE NOT EXISTS (
    SELECT FROM pg_policy p WHERE p.polrelid = a.oid
        AND pg_get_expr(p.polqual, p.polrelid) LIKE '%%SELECT personal.bureau_here()%%'
)
UNION ALL
SELECT 'the web may ' || lower(verb), c.name
FROM closed c, web, unnest(ARRAY['SELECT', 'UPDATE', 'REFERENCES']) AS verb
WHERE has_any_column_privilege(web.oid, c.oid, verb)
UNION ALL
SELECT 'the web may ' || lower(verb), a.name
FROM apart a, web, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS verb
WHERE has_table_privilege(web.oid, a.oid, verb)
UNION ALL
SELECT 'the web makes it up', a.name || '.' || f.attname
FROM apart a JOIN pg_attribute f ON f.attrelid = a.oid, web
WHERE a.relname = 'look' AND f.attname = ANY (%(of_database)s)
    AND has_column_privilege(web.oid, a.oid, f.attnum, 'INSERT')
UNION ALL
SELECT r.rolname || ' reads facts', a.name || '.' || f.attname
FROM apart a JOIN pg_attribute f ON f.attrelid = a.oid, pg_roles r
WHERE a.relname = 'fact' AND f.attname IN ('value', 'blind', 'mark')
    AND r.rolname = ANY (%(roles)s) AND has_column_privilege(r.oid, a.oid, f.attnum, 'SELECT')
UNION ALL
SELECT 'a view with the rights of its owner', name FROM ours
WHERE relkind = 'v'
    AND NOT coalesce(reloptions, '{}') && ARRAY['security_invoker=true', 'security_invoker=on']
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = ours.oid AND d.deptype = 'e')
UNION ALL
SELECT DISTINCT 'a copy of what is known of people', o.name
FROM ours o JOIN built_on b ON b.oid = o.oid WHERE o.relkind = 'm'
UNION ALL
SELECT 'a function with the rights of its owner that nobody named', name FROM functions
WHERE prosecdef AND NOT (
    nspname = 'personal' AND (
        proname = ANY (%(named)s)
        OR proname ~ '_is_(open|in_reach)$' AND prorettype = 'boolean'::regtype
    )
)
UNION ALL
SELECT 'a function that looks for names where it is told', name FROM functions
WHERE prosecdef AND NOT %(fixed_path)s = ANY (coalesce(proconfig, '{}'))
UNION ALL
SELECT 'the web may call it', f.name FROM functions f, web
WHERE f.nspname = 'personal' AND f.proname <> ALL (%(for_the_web)s)
    AND has_function_privilege(web.oid, f.oid, 'EXECUTE')
ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is amiss, and with what."""

    fault: str
    thing: str


def faults() -> list[Fault]:
    """List why facts about people are not apart; nothing where they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            AMISS,
            {
                "web": roles.WEB,
                "roles": list(roles.ALL),
                "of_database": list(OF_DATABASE),
                "named": list(WITH_RIGHTS_OF_OWNER),
                "for_the_web": list(FOR_THE_WEB),
                "fixed_path": FIXED_PATH,
            },
        )
        return [Fault(*row) for row in cursor.fetchall()]
