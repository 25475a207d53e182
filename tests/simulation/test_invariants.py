"""Each promise about the records is seen to be broken when it is."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from tests.simulation.conftest import BEGINS
from tocsin.adapters.simulation.invariants import RULES, invariants
from tocsin.kernel.database.api import write_waiting
from tocsin.project.campaigns.knocking import undone
from tocsin.project.demo.ground import Ground, live_through
from tocsin.project.demo.headless import accounts_of

pytestmark = pytest.mark.django_db

ONE = "id = (SELECT id FROM {table} WHERE {where} LIMIT 1)"
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname FROM pg_constraint
    WHERE contype IN ('c', 'u', 'x') AND conrelid::regclass::text = ANY (%s)"""
TABLES = [
    "calls_call",
    "calls_calllink",
    "dispatch_assignment",
    "dispatch_clock",
    "dispatch_incident",
    "dispatch_milestone",
    "dispatch_timelineentry",
    "audit_entry",
]


def change(table, setting, where="true"):
    one = ONE.format(table=table, where=where)
    return f"UPDATE {table} SET {setting} WHERE {one}"  # noqa: S608 - all written here


# For each promise, what breaks it.
BREAKS = {
    "every_settled_call_is_judged": change("calls_call", "validity = ''", "state = 'saved'"),
    "every_valid_call_has_an_incident": change(
        "calls_call", "incident_id = NULL", "validity = 'valid'"
    ),
    "calls_answered_after_they_rang": change(
        "calls_call", "answered_at = rang_at - interval '1 s'", "answered_at IS NOT NULL"
    ),
    "every_incident_comes_from_a_call_or_an_officer": """
        WITH one AS (SELECT id FROM dispatch_incident LIMIT 1),
        links AS (DELETE FROM calls_calllink WHERE incident_id IN (SELECT id FROM one))
        DELETE FROM dispatch_timelineentry WHERE incident_id IN (SELECT id FROM one)""",
    "duplicates_point_to_one_head": """
        UPDATE dispatch_incident SET head_id = (SELECT max(id::text)::uuid FROM dispatch_incident)
        WHERE id = (SELECT incident_id FROM calls_call WHERE incident_id IS NOT NULL LIMIT 1)""",
    "no_unit_in_two_places": """
        UPDATE dispatch_assignment SET unit_id = (SELECT min(unit_id) FROM dispatch_assignment),
        ended_at = NULL""",
    "milestones_ordered": change(
        "dispatch_milestone", "at = at - interval '1 day'", "kind = 'departed'"
    ),
    "incidents_follow_their_assignments": change(
        "dispatch_incident", "state = 'on_scene'", "state = 'closed'"
    ),
    "closed_incidents_have_no_unit": """
        UPDATE dispatch_assignment SET ended_at = NULL
        WHERE incident_id IN (SELECT id FROM dispatch_incident WHERE state = 'closed')""",
    "every_assignment_is_stamped": "DELETE FROM dispatch_milestone WHERE kind = 'assigned'",
    "every_act_is_audited": """
        DELETE FROM audit_entry
        WHERE id = (SELECT max(id) FROM audit_entry WHERE action = 'dispatch.stamped')""",
    "numbers_have_no_gaps": change("calls_call", "number = split_part(number, '-', 1) || '-9999'"),
    "met_clocks_saw_an_arrival": "DELETE FROM dispatch_milestone WHERE kind = 'arrived'",
}


@pytest.fixture(scope="module")
def lived(standing, django_db_blocker) -> Iterator[Ground]:
    """An hour and a half lived, with the database's own guards taken away."""
    with django_db_blocker.unblock(), undone():
        live_through(standing, BEGINS, BEGINS + timedelta(hours=1.5), lambda _at: None)
        write_waiting()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(CONSTRAINTS, [TABLES])
            for table, name in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
            cursor.execute(
                "SELECT indexname FROM pg_indexes WHERE tablename = ANY (%s) AND indexdef LIKE"
                " 'CREATE UNIQUE%%' AND indexname NOT LIKE '%%_pkey'",
                [TABLES],
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP INDEX {name}")
        yield standing


@pytest.fixture
def breaking(lived: Ground, db) -> Ground:
    return lived


def test_every_promise_has_its_breach():
    assert BREAKS.keys() == RULES.keys()


def test_untouched_records_keep_every_promise(breaking):
    assert set(invariants(breaking.bureau).values()) == {True}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_promise_is_seen(breaking, name):
    with connection.cursor() as cursor:
        cursor.execute(BREAKS[name])
        assert cursor.rowcount > 0
    assert invariants(breaking.bureau)[name] is False


LIVED = BEGINS, BEGINS + timedelta(hours=1.5)


def test_every_drawn_call_is_accounted_for(breaking):
    assert set(accounts_of(breaking, *LIVED).values()) == {True}


@pytest.mark.parametrize(
    ("breach", "found"),
    [
        ("UPDATE calls_call SET source_id = 'never drawn'", {False}),
        ("UPDATE calls_call SET rang_at = rang_at - interval '1 day'", {False, True}),
        ("UPDATE calls_call SET source_id = (SELECT max(source_id) FROM calls_call)", {False}),
    ],
)
def test_a_call_lost_or_doubled_is_missed(breaking, breach, found):
    with connection.cursor() as cursor:
        cursor.execute(breach)
    assert set(accounts_of(breaking, *LIVED).values()) == found
