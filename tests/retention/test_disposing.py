"""What goes, what it takes along, and what stays as proof."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests import make, make_calls, make_dispatch
from tests.make_calls import incident_of
from tests.retention import county
from tests.retention.county import DAY, YEAR, is_here, night
from tocsin.core.retention import RetentionClass
from tocsin.desks.calls.models import Call, CallEdit
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import NotThere
from tocsin.kernel.files import api as files
from tocsin.kernel.files import storage
from tocsin.kernel.files.models import Attachment
from tocsin.kernel.personal import api as personal
from tocsin.kernel.personal import erasing
from tocsin.kernel.personal.models import Fact, Subject
from tocsin.kernel.retention import api as retention
from tocsin.kernel.retention.ports import PEOPLE
from tocsin.registers.places import api as places
from tocsin.registers.places.key_holders import remove_key_holder
from tocsin.registers.places.models import Premises

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PERSONAL_FOLDER = tmp_path / "personal"
    make_dispatch.tables()


def test_every_person_and_file_has_a_class_that_the_database_knows():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'retention' AND is_nullable = 'NO'"
            " AND table_schema IN ('personal', 'public') ORDER BY 1"
        )
        assert [name for (name,) in cursor.fetchall()] == ["files_attachment", "subject"]


@pytest.mark.parametrize("model", [Subject, Attachment])
@pytest.mark.parametrize("kind", ["", "forever", None])
def test_a_class_nobody_knows_is_refused_by_the_database(noon, model, kind):
    call = county.closed_call(at=noon)
    county.photo(f"call:{call.number}", at=noon)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(retention=kind)


def test_a_caller_goes_with_key_facts_and_words_and_what_is_counted_stays(noon):
    call = county.closed_call(at=noon)
    person, number, type_code = call.caller, call.number, call.type_code
    CallEdit.objects.create(
        bureau=call.bureau,
        call=call,
        field="words",
        value="x",
        sequence=1,
        by=make.officer("lin"),
        at=noon,
    )

    night(noon + 1094 * DAY)
    assert is_here(person)
    night(noon + 1095 * DAY)

    assert not is_here(person)
    call.refresh_from_db()
    assert (call.caller, call.words, call.answers, call.caller_lon) == (None, "", {}, None)
    assert (call.number, call.type_code, call.rang_at) == (number, type_code, noon)
    assert not CallEdit.objects.exists()
    [gone] = retention.Disposal.objects.all()
    assert [entry["action"] for entry in audit.trail(gone)] == ["retention.disposed"]


def test_nobody_can_be_written_to_again_who_was_erased(noon):
    call = county.closed_call(at=noon)
    night(noon + 10 * YEAR)

    with pytest.raises(NotThere):
        personal.keep(
            facts={personal.Kind.NAME: "回来"},
            retention=RetentionClass.CALL,
            actor=make.officer("lin"),
            at=noon + 10 * YEAR,
            subject=call.caller,
        )


def test_a_caller_of_two_calls_stays_until_the_later_one_is_over(noon):
    call = county.closed_call(at=noon)
    again = county.call_with_incident(at=noon)
    Call.objects.filter(pk=again.pk).update(caller=call.caller)

    night(noon + 10 * YEAR)
    assert is_here(call.caller)
    county.close(incident_of(again), noon + 10 * YEAR)
    night(noon + 13 * YEAR)

    assert not is_here(call.caller)


def test_a_call_merged_into_another_incident_ends_with_that_one(noon):
    call = county.call_with_incident(at=noon)
    head = make_dispatch.incident(at=noon)
    merged = incident_of(call)
    merged.head, merged.state = head, "merged"
    merged.save()

    night(noon + 5 * YEAR)
    assert is_here(call.caller)
    county.close(head, noon + 5 * YEAR)
    night(noon + 9 * YEAR)

    assert not is_here(call.caller)


def test_a_call_that_was_given_up_ends_there(noon):
    call = make_calls.ringing(at=noon)
    Call.objects.filter(pk=call.pk).update(state="abandoned", ended_at=noon)

    night(noon + 3 * YEAR)

    assert not is_here(call.caller)


def test_a_person_no_desk_refers_to_goes_too(noon):
    call = county.closed_call(at=noon)
    Call.objects.filter(pk=call.pk).update(caller=None)

    night(noon + 179 * DAY)
    assert is_here(call.caller)
    night(noon + 180 * DAY)

    assert not is_here(call.caller)


def test_a_key_holder_stays_while_they_hold_keys_and_goes_half_a_year_after(noon):
    admin = make.officer("admin")
    holder = places.KeyHolderRow("王钥匙", "13900000001")
    rows = [
        places.PremisesRow(code, code, "bank", 106.6, 35.2, key_holders=[holder])
        for code in ("P1", "P2")
    ]
    places.load_premises(bureau=make.bureau(), rows=rows, actor=admin, at=noon)
    left, retired = Premises.objects.order_by("code")
    night(noon + 10 * YEAR)
    assert is_here(left.key_holders[0])

    later = noon + 10 * YEAR
    remove_key_holder(premises=left, subject=left.key_holders[0], actor=admin, at=later)
    Premises.objects.filter(pk=retired.pk).update(retired_at=later)
    night(later + 179 * DAY)
    assert is_here(left.key_holders[0])
    assert is_here(retired.key_holders[0])
    night(later + 180 * DAY)

    assert not is_here(left.key_holders[0])
    assert not is_here(retired.key_holders[0])


def test_the_review_lists_cases_and_days_and_nobodys_name(noon):
    call = county.closed_call(at=noon)

    figures = night(noon + 1065 * DAY).figures

    assert figures["review"] == [
        {
            "kind": "call",
            "cases": f"call:{call.number}",
            "due": (noon + 1095 * DAY).isoformat(),
        }
    ]
    assert figures["counts"] == {"call.review": 1}


def test_bytes_that_another_file_has_too_stay_until_both_are_over(noon):
    old, new = county.call_with_incident(at=noon), county.call_with_incident(at=noon)
    first = county.photo(f"incident:{incident_of(old).number}", at=noon)
    county.photo(f"incident:{incident_of(new).number}", at=noon)
    county.close(incident_of(old), noon)

    night(noon + 6 * YEAR)

    assert Attachment.objects.get(pk=first.pk).erased_at
    assert storage.path_of(first.sha256).exists()
    with pytest.raises(NotThere, match=r"清除|erased"):
        files.shown(Attachment.objects.get(pk=first.pk))
    county.close(incident_of(new), noon + 6 * YEAR)
    night(noon + 12 * YEAR)
    assert not storage.path_of(first.sha256).exists()


def test_a_file_of_a_case_that_no_desk_knows_stays(noon):
    county.photo("ledger:1", at=noon)

    night(noon + 50 * YEAR)

    assert Attachment.objects.get().erased_at is None


def test_a_class_that_no_desk_looks_after_is_a_fault_and_erases_nobody(noon, monkeypatch):
    call = county.closed_call(at=noon)
    monkeypatch.delitem(PEOPLE, RetentionClass.CALL)

    with pytest.raises(KeyError):
        night(noon + 10 * YEAR)

    assert is_here(call.caller)


def test_whom_a_backup_brings_back_the_next_night_erases_again(noon):
    call = county.closed_call(at=noon)
    before = list(Subject.objects.values()), list(Fact.objects.values())
    night(noon + 10 * YEAR)
    # The backup is older than the erasure, and the clock of the database stands where it stood.
    Subject.objects.all().delete()
    retention.Disposal.objects.all().delete()
    Subject.objects.bulk_create(Subject(**row) for row in before[0])
    Fact.objects.bulk_create(Fact(**row) for row in before[1])
    Call.objects.filter(pk=call.pk).update(caller=call.caller)
    assert is_here(call.caller)

    night(noon + DAY)

    assert not is_here(call.caller)


def test_whom_a_hold_covers_stays_though_a_backup_brought_them_back(noon):
    call = county.closed_call(at=noon)
    erasing.remember_erased([make_calls.caller_of(call)])
    retention.hold(
        case=f"call:{call.number}",
        reason="诉讼",
        until=(noon + YEAR).date(),
        actor=make.officer("guan"),
        at=noon,
    )

    night(noon + DAY)

    assert is_here(call.caller)


def test_a_list_that_a_power_cut_left_half_written_is_read_as_far_as_it_goes(noon):
    call = county.closed_call(at=noon)
    erasing.remember_erased([make_calls.caller_of(call)])
    with erasing.erased_file().open("a") as file:
        file.write("0b4e")
    erasing.remember_erased([make_calls.caller_of(call)])

    assert erasing.erased_ids() == {make_calls.caller_of(call)}


def test_another_bureaus_people_are_left_alone(noon):
    away = make.bureau("620899")
    call = make_calls.ringing(at=noon, of=away)
    Call.objects.filter(pk=call.pk).update(state="abandoned", ended_at=noon)
    own = county.closed_call(at=noon)

    night(noon + 10 * YEAR)

    assert is_here(call.caller)
    assert not is_here(own.caller)


def test_what_is_not_old_enough_is_not_even_looked_at(noon, django_assert_max_num_queries):
    for _one in range(20):
        county.closed_call(at=noon)
    with django_assert_max_num_queries(30):
        figures = night(noon + timedelta(days=100)).figures
    assert figures["counts"] == {}
    assert figures["kept"]["call"] == 20
