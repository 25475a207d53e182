"""What each role may do in the database, as the catalogue says after a start."""

import pytest
from django.apps import apps
from django.db import connection

from tocsin.adapters.postgres import rolemaking
from tocsin.kernel.database import roles
from tocsin.project import rights, standing

pytestmark = pytest.mark.django_db
RECORDS = (
    "audit_entry",
    "personal.look",
    "receivers_notice",
    "receivers_noticestep",
    "transparency_edition",
    "transparency_spending",
    "witnesses_keptcheckpoint",
    "witnesses_contradiction",
)
LEDGER = ("ledger_leaf", "ledger_checkpoint", "ledger_cosignature", "ledger_tile")


def may(role, table, verb):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, %s, %s) OR"
            " (%s IN ('SELECT', 'INSERT', 'UPDATE') AND has_any_column_privilege(%s, %s, %s))",
            [role, table, verb, verb, role, table, verb if verb != "DELETE" else "UPDATE"],
        )
        return cursor.fetchone()[0]


def tables_of_desks():
    return [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith(("tocsin.desks", "tocsin.registers", "tocsin.readers"))
        and model._meta.db_table not in RECORDS
    ]


@pytest.mark.parametrize("verb", ["SELECT", "INSERT", "UPDATE", "DELETE"])
@pytest.mark.parametrize("role", [roles.WEB, roles.WORKER])
def test_web_and_worker_work_with_every_table_of_the_desks(role, verb):
    assert [table for table in tables_of_desks() if not may(role, table, verb)] == []


def test_a_table_that_comes_later_is_the_webs_after_the_next_start():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later (n integer)")
    assert not may(roles.WEB, "later", "SELECT")
    rights.grant()
    assert may(roles.WEB, "later", "DELETE")


def test_what_was_granted_by_hand_is_taken_away_at_the_next_start():
    with connection.cursor() as cursor:
        cursor.execute("GRANT SELECT ON personal.fact TO tocsin_web")
    rights.grant()
    assert not may(roles.WEB, "personal.fact", "SELECT")


@pytest.mark.parametrize("table", RECORDS)
@pytest.mark.parametrize("role", [roles.WEB, roles.WORKER])
def test_records_are_added_to_and_never_changed(role, table):
    given = [
        verb
        for verb in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        if may(role, table, verb)
    ]
    assert given == ["SELECT", "INSERT"]


@pytest.mark.parametrize("table", LEDGER)
def test_the_ledger_is_the_sequencers_and_everybody_reads_it(table):
    assert [role for role in roles.ALL if may(role, table, "INSERT")] == [roles.SEQUENCER]
    assert [role for role in roles.ALL if may(role, table, "SELECT")] == list(roles.ALL)


def test_the_sequencer_writes_the_ledger_and_adds_to_the_trail_alone():
    written = {
        model._meta.db_table
        for model in apps.get_models()
        if not model._meta.db_table.startswith("personal")
        and may(roles.SEQUENCER, model._meta.db_table, "INSERT")
    }
    assert written - {name for name in written if name.startswith("ledger_")} == {
        "audit_entry",
        # A service account in whose name it adds.
        "accounts_officer",
    }


@pytest.mark.parametrize("role", [roles.SEQUENCER, roles.AUDITOR])
@pytest.mark.parametrize("table", ["personal.fact", "personal.subject", "calls_call"])
def test_sequencer_and_auditor_read_nothing_about_people(role, table):
    assert not may(role, table, "SELECT")


def test_the_auditor_changes_nothing_and_reads_no_password():
    names = [model._meta.db_table.replace('"', "") for model in apps.get_models()]
    changed = [
        (name, verb)
        for name in names
        for verb in ("INSERT", "UPDATE", "DELETE")
        if may(roles.AUDITOR, name, verb)
    ]
    assert changed == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_column_privilege(%s, 'accounts_officer', 'password', 'SELECT')",
            [roles.AUDITOR],
        )
        assert cursor.fetchone() == (False,)


def test_check_tells_an_administrator_how_to_make_the_roles(monkeypatch):
    monkeypatch.delenv("TOCSIN_WEB_LOGIN", raising=False)
    monkeypatch.setattr(rolemaking, "known", lambda _line: {roles.WEB: False})
    (found,) = standing.inspect(connection.connection)
    assert not found.ok
    assert "CREATE ROLE tocsin_worker NOLOGIN;" in found.message
    assert "GRANT tocsin_worker, tocsin_sequencer, tocsin_auditor, tocsin_web TO" in found.message


def test_check_says_when_the_web_takes_its_role_by_the_owners_login(monkeypatch):
    monkeypatch.delenv("TOCSIN_WEB_LOGIN", raising=False)
    found = standing.inspect(connection.connection)
    assert [one.ok for one in found] == [True, True, True, True]
    assert "TOCSIN_WEB_LOGIN" in found[1].message


def test_check_refuses_a_login_of_the_web_that_is_the_owners(monkeypatch):
    monkeypatch.setenv("TOCSIN_WEB_LOGIN", connection.settings_dict["USER"] or "nobody-here")
    found = standing.inspect(connection.connection)
    assert [one.ok for one in found] == [True, False, True, True]
