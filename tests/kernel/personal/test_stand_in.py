"""As what a person stands in the ledger: a hash under their own key, which goes with them."""

import hmac
import json
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from psycopg import sql

from tests import make
from tests.kernel.test_ledger import faults, look_at, overrule, place_all, signed
from tocsin.kernel.database.api import within
from tocsin.kernel.ledger import api as ledger
from tocsin.kernel.ledger.models import Leaf
from tocsin.kernel.personal import api as personal
from tocsin.kernel.personal.keys import add_key
from tocsin.kernel.personal.models import Look, Subject
from tocsin.kernel.personal.rewrapping import rewrap
from tocsin.kernel.personal.store import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.LEDGER_FOLDER = tmp_path / "ledger"
    settings.PERSONAL_FOLDER = tmp_path / "personal"
    settings.PERSONAL_KEYS = ""


def stands_as():
    """Read as what people stand in the ledger's rows of looks, the oldest first."""
    leaves = Leaf.objects.filter(source="look").order_by("pk")
    return [json.loads(bytes(leaf.row))["subject"] for leaf in leaves]


def drawn():
    """Read as what everybody is to stand in the ledger, from beside their keys."""
    return {bytes(one.stands_as or b"").hex() for one in Subject.objects.all()}


def erased(subject):
    at, bureau = make.NOON, make.bureau()
    assert personal.erase(bureau_id=bureau.pk, subject=subject, at=at)


def everything():
    """Write down every cell of every table but those of the record itself."""
    kept = ("ledger_leaf", "look")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n"
            " ON n.oid = c.relnamespace WHERE c.relkind = 'r'"
            " AND n.nspname IN ('public', 'personal')"
        )
        tables = [(schema, name) for schema, name in cursor.fetchall() if name not in kept]
        for schema, name in tables:
            table = sql.Identifier(schema, name)
            cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(table))
            yield from (row for (row,) in cursor.fetchall())


def test_a_look_stands_under_the_key_of_the_person_alone():
    subject = look_at("王某")
    place_all()
    own = Person.of(Subject.objects.get(pk=subject)).stand_in().hex()
    assert stands_as() == [own]


def test_a_look_that_is_moved_to_another_person_shows():
    look_at("王某")
    other = look_at("李某")
    place_all()
    assert faults() == []
    overrule(f"UPDATE personal.look SET subject = '{other}'")  # noqa: S608 - an id drawn here
    assert len(faults()) == 1


def test_two_people_have_nothing_in_common_and_one_person_is_the_same_each_time():
    first, second = look_at("王某"), look_at("王某")
    assert first != second
    place_all()
    assert len(set(stands_as())) == 2
    assert drawn() == set(stands_as())


def test_once_the_person_is_erased_no_key_leads_to_their_rows_and_all_proofs_hold(settings):
    subject = look_at("王某")
    place_all()
    [mark] = stands_as()
    checkpoint = signed()
    add_key()

    erased(subject)

    stored = Subject.objects.get(pk=subject)
    assert (stored.stands_as, bytes(stored.key)) == (None, b"")
    assert not [row for row in everything() if mark in row or mark[2:] in row]
    # With every key there is, nothing that one can compute from the id is the mark.
    keys = [key for name in (settings.LEDGER_FOLDER, settings.PERSONAL_FOLDER) for key in in_(name)]
    assert len(keys) > 3
    assert mark not in {hmac.digest(key, subject.encode(), "sha256").hex() for key in keys}
    assert faults() == []
    proof = ledger.prove_row("look", Look.objects.get().pk)
    assert proof.checkpoint == checkpoint.note
    assert json.loads(proof.row)["subject"] == mark


def in_(folder):
    """Read every word of every file as a key, and as the hexadecimal digits of one."""
    for file in filter(Path.is_file, folder.rglob("*")):
        for word in file.read_bytes().replace(b":", b" ").replace(b"+", b" ").split():
            yield word
            if re.fullmatch(rb"([0-9a-fA-F]{2})+", word):
                yield bytes.fromhex(word.decode())


def test_wrapping_the_key_anew_changes_nothing_in_the_ledger():
    subject = look_at("王某")
    before = drawn()
    add_key()
    assert sum(rewrap()) == 1
    own = Person.of(Subject.objects.get(pk=subject)).stand_in()
    assert drawn() == before == {own.hex()}


def test_nobody_who_writes_a_look_makes_up_as_what_the_person_stands():
    subject = look_at("王某")
    with within(make.bureau().pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO personal.look (bureau_id, subject, officer_id, "case", task, kinds, at,'
            " stands_as) SELECT bureau_id, subject, officer_id, \"case\", task, kinds, at, '\\x00'"
            " FROM personal.look"
        )
        cursor.execute("SELECT count(DISTINCT stands_as) FROM personal.look")
        assert cursor.fetchone() == (1,)
    with pytest.raises(ProgrammingError, match="permission denied"):
        made_up_by_the_web(subject)


def made_up_by_the_web(subject):
    """Write a look as the web's role does, and as what the person stands."""
    with within(make.bureau().pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE tocsin_web")
        cursor.execute(
            'INSERT INTO personal.look (bureau_id, subject, officer_id, "case", task, kinds, at,'
            " stands_as) VALUES (1, %s, 1, '', '', '[]', now(), '\\x00')",
            [subject],
        )


def test_looks_from_before_keep_their_rows_and_people_from_before_get_their_own():
    migration = import_module("tocsin.kernel.personal.migrations.0008_stand_ins")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE personal.subject DROP CONSTRAINT personal_erased_has_no_key")
    earlier = look_at("王某")
    overrule("UPDATE personal.look SET stands_as = NULL")
    Subject.objects.update(stands_as=None)
    place_all()

    with connection.schema_editor() as editor:
        migration.draw(apps, editor)
    look_at("李某")
    place_all()

    own = Person.of(Subject.objects.get(pk=earlier)).stand_in()
    assert own.hex() in drawn()
    first, second = stands_as()
    assert first != own.hex()
    assert second in drawn()
    assert faults() == []
