"""A person is opened without an open case only so: said why, told at once, and for ten minutes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from tests import make
from tocsin.core.retention import RetentionClass
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.errors import NotThere
from tocsin.kernel.events.models import Outbox
from tocsin.kernel.personal import glass
from tocsin.kernel.personal.api import (
    BREAK_GLASS,
    Kind,
    NoPurpose,
    NotSaid,
    Purpose,
    ask,
    break_glass,
    broken_by,
    keep,
    look_again,
    looks,
    read,
    refusals,
)
from tocsin.kernel.personal.models import Glass, Look
from tocsin.readers.review.models import Review

pytestmark = pytest.mark.django_db
FACTS = {Kind.NAME: "测试人", Kind.TELEPHONE: "13900001234"}
CASE = "call:J20260302-0001"


def person(of=None):
    lin = make.officer("lin", of=of)
    return keep(facts=FACTS, retention=RetentionClass.CALL, actor=lin, at=make.NOON)


def broken(subject, who="lin", *kinds, why="danger", words="caller may be hurt"):
    return break_glass(
        subject=subject,
        case=CASE,
        kinds=kinds or [Kind.TELEPHONE],
        why=why,
        words=words,
        actor=make.officer(who),
        at=make.NOON,
    )


def over(number=None):
    """Let the ten minutes go by, as whoever owns the database can."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE personal.glass DISABLE TRIGGER USER")
        cursor.execute("UPDATE personal.glass SET until_at = clock_timestamp() - interval '1 s'")
        cursor.execute("ALTER TABLE personal.glass ENABLE TRIGGER USER")


def test_it_opens_what_was_asked_for_and_no_more():
    subject = person()

    assert broken(subject) == {Kind.TELEPHONE: "13900001234"}

    [look] = looks(subject)
    assert (look["task"], look["kinds"]) == (BREAK_GLASS, ["telephone"])


def test_it_is_on_record_told_and_asked_about_at_once():
    guan = make.officer("guan")
    subject = person()
    broken(subject)

    [glass] = Glass.objects.all()
    assert glass.words == "caller may be hurt"
    assert Entry.objects.get(action="personal.glass_broken").detail == {
        "case": CASE,
        "reason": "danger",
        "kinds": "telephone",
    }
    told = Outbox.objects.get(kind="glass.broken")
    assert (told.subject, told.facts) == (str(glass.pk), {"case": CASE})
    [review] = Review.objects.all()
    assert (review.reason, review.reviewer) == ("break_glass", guan)
    assert review.due_at == make.NOON + timedelta(hours=24)


def test_nobody_reviews_their_own():
    other = make.officer("guan")
    broken(person(), "guan")

    assert Review.objects.get().reviewer_id != other.pk


@pytest.mark.parametrize(
    "said",
    [{"why": ""}, {"why": "curious"}, {"words": "  "}, {"words": "x" * 201}],
)
def test_what_is_not_said_opens_nothing_and_is_on_record(said):
    subject = person()
    with pytest.raises(NotSaid):
        broken(subject, **said)

    assert looks(subject) == []
    assert len(refusals(subject)) == 1
    assert not Glass.objects.exists()


def test_without_saying_what_is_needed_nothing_opens():
    subject = person()
    with pytest.raises(NotSaid):
        break_glass(
            subject=subject,
            case=CASE,
            kinds=[],
            why="danger",
            words="x",
            actor=make.officer("lin"),
            at=make.NOON,
        )
    assert len(refusals(subject)) == 1


def test_nobody_of_another_bureau_is_opened_and_that_is_on_record():
    foreign = person(of=make.bureau("620899"))
    with pytest.raises(NotThere):
        broken(foreign)
    assert len(refusals(foreign)) == 1
    with pytest.raises(NotThere):
        broken(uuid4())
    assert not Glass.objects.exists()


def again(subject, who="lin", kinds=(Kind.TELEPHONE,), number=None, task=BREAK_GLASS):
    number = number or Glass.objects.get().pk
    purpose = Purpose(f"glass:{number}", task)
    actor = make.officer(who)
    return read(ask(subjects=[subject], kinds=kinds, purpose=purpose, actor=actor, at=make.NOON))


def test_within_ten_minutes_it_is_looked_at_again_and_each_look_is_on_record():
    subject = person()
    broken(subject)

    held = broken_by(make.officer("lin"), subject)
    assert held is not None
    found = look_again(broken=held, subject=subject, actor=make.officer("lin"), at=make.NOON)
    assert found == {Kind.TELEPHONE: "13900001234"}
    assert len(looks(subject)) == 2


@pytest.mark.parametrize(
    "tried",
    [
        {"who": "zhao"},
        {"kinds": (Kind.NAME,)},
        {"kinds": (Kind.NAME, Kind.TELEPHONE)},
        {"task": "call_back"},
        {"number": 10**9},
    ],
)
def test_behind_it_is_nobody_and_nothing_else(tried):
    subject = person()
    broken(subject)

    with pytest.raises(NoPurpose):
        again(subject, **tried)
    assert len(looks(subject)) == 1
    assert len(refusals(subject)) == 1


def test_it_opens_no_other_person():
    broken(person())
    other = person()

    with pytest.raises(NoPurpose):
        again(other)


def test_after_ten_minutes_it_is_over():
    subject = person()
    broken(subject)
    held = broken_by(make.officer("lin"), subject)
    assert held is not None
    over()

    assert broken_by(make.officer("lin"), subject) is None
    with pytest.raises(NoPurpose):
        look_again(broken=held, subject=subject, actor=make.officer("lin"), at=make.NOON)
    assert len(refusals(subject)) == 1


def test_it_holds_ten_minutes_by_the_clock_of_the_database():
    broken(person())
    with connection.cursor() as cursor:
        cursor.execute("SELECT until_at - clock_timestamp() FROM personal.glass")
        [[left]] = cursor.fetchall()
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)


def test_the_task_alone_opens_nobody_although_the_case_is_open():
    subject = person()
    with pytest.raises(NoPurpose):
        ask(
            subjects=[subject],
            kinds=[Kind.NAME],
            purpose=Purpose("drill:open", BREAK_GLASS),
            actor=make.officer("lin"),
            at=make.NOON,
        )


def test_what_was_said_is_never_changed():
    broken(person())
    with pytest.raises(IntegrityError), transaction.atomic():
        Glass.objects.update(words="nothing")
    with pytest.raises(IntegrityError), transaction.atomic():
        Glass.objects.all().delete()


@pytest.mark.parametrize(
    "table", ["audit_entry", "personal.look", "events_outbox", "review_review"]
)
def test_where_it_cannot_be_written_nothing_is_read(table, monkeypatch):
    """Whichever of the records cannot be written, the person stays closed."""
    make.officer("guan")
    subject = person()
    read_from: list[object] = []
    monkeypatch.setattr(glass, "read", read_from.append)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT full_disk CHECK (false) NOT VALID")
    with pytest.raises(IntegrityError):
        broken(subject)
    assert read_from == []
    assert not Look.objects.exists()
    assert not Glass.objects.exists()
