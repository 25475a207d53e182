"""Keys of facts about people: several at once, changed while others write, kept elsewhere."""

import os
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tests import make
from tocsin.core.retention import RetentionClass
from tocsin.kernel.personal import rewrapping
from tocsin.kernel.personal.api import (
    Kind,
    Purpose,
    add_key,
    keep,
    keyring,
    refuse_without_keys,
    retire_keys,
    reveal,
    rewrap,
    sample_opens,
    wrapped_by_version,
)
from tocsin.kernel.personal.keys import KEYS, KeyInUse, KeyMissing, KeysKeptElsewhere
from tocsin.kernel.personal.models import Fact, Subject
from tocsin.kernel.personal.sealing import SealError

pytestmark = pytest.mark.django_db

WHY = Purpose(case="drill:open", task="call_back")
NUMBER = "13900001234"


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """Keep the keys of these tests in a folder, as a bureau does."""
    settings.PERSONAL_KEYS, settings.PERSONAL_FOLDER = "", tmp_path / "personal"
    return settings.PERSONAL_FOLDER / KEYS


def kept(telephone=NUMBER, *, name="测试人", of=None, subject=None):
    return keep(
        facts={Kind.NAME: name, Kind.TELEPHONE: telephone},
        retention=RetentionClass.CALL,
        actor=make.officer("lin", of=of),
        at=make.NOON,
        subject=subject,
    )


def number_of(subject, *, of=None):
    facts = reveal(
        subject=subject,
        kinds=[Kind.TELEPHONE],
        purpose=WHY,
        actor=make.officer("lin", of=of),
        at=make.NOON,
    )
    return facts[Kind.TELEPHONE]


def blinds():
    return marks_of(Fact.objects.exclude(blind=None))


def marks_of(facts):
    return {bytes(fact.blind) for fact in facts}


def settled(file):
    """Let the keys have changed an hour before noon."""
    changed = (make.NOON - timedelta(hours=1)).timestamp()
    os.utime(file, (changed, changed))


def test_the_first_key_is_made_in_a_file_that_only_we_can_read(own_keys):
    kept()
    assert own_keys.stat().st_mode & 0o777 == 0o600
    assert list(keyring().versions) == [1]


def test_facts_are_found_nowhere_in_a_dump_of_the_tables():
    canaries = [f"1399988{serial:04}" for serial in range(50)]
    for canary in canaries:
        kept(canary, name=f"金丝雀{canary}")
    assert in_a_dump([*canaries, "金丝雀"]) == []

    plain = Fact.objects.filter(kind="telephone")[:1]
    Fact.objects.filter(pk__in=plain).update(value=canaries[0].encode())
    assert in_a_dump(canaries) == canaries[:1]


def in_a_dump(canaries):
    """List what is found in the tables as they are dumped, written plainly or in hexadecimal."""
    dump = b""
    with connection.cursor() as cursor:
        for table in ("subject", "fact"):
            with cursor.cursor.copy(f"COPY personal.{table} TO STDOUT") as rows:
                dump += b"".join(bytes(row) for row in rows)
    text = dump.decode()
    return [one for one in canaries if one in text or one.encode().hex() in text]


def test_a_number_has_one_mark_within_a_bureau_and_another_elsewhere():
    kept("139 0000 1234")
    kept("+86-13900001234")
    assert len(blinds()) == 1
    kept(of=make.bureau("620822"))
    assert len(blinds()) == 2


def test_a_name_has_no_mark_by_which_it_is_found():
    kept()
    assert Fact.objects.get(kind="name").blind is None


def test_a_sealed_fact_moved_to_another_person_is_refused():
    mine, other = kept(), kept("13900009999")
    stolen = Fact.objects.get(subject=mine, kind="telephone").value
    Fact.objects.filter(subject=other, kind="telephone").update(value=stolen)
    with pytest.raises(SealError):
        number_of(other)


def test_a_person_whose_key_is_gone_is_known_no_longer():
    person = kept()
    Subject.objects.update(key=b"", stands_as=None, erased_at=make.NOON)
    with pytest.raises(KeyError):
        number_of(person)


def test_a_new_version_wraps_from_now_on_and_the_old_still_opens():
    before = kept()
    assert add_key().number == 2
    after = kept()
    assert wrapped_by_version() == {1: 1, 2: 1}
    assert (number_of(before), number_of(after)) == (NUMBER, NUMBER)


def test_wrapping_anew_takes_up_where_it_was_broken_off_and_then_finds_nothing():
    people = [kept() for _ in range(5)]
    add_key()
    assert rewrapping.rewrap_some(at_once=2) == 2
    assert wrapped_by_version() == {1: 3, 2: 2}
    assert list(rewrap()) == [3]
    assert list(rewrap()) == []
    assert {number_of(person) for person in people} == {NUMBER}


def test_numbers_are_found_by_one_mark_again_after_the_keys_changed():
    kept()
    [before] = blinds()
    add_key()
    kept()
    assert len(blinds()) == 2
    list(rewrap())
    assert len(blinds()) == 1
    assert before not in blinds()


def test_what_is_written_while_keys_change_is_marked_as_its_person_is_wrapped():
    person = kept()
    add_key()
    kept("13900005678", subject=person)
    list(rewrap())
    twin = kept("13900005678")
    now = Fact.objects.filter(subject__in=[person, twin], superseded_at=None, kind="telephone")
    assert len(marks_of(now)) == 1


def test_a_key_that_wraps_somebody_is_not_retired(own_keys):
    kept()
    add_key()
    settled(own_keys)
    with pytest.raises(KeyInUse):
        retire_keys(make.NOON)


def test_a_key_is_not_retired_before_all_have_heard_of_the_newest(own_keys):
    add_key()
    just_now = own_keys.stat().st_mtime
    with pytest.raises(KeyInUse):
        retire_keys(make.NOON.fromtimestamp(just_now + 60, make.NOON.tzinfo))


def test_a_key_that_wraps_nobody_is_retired_and_the_newest_opens_all(own_keys):
    person = kept()
    add_key()
    list(rewrap())
    settled(own_keys)
    assert retire_keys(make.NOON) == [1]
    assert list(keyring().versions) == [2]
    assert number_of(person) == NUMBER


def test_keys_that_are_lost_are_asked_for_and_not_made_anew(own_keys):
    kept()
    own_keys.unlink()
    with pytest.raises(KeyMissing):
        kept()
    assert not own_keys.exists()


def test_keys_of_another_county_are_found_by_a_sample(settings):
    kept()
    assert sample_opens() == []
    settings.PERSONAL_KEYS = f"1:{bytes(32).hex()}"
    assert sample_opens() == [1]
    with pytest.raises(KeyMissing):
        refuse_without_keys()


def test_keys_from_outside_are_changed_there(settings):
    settings.PERSONAL_KEYS = f"3:{bytes(32).hex()}"
    assert keyring().newest.number == 3
    with pytest.raises(KeysKeptElsewhere):
        add_key()


def test_facts_from_before_are_sealed_and_the_plain_ones_gone():
    migration = import_module("tocsin.kernel.personal.migrations.0002_sealed")
    with connection.cursor() as cursor:
        # Of a later migration, after which only who was erased has no key.
        cursor.execute("ALTER TABLE personal.subject DROP CONSTRAINT personal_erased_has_no_key")
    person = kept("13900007777")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE personal.plain AS SELECT id, bureau_id, subject_id, kind,"
            " '13900001234'::text AS value, recorded_at, superseded_at"
            " FROM personal.fact WHERE kind = 'telephone'"
        )
    Fact.objects.all().delete()
    Subject.objects.update(key=b"", key_version=0)
    with connection.schema_editor() as editor:
        migration.seal(apps, editor)
    assert number_of(person) == NUMBER
    assert len(blinds()) == 1
