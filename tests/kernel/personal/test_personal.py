"""Facts about people stay behind one door, and every look is written down first."""

import pytest
from django.apps import apps
from django.db import connection, transaction

from tests import make
from tocsin.core.retention import RetentionClass
from tocsin.kernel.errors import NotThere
from tocsin.kernel.personal.api import (
    Kind,
    NoPurpose,
    Purpose,
    ask,
    keep,
    looks,
    read,
    refusals,
    reveal,
)
from tocsin.kernel.personal.models import Fact, Subject
from tocsin.kernel.personal.store import Person

pytestmark = pytest.mark.django_db

WHY = Purpose(case="drill:open", task="call_back")


def kept(**facts):
    named = facts or {"name": "测试人", "telephone": "13000000000"}
    return keep(
        facts={Kind(kind): value for kind, value in named.items()},
        retention=RetentionClass.CALL,
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
        "drill:open",
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
        "look" if "INSERT INTO personal.look" in sql else "fact"
        for sql in statements
        if "personal." in sql
    ]
    assert touched == ["look", "fact"]


@pytest.mark.parametrize(
    ("case", "task"),
    [
        ("", "call_back"),
        ("drill:open", ""),
        ("drill:closed", "call_back"),
        ("call:J1", "call_back"),
        ("unheard:open", "call_back"),
        ("case:open", "call_back"),
        ("drill_is_open(1,'');--:open", "call_back"),
    ],
)
def test_without_an_open_case_and_a_task_nobody_looks_and_that_is_on_record(case, task):
    person = kept()
    with pytest.raises(NoPurpose):
        look(person, Kind.NAME, purpose=Purpose(case, task))
    assert looks(person) == []
    assert [(one["case"], one["kinds"]) for one in refusals(person)] == [(case, ["name"])]


def test_what_is_undone_later_does_not_take_the_look_along():
    person = kept()
    with transaction.atomic(), pytest.raises(RuntimeError, match="another transaction"):
        look(person, Kind.NAME)


def test_several_people_of_one_page_are_read_with_one_ticket():
    people = [kept(name=name) for name in ("甲", "乙")]
    lin = make.officer("lin")
    ticket = ask(subjects=people, kinds=[Kind.NAME], purpose=WHY, actor=lin, at=make.NOON)
    assert read(ticket) == {people[0]: {Kind.NAME: "甲"}, people[1]: {Kind.NAME: "乙"}}
    assert [len(looks(person)) for person in people] == [1, 1]


def test_what_else_is_put_on_record_with_a_look_is_left_out_where_it_is_refused():
    noted = []
    with pytest.raises(NoPurpose):
        ask(
            subjects=[kept()],
            kinds=[Kind.NAME],
            purpose=Purpose("drill:closed", "visit"),
            actor=make.officer("lin"),
            at=make.NOON,
            also=lambda: noted.append("shown"),
        )
    assert noted == []


def test_people_of_another_bureau_are_not_shown_but_the_look_is_written():
    person = kept()
    assert look(person, Kind.NAME, of=make.bureau("620822")) == {}
    assert len(looks(person)) == 1


def test_a_changed_fact_keeps_the_earlier_one_on_record():
    person = kept()
    keep(
        facts={Kind.TELEPHONE: "13000000001"},
        retention=RetentionClass.CALL,
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
        retention=RetentionClass.CALL,
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
            retention=RetentionClass.CALL,
            actor=stranger,
            at=make.NOON,
            subject=person,
        )
    assert look(person, Kind.NAME) == {Kind.NAME: "测试人"}


def test_the_facts_lie_in_a_schema_of_their_own():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'personal' ORDER BY 1")
        assert [row[0] for row in cursor.fetchall()] == [
            "fact",
            "glass",
            "handing",
            "lifting",
            "look",
            "proposal",
            "seal",
            "subject",
            "unsealing",
        ]


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
