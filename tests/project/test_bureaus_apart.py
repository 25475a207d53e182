"""The database holds the rows of bureaus apart: asked of its catalogue, and as the web."""

import pytest
from django.db import ProgrammingError, connection, transaction

from tests import make, make_dispatch
from tests.databases import as_the_web
from tocsin.adapters.postgres import rolemaking
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.models import Incident, Transfer
from tocsin.kernel.access.rowlevel import ALSO, NOT_APART, not_held_apart
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.database.api import mean, within
from tocsin.project import rights, standing

pytestmark = pytest.mark.django_db
# Asked here in other words than the product asks it.
TABLES = """
    SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, ARRAY(
        SELECT pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p
        WHERE p.polrelid = c.oid AND p.polcmd = '*' AND p.polpermissive AND p.polroles = '{0}'
    )
    FROM information_schema.columns f
    JOIN pg_class c ON c.relname = f.table_name AND c.relkind IN ('r', 'p')
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = f.table_schema
    WHERE f.column_name = 'bureau_id' AND f.table_schema = 'public'
"""
OWN = "(bureau_id = ( SELECT personal.bureau_here() AS bureau_here))"
# By these a row points at a person.
OF_PEOPLE = ("subject", "caller", "people", "person", "subjects")


@pytest.fixture(autouse=True)
def nobody_is_meant_afterwards():
    yield
    mean(None)


def asked(statement, *facts):
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return cursor.fetchall()


def test_every_table_with_a_bureau_is_held_apart_or_a_reason_stands_why_not():
    open_ones = {
        name
        for name, enabled, forced, policies in asked(TABLES)
        if not (enabled and forced and len(policies) == 1 and OWN in policies[0])
    }
    assert open_ones == set(NOT_APART)
    assert all(len(reason) > len("because") for reason in NOT_APART.values())


def test_what_points_at_people_is_held_apart_but_for_what_residents_bring_themselves():
    found = asked(
        "SELECT DISTINCT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = ANY (%s)",
        list(OF_PEOPLE),
    )
    # The subject of an act or event is the number of its case.
    assert {name for (name,) in found} & set(NOT_APART) == {
        "audit_entry",
        "events_outbox",
        "residents_ownrequest",
    }
    assert "calls_call" in {name for (name,) in found}


def test_a_table_that_comes_later_is_held_apart_after_the_next_start():
    asked_of = "CREATE TABLE later (bureau_id bigint NOT NULL)"
    with connection.cursor() as cursor:
        cursor.execute(asked_of)
    assert not_held_apart() == ["later"]
    rights.grant()
    assert not_held_apart() == []


@pytest.mark.parametrize(
    "planted",
    [
        "ALTER TABLE calls_call DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE calls_call NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY by_bureau ON calls_call",
        "CREATE POLICY another ON calls_call USING (true)",
        "ALTER POLICY by_bureau ON calls_call USING (true)",
        "ALTER POLICY by_bureau ON calls_call USING ((SELECT personal.above_bureaus()))",
        "ALTER POLICY by_bureau ON calls_call TO tocsin_worker",
    ],
)
def test_check_finds_what_was_undone_and_the_next_start_mends_it(planted):
    with connection.cursor() as cursor:
        cursor.execute(planted)
    assert not_held_apart() == ["calls_call"]
    found = [one for one in standing.inspect(connection.connection) if one.name == standing.ROWS]
    assert [(one.ok, "calls_call" in one.message) for one in found] == [(False, True)]
    rights.grant()
    assert not_held_apart() == []
    assert [one.ok for one in standing.inspect(connection.connection)].count(False) == 0


def test_the_web_sees_the_incidents_of_the_bureau_that_is_meant_alone():
    here, there = make.bureau(), make.bureau("620822")
    ours = make_dispatch.incident(of=here)
    make_dispatch.incident(of=there)
    with as_the_web(), within(here.pk):
        assert list(Incident.objects.values_list("pk", flat=True)) == [ours.pk]
    with as_the_web(), within(0):
        assert not Incident.objects.exists()
    # The owner, who means no bureau, looks after all of them.
    assert Incident.objects.count() == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dispatch_incident SET bureau_id = %(there)s WHERE bureau_id = %(here)s",
        """INSERT INTO duty_positionsharing (bureau_id, officer_id, sharing, since)
        SELECT %(there)s, id, true, now() FROM accounts_officer LIMIT 1""",
    ],
)
def test_the_web_writes_nothing_into_another_bureau(statement):
    here, there = make.bureau(), make.bureau("620822")
    make.officer("lin")
    make_dispatch.incident(of=here)
    words = {"here": here.pk, "there": there.pk}
    with (
        as_the_web(),
        within(here.pk),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, words)


def test_the_web_changes_no_row_of_another_bureau():
    here, there = make.bureau(), make.bureau("620822")
    make_dispatch.incident(of=there)
    with as_the_web(), within(here.pk):
        assert Incident.objects.update(words="x") == 0


def test_an_offer_is_seen_by_both_bureaus_and_by_no_third():
    here, there, third = make.bureau(), make.bureau("620822"), make.bureau("620823")
    lin = make.officer("lin")
    dispatch.offer_transfer(
        incident=make_dispatch.incident(of=here),
        to_bureau=Bureau.objects.get(pk=there.pk),
        reason="在对方辖区",
        actor=lin,
        at=make.NOON,
    )
    seen = []
    for bureau in (here, there, third):
        with as_the_web(), within(bureau.pk):
            seen.append(Transfer.objects.count())
    assert seen == [1, 1, 0]
    assert set(ALSO) == {"dispatch_transfer"}


def test_roles_are_there_for_these_tests():
    assert set(rolemaking.known(connection.connection)) >= {"tocsin_web", "tocsin_worker"}
