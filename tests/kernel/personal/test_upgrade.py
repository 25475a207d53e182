"""People of a database from before there were roles, brought to the newest schema."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from tests import databases, make
from tests.kernel.test_ledger import faults, place_all, signed
from tocsin.kernel.accounts.api import Officer
from tocsin.kernel.database.api import within
from tocsin.kernel.ledger import api as ledger
from tocsin.kernel.personal import api as personal
from tocsin.kernel.personal.api import Kind, Purpose, RetentionClass
from tocsin.kernel.personal.keys import KeyMissing, drawn
from tocsin.kernel.personal.models import Fact, Look, Subject
from tocsin.kernel.personal.sealing import Key
from tocsin.kernel.personal.store import OWN_KEY, place_of
from tocsin.project import startup

BEFORE = ("personal", "0005_retained")
KNOWN = {Kind.NAME: "王某某", Kind.TELEPHONE: "13900001234"}
WHY = Purpose("drill:open", "call_back")
DRILL = """
    CREATE FUNCTION personal.drill_is_open(bureau bigint, number text) RETURNS boolean
    LANGUAGE sql STABLE RETURN number = 'open'
"""


@pytest.fixture
def old(transactional_db, settings, tmp_path):
    """A database of its own as it was then, with two people and a look at one of them."""
    settings.LEDGER_FOLDER = tmp_path / "ledger"
    settings.PERSONAL_FOLDER = tmp_path / "personal"
    name = f"{connection.settings_dict['NAME']}_old"[:60]
    databases.drop(name)
    with databases.server() as session:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE template0")
        session.execute(made.format(sql.Identifier(name)))
    try:
        with databases.working_on(name):
            call_command("migrate", *BEFORE, verbosity=0)
            yield peopled()
    finally:
        databases.drop(name)


def peopled():
    """Keep people as they were kept then: sealed, but without marks, and in no ledger's name."""
    then = MigrationExecutor(connection).loader.project_state(BEFORE).apps
    bureau = then.get_model("accounts", "Bureau").objects.create(code="620881", name_zh="华亭")
    lin = then.get_model("accounts", "Officer").objects.create(
        username="lin", name="林", bureau=bureau
    )
    people = [kept(then, bureau) for _ in range(2)]
    look = then.get_model("personal", "Look").objects.create(
        bureau=bureau, officer=lin, case=WHY.case, task=WHY.task,
        subject=people[0], kinds=list(KNOWN), at=make.NOON,
    )  # fmt: skip
    return people, look.pk


def kept(then, bureau):
    subject, secret, version = uuid4(), drawn(), personal.keyring().newest
    then.get_model("personal", "Subject").objects.create(
        id=subject, bureau=bureau, retention=RetentionClass.CALL, created_at=make.NOON,
        key=version.wrap(subject, secret), key_version=version.number,
    )  # fmt: skip
    for kind, value in KNOWN.items():
        number = uuid4()
        found = kind is Kind.TELEPHONE
        then.get_model("personal", "Fact").objects.create(
            id=number, bureau=bureau, subject_id=subject, kind=kind, recorded_at=make.NOON,
            value=Key(OWN_KEY, secret).seal(value.encode(), place_of(number)),
            blind=version.index_of(bureau.pk, kind, value) if found else None,
        )  # fmt: skip
    return subject


def upgraded():
    """Bring the database to the newest schema, as a start does, and name who looks."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(DRILL)
    startup.make_roles()
    startup.grant_rights()
    return Officer.objects.get(username="lin")


def opened(person, actor):
    ticket = personal.ask(
        subjects=[person], kinds=list(KNOWN), purpose=WHY, actor=actor, at=make.NOON
    )
    return ticket, personal.read(ticket).get(person, {})


def test_people_of_before_there_were_roles_are_read_erased_and_proven(old, settings):
    (first, second), look = old
    # Without the keys the upgrade stops, and goes on where it stood once they are back.
    keys, settings.PERSONAL_KEYS = settings.PERSONAL_KEYS, f"9:{bytes(32).hex()}"
    with pytest.raises(KeyMissing):
        call_command("migrate", verbosity=0)
    settings.PERSONAL_KEYS = keys
    lin = upgraded()
    assert personal.faults() == []

    # Read, and only with a look of one's own: that of before opens nobody.
    ticket, known = opened(first, lin)
    assert known == KNOWN
    before = personal.Ticket([look], lin.bureau_id, ticket.token)
    with pytest.raises(personal.NoPurpose):
        personal.read(before)

    # Said again without a mark it is ended and written anew, and reads the same.
    again = make.NOON + timedelta(minutes=1)
    personal.keep(facts=KNOWN, retention=RetentionClass.CALL, actor=lin, at=again, subject=first)
    assert opened(first, lin)[1] == KNOWN
    with within(lin.bureau_id):
        assert Fact.objects.filter(subject=first, superseded_at=None, mark=None).count() == 0

    # Proven, the look of before too.
    place_all()
    checkpoint = signed()
    proofs = [ledger.prove_row("look", number) for number in (look, *ticket.looks)]
    assert {proof.checkpoint for proof in proofs} == {checkpoint.note}

    # Erased, and every proof still holds.
    assert personal.erase(bureau_id=lin.bureau_id, subject=first, at=make.NOON)
    stored = Subject.objects.get(pk=first)
    assert (bytes(stored.key), stored.stands_as) == (b"", None)
    assert opened(first, lin)[1] == {}
    assert opened(second, lin)[1] == KNOWN
    assert [ledger.prove_row("look", look).row] == [proofs[0].row]
    place_all()
    assert faults() == []
    assert Look.objects.filter(subject=second).count() == 1
