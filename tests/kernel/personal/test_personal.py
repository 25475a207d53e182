"""Facts about people stay behind one door, and every look is written down first."""

import pytest
from django.apps import apps
from django.db import connection

from tests import make
from tocsin.kernel.errors import NotThere
from tocsin.kernel.personal.api import Kind, NoPurpose, Purpose, keep, looks, reveal
from tocsin.kernel.personal.models import Fact, Look, Subject
from tocsin.kernel.personal.store import Person

pytestmark = pytest.mark.django_db

WHY = Purpose(case="call:J20260302-0001", task="call_back")


def kept(**facts):
    named = facts or {"name": "测试人", "telephone": "13000000000"}
    return keep(
        facts={Kind(kind): value for kind, value in named.items()},
        retention="call",
        actor=make.officer("lin"),
        at=make.NOON,
    )


def look(subject, *kinds, purpose=WHY, who="lin", of=None):
    return reveal(
        subject=subject,
        kinds=kinds,
        purpose=purpose,
        actor=make.officer(who, of=of),
        at=make.NOON,
    )


def test_only_what_is_asked_for_is_shown():
    assert look(kept(), Kind.TELEPHONE) == {Kind.TELEPHONE: "13000000000"}


def test_every_look_names_who_for_which_case_and_what():
    person = kept()
    look(person, Kind.NAME)
    (seen,) = looks(person)
    assert (seen["officer__name"], seen["case"], seen["kinds"]) == (
        "林接警",
        "call:J20260302-0001",
        ["name"],
    )


def test_the_look_is_written_before_the_facts_are_read():
    person, statements = kept(), []

    def note(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    lin = make.officer("lin")
    with connection.execute_wrapper(note):
        reveal(subject=person, kinds=[Kind.NAME], purpose=WHY, actor=lin, at=make.NOON)
    touched = [
        "look" if 'INSERT INTO "personal"."look"' in sql else "fact"
        for sql in statements
        if '"personal"' in sql
    ]
    assert touched == ["look", "fact"]


@pytest.mark.parametrize("purpose", [Purpose("", "call_back"), Purpose("call:J1", "")])
def test_without_a_purpose_nobody_looks(purpose):
    person = kept()
    with pytest.raises(NoPurpose):
        look(person, Kind.NAME, purpose=purpose)
    assert not Look.objects.exists()


def test_people_of_another_bureau_are_not_shown_but_the_look_is_written():
    person = kept()
    assert look(person, Kind.NAME, of=make.bureau("620822")) == {}
    assert len(looks(person)) == 1


def test_a_changed_fact_keeps_the_earlier_one_on_record():
    person = kept()
    keep(
        facts={Kind.TELEPHONE: "13000000001"},
        retention="call",
        actor=make.officer("lin"),
        at=make.NOON,
        subject=person,
    )
    assert look(person, Kind.TELEPHONE) == {Kind.TELEPHONE: "13000000001"}
    owner = Person.of(Subject.objects.get(pk=person))
    values = {owner.opened(fact) for fact in Fact.objects.filter(kind="telephone")}
    assert values == {"13000000000", "13000000001"}


def test_a_fact_said_again_is_not_written_again():
    person = kept()
    keep(
        facts={Kind.NAME: "测试人"},
        retention="call",
        actor=make.officer("lin"),
        at=make.NOON,
        subject=person,
    )
    assert Fact.objects.filter(kind="name").count() == 1


def test_an_empty_fact_is_not_kept():
    person = kept(name="测试人", telephone="")
    assert look(person, Kind.NAME, Kind.TELEPHONE) == {Kind.NAME: "测试人"}


def test_nobody_changes_the_facts_of_another_bureaus_person():
    person = kept()
    stranger = make.officer("lin", of=make.bureau("620822"))
    with pytest.raises(NotThere):
        keep(
            facts={Kind.NAME: "别人"},
            retention="call",
            actor=stranger,
            at=make.NOON,
            subject=person,
        )
    assert look(person, Kind.NAME) == {Kind.NAME: "测试人"}


def test_the_facts_lie_in_a_schema_of_their_own():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'personal' ORDER BY 1")
        assert [row[0] for row in cursor.fetchall()] == ["fact", "look", "subject"]


def test_no_other_table_has_a_column_for_a_persons_telephone_or_identity_number():
    suspicious = {"telephone", "phone", "mobile", "id_number", "identity_number", "caller_name"}
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label != "personal"
        if model._meta.label != "catalogue.HandoverTarget"  # the number of an agency
        for field in model._meta.get_fields()
        if field.name in suspicious
    ]
    assert found == []
