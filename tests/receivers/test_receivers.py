"""Who was handed a fact is told when it is corrected or erased; nobody else is."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests import make, make_dispatch
from tests.databases import as_the_web
from tests.retention import county
from tests.retention.county import DAY, night
from tocsin.kernel.database import roles
from tocsin.kernel.database.api import within
from tocsin.kernel.personal.api import Kind
from tocsin.kernel.receivers.api import Step, Terms, What, corrected, erased, hand
from tocsin.kernel.receivers.models import Handing, Notice, NoticeStep
from tocsin.kernel.receivers.queries import mark_of

pytestmark = pytest.mark.django_db
NAME, TELEPHONE = Kind.NAME.value, Kind.TELEPHONE.value


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.PERSONAL_FOLDER = tmp_path / "personal"
    make_dispatch.tables()


def terms(*kinds, receiver="市医院"):
    return Terms(receiver, frozenset(kinds or {TELEPHONE}), "key", "agreement 7", 1)


def handed(call, *kinds, receiver="市医院"):
    asked, people = terms(*kinds, receiver=receiver), {call.caller: f"call:{call.number}"}
    made = hand(people=people, terms=asked, actor=make.officer("shen"), at=make.NOON)
    return Handing.objects.get(pk=made[call.caller])


def correct(call, *kinds, at=make.NOON):
    return corrected(bureau_id=call.bureau_id, subject=call.caller, kinds=frozenset(kinds), at=at)


@pytest.fixture
def call(noon):
    return county.closed_call(at=noon)


def test_whoever_holds_the_corrected_fact_is_told_and_nobody_else(call, noon):
    hospital = handed(call, TELEPHONE, NAME)
    handed(call, NAME, receiver="消防救援大队")
    handed(county.closed_call(at=noon, telephone="13900005678"), TELEPHONE, receiver="水务局")

    assert correct(call, TELEPHONE, Kind.REMARK.value) == 1

    [notice] = Notice.objects.all()
    assert (notice.handing, notice.what, notice.kinds) == (hospital, What.CORRECTED, [TELEPHONE])


def test_a_correction_that_is_undone_tells_nobody(call):
    handed(call)
    with transaction.atomic():
        correct(call, TELEPHONE)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


def test_the_night_that_erases_has_the_receivers_told_and_the_handing_leads_to_nobody(call, noon):
    handing, person = handed(call), call.caller
    night(noon + 1095 * DAY)
    handing.refresh_from_db()
    assert (handing.subject, handing.case, handing.kinds) == (None, "", [TELEPHONE])
    [notice] = Notice.objects.all()
    assert (notice.what, notice.mark) == (What.ERASED, mark_of(person))
    assert str(person) not in notice.mark

    night(noon + 1096 * DAY)
    assert Notice.objects.count() == 1


def test_what_the_backup_brought_back_is_told_once(call, noon):
    handing, person = handed(call), call.caller
    assert erased(bureau_id=call.bureau_id, subject=person, at=noon) == 1
    assert erased(bureau_id=call.bureau_id, subject=person, at=noon) == 0
    assert Notice.objects.get().handing == handing


def test_the_deletion_overtakes_a_correction_without_a_receipt(call, noon):
    handed(call)
    correct(call, TELEPHONE)
    with_receipt = Notice.objects.get()
    NoticeStep.objects.create(
        bureau=call.bureau,
        notice=with_receipt,
        step=Step.RECEIPT,
        reference="R1",
        by=make.officer("shen"),
        at=noon,
    )
    correct(call, TELEPHONE)

    assert erased(bureau_id=call.bureau_id, subject=call.caller, at=noon) == 1

    steps = NoticeStep.objects.order_by("pk").values_list("notice", "step")
    assert [step for _notice, step in steps] == [Step.RECEIPT, Step.OVERTAKEN]


def test_a_receipt_is_written_once(call, noon):
    handed(call)
    correct(call, TELEPHONE)
    facts = {
        "bureau": call.bureau,
        "notice": Notice.objects.get(),
        "step": Step.RECEIPT,
        "by": make.officer("shen"),
        "at": noon,
    }
    NoticeStep.objects.create(**facts, reference="R1")
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeStep.objects.create(**facts, reference="R2")
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeStep.objects.update(reference="R2")


@pytest.mark.parametrize(
    "change", [{"kinds": []}, {"agreement": "another"}, {"subject": None}, {"case": ""}]
)
def test_what_was_handed_is_not_changed(call, change):
    handed(call)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handing.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Handing.objects.all().delete()


def test_another_bureau_sees_no_handing(call):
    handed(call)
    other = make.bureau("620802")
    with as_the_web():
        with within(other.pk):
            assert not Handing.objects.exists()
        with within(call.bureau_id):
            assert Handing.objects.count() == 1


def test_the_web_takes_nobody_out_of_a_handing(call):
    handed(call)
    with as_the_web(), within(call.bureau_id), pytest.raises(DatabaseError), transaction.atomic():
        Handing.objects.update(subject=None, case="")


def test_the_worker_who_erases_may_have_the_receivers_told(call, noon):
    handed(call)
    connection.ensure_connection()
    if not roles.take(connection.connection, roles.WORKER):
        pytest.skip("this server makes no roles")
    try:
        assert erased(bureau_id=call.bureau_id, subject=call.caller, at=noon) == 1
    finally:
        connection.connection.execute("RESET ROLE")
