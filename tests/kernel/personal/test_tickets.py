"""What opens a person: a look that is committed, young, not refused, and for an open case."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.db import ProgrammingError, connection, transaction

from tests import make
from tocsin.core.retention import RetentionClass
from tocsin.kernel.personal import looking
from tocsin.kernel.personal.api import Kind, NoPurpose, Purpose, ask, keep, looks, read, refusals

WHY = Purpose("drill:open", "call_back")


def person():
    return keep(
        facts={Kind.NAME: "测试人", Kind.TELEPHONE: "13900001234"},
        retention=RetentionClass.CALL,
        actor=make.officer("lin"),
        at=make.NOON,
    )


def asked(subject, *kinds):
    return ask(
        subjects=[subject],
        kinds=kinds or [Kind.NAME],
        purpose=WHY,
        actor=make.officer("lin"),
        at=make.NOON,
    )


def overrule(statement, *facts):
    """Change a look, as whoever owns the database can."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE personal.look DISABLE TRIGGER USER")
        cursor.execute(statement, facts)
        cursor.execute("ALTER TABLE personal.look ENABLE TRIGGER USER")


def handed_out(tickets, token):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(looking.FACTS, [tickets, token])
        return cursor.fetchall()


@pytest.fixture
def strict(db):
    """Ask of the transactions of a test what is asked of all others."""
    migration = import_module("tocsin.kernel.personal.migrations.0003_tickets")
    with connection.cursor() as cursor:
        cursor.execute(migration.HAS_ENDED)


def test_a_look_of_the_transaction_under_way_opens_nobody(strict):
    ticket = asked(person())
    with pytest.raises(ProgrammingError, match="committed look"):
        handed_out(list(ticket.looks), ticket.token)


@pytest.mark.django_db(transaction=True)
def test_a_committed_look_opens_what_it_names_and_one_that_was_undone_nobody():
    migration = import_module("tocsin.kernel.personal.migrations.0003_tickets")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('personal.has_ended(xid8)'::regprocedure)")
        [[twin]] = cursor.fetchall()
        cursor.execute(migration.HAS_ENDED)
    try:
        subject = person()
        ticket = asked(subject, Kind.TELEPHONE)
        assert read(ticket) == {subject: {Kind.TELEPHONE: "13900001234"}}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO personal.look"
                ' (bureau_id, subject, officer_id, "case", task, kinds, at, opens_with)'
                ' SELECT bureau_id, subject, officer_id, "case", task, kinds, at, opens_with'
                " FROM personal.look RETURNING id"
            )
            [[own]] = cursor.fetchall()
            with pytest.raises(ProgrammingError):
                handed_out([own], ticket.token)
            transaction.set_rollback(True)
        with pytest.raises(ProgrammingError):
            handed_out([own], ticket.token)
        assert len(looks(subject)) == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute(twin)


@pytest.mark.django_db
def test_a_ticket_is_good_for_a_minute_and_too_late_is_on_record():
    subject = person()
    ticket = asked(subject)
    overrule("UPDATE personal.look SET expires_at = clock_timestamp() - interval '1 second'")
    with pytest.raises(NoPurpose):
        read(ticket)
    assert len(refusals(subject)) == 1


@pytest.mark.django_db
def test_a_case_that_was_closed_meanwhile_opens_nobody():
    subject = person()
    ticket = asked(subject)
    overrule("UPDATE personal.look SET \"case\" = 'drill:closed'")
    with pytest.raises(NoPurpose):
        read(ticket)


@pytest.mark.django_db
def test_a_look_that_was_refused_is_no_ticket():
    ticket = asked(person())
    overrule("UPDATE personal.look SET refusal = 'personal.no_purpose'")
    with pytest.raises(NoPurpose):
        read(ticket)


@pytest.mark.django_db
def test_a_look_opens_nobody_to_whoever_has_not_written_it():
    subject = person()
    ticket, other = asked(subject), asked(subject)
    with pytest.raises(NoPurpose):
        read(replace(ticket, token=other.token))
    assert len(refusals(subject)) == 1
    assert read(ticket) == read(other) == {subject: {Kind.NAME: "测试人"}}


@pytest.mark.django_db
def test_the_token_is_neither_stored_nor_shown():
    ticket = asked(person())
    with connection.cursor() as cursor:
        cursor.execute("SELECT l::text FROM personal.look l")
        [[stored]] = cursor.fetchall()
    assert ticket.token.hex() not in stored
    assert repr(ticket.token) not in repr(ticket)


@pytest.mark.django_db
def test_a_look_of_before_there_were_tokens_opens_nobody():
    ticket = asked(person())
    overrule("UPDATE personal.look SET opens_with = NULL")
    with pytest.raises(NoPurpose):
        read(ticket)


@pytest.mark.django_db
def test_a_ticket_among_others_that_is_none_opens_none_of_them():
    ticket = asked(person())
    with pytest.raises(ProgrammingError):
        handed_out([*ticket.looks, 0], ticket.token)


@pytest.mark.django_db
def test_a_ticket_of_another_bureau_opens_nobody_here():
    subject = person()
    stranger = make.officer("lin", of=make.bureau("620822"))
    ticket = ask(subjects=[subject], kinds=[Kind.NAME], purpose=WHY, actor=stranger, at=make.NOON)
    assert read(ticket) == {}
