"""The catalogue proves that the web reads nobody; what is planted to the contrary is found."""

import pytest
from django.db import connection

from tocsin.kernel.database import roles
from tocsin.kernel.personal.apart import faults
from tocsin.kernel.personal.rights import ON_TABLES

pytestmark = pytest.mark.django_db

PLANTED = {
    "the web may select": "GRANT SELECT (kind) ON personal.fact TO PUBLIC",
    "the web may update": "GRANT UPDATE ON personal.subject TO tocsin_web",
    "the web may delete": "GRANT DELETE ON personal.look TO tocsin_web",
    "the web makes it up": "GRANT INSERT ON personal.look TO tocsin_web",
    "tocsin_auditor reads facts": "GRANT SELECT ON personal.fact TO tocsin_auditor",
    "row security is not forced": "ALTER TABLE personal.fact NO FORCE ROW LEVEL SECURITY",
    "no policy by bureau": "ALTER POLICY by_bureau ON personal.subject USING (true)",
    "a view with the rights of its owner": "CREATE VIEW seen AS SELECT kind FROM personal.fact",
    "a copy of what is known of people": (
        "CREATE VIEW kinds WITH (security_invoker = true) AS SELECT kind FROM personal.fact;"
        "CREATE MATERIALIZED VIEW copied AS SELECT kind FROM kinds"
    ),
    "a function with the rights of its owner that nobody named": (
        "CREATE FUNCTION public.everybody() RETURNS SETOF bytea LANGUAGE sql SECURITY DEFINER"
        " SET search_path = pg_catalog, pg_temp AS 'SELECT value FROM personal.fact'"
    ),
    "a function that looks for names where it is told": (
        "ALTER FUNCTION personal.facts_of(bigint[], bytea) RESET search_path"
    ),
    "the web may call it": (
        "GRANT EXECUTE ON FUNCTION"
        " personal.names_looked_at(bigint, timestamptz, timestamptz) TO tocsin_web"
    ),
    "the web makes things there": "GRANT CREATE ON SCHEMA personal TO tocsin_web",
    "no policy by bureau ": "CREATE TABLE personal.copy AS SELECT 1 AS kind",
    "the web owns it": (
        "CREATE TABLE of_web (n integer); GRANT CREATE ON SCHEMA public TO tocsin_web;"
        "ALTER TABLE of_web OWNER TO tocsin_web"
    ),
}


def test_facts_about_people_are_apart():
    assert faults() == []


@pytest.mark.parametrize("fault", PLANTED)
def test_what_lets_the_web_read_people_is_found(fault):
    with connection.cursor() as cursor:
        cursor.execute(PLANTED[fault])
    assert fault.strip() in {one.fault for one in faults()}


def test_a_web_that_is_also_a_worker_is_found():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("only a superuser may plant it on every server")
        cursor.execute("GRANT tocsin_worker TO tocsin_web")
        assert ("the web is more than itself", roles.WORKER) in {
            (one.fault, one.thing) for one in faults()
        }


def test_every_table_about_people_has_its_rights_written_down():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'personal'")
        assert {name for (name,) in cursor.fetchall()} == set(ON_TABLES)
