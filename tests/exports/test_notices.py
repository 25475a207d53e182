"""Receivers are told of corrections and deletions, confirm them, and are late in sight."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from tests import make, make_dispatch
from tests.exports import handing
from tests.exports.handing import HOSPITAL, NAME, SECRET, TELEPHONE, kept, made, rows_in
from tests.kernel.people.test_people import sent, signed_in
from tests.make_calls import caller_of
from tests.retention import county
from tests.retention.county import night
from tocsin.kernel import moment
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.database.api import within
from tocsin.kernel.personal import api as personal
from tocsin.kernel.personal.models import Look
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.receivers.models import Handing, Notice, NoticeStep, Receiver
from tocsin.project.reviewing import review_all

pytestmark = pytest.mark.django_db
NEW = "13900000000"


@pytest.fixture(autouse=True)
def tables(settings, tmp_path):
    settings.PERSONAL_FOLDER = tmp_path / "personal"
    make_dispatch.tables()


@pytest.fixture
def calls():
    return handing.incident()


def correct(call, value=NEW):
    """Correct the telephone number of a caller, as who decides on a correction does."""
    with transaction.atomic():
        kept(call, {TELEPHONE: value})
        receivers.corrected(
            bureau_id=call.bureau_id,
            subject=caller_of(call),
            kinds=frozenset({TELEPHONE.value}),
            at=moment.now(),
        )


@pytest.fixture
def guan(calls):
    supervisor, _an, _export = made(calls)
    return supervisor


def fetched(browser, notice):
    return sent(browser, "exports:notice", notice.pk)


def confirmed(browser, notice, reference="R-1"):
    return sent(browser, "exports:receipt", notice.pk, reference=reference)


def page_of(browser):
    return browser.get(reverse("exports:receivers")).content.decode()


def shown(browser):
    """List which notices stand on the page under which heading."""
    at = moment.now()
    listed = browser.get(reverse("exports:receivers")).context
    return {
        part: [row.notice.number for row in listed[part]] for part in ("to_tell", "waiting", "done")
    }, at


def test_a_correction_is_handed_over_sealed_and_confirmed_once(calls, guan):
    correct(calls[0])
    [notice] = Notice.objects.all()
    assert shown(guan)[0] == {"to_tell": [notice.pk], "waiting": [], "done": []}
    assert HOSPITAL in page_of(guan)
    assert NEW not in page_of(guan)

    answer = fetched(guan, notice)

    [told] = rows_in(answer.content)
    with within(notice.bureau_id):
        copy = Handing.objects.get(subject=caller_of(calls[0]))
    assert told["handing"] == str(copy.pk)
    assert (told["what"], told["facts"]) == ("corrected", {TELEPHONE.value: NEW})
    assert NEW.encode() not in answer.content
    assert shown(guan)[0] == {"to_tell": [], "waiting": [notice.pk], "done": []}

    assert confirmed(guan, notice).status_code == 302
    assert shown(guan)[0] == {"to_tell": [], "waiting": [], "done": [notice.pk]}
    assert "R-1" in page_of(guan)
    assert confirmed(guan, notice, "R-2").status_code == 409
    assert fetched(guan, notice).status_code == 409
    assert Entry.objects.filter(action__in=["receivers.told", "receivers.receipt"]).count() == 2


def test_a_look_for_a_notice_is_on_record_and_reads_only_what_was_corrected(calls, guan):
    correct(calls[0])
    [notice] = Notice.objects.all()
    fetched(guan, notice)
    [look] = Look.objects.filter(task="notice")
    assert (look.case, look.kinds, look.refusal) == (f"notice:{notice.pk}", [TELEPHONE.value], "")
    purpose = personal.Purpose(f"notice:{notice.pk}", "notice")
    for subject, kinds, task in (
        (caller_of(calls[0]), [NAME], purpose),
        (caller_of(calls[1]), [TELEPHONE], purpose),
        (caller_of(calls[0]), [TELEPHONE], personal.Purpose(purpose.case, "call_back")),
        (caller_of(calls[0]), [TELEPHONE], personal.Purpose(f"call:{calls[0].number}", "notice")),
    ):
        with pytest.raises(personal.NoPurpose):
            personal.ask(
                subjects=[subject],
                kinds=kinds,
                purpose=task,
                actor=make.officer("guan"),
                at=moment.now(),
            )


def test_a_correction_is_told_although_the_case_is_over(calls, guan):
    county.close(calls[0].incident, moment.now())
    correct(calls[0])
    [notice] = Notice.objects.all()
    [told] = rows_in(fetched(guan, notice).content)
    assert told["facts"] == {TELEPHONE.value: NEW}


def test_a_fact_that_was_taken_out_is_told_as_empty(calls, guan):
    correct(calls[0], "")
    [notice] = Notice.objects.all()
    [told] = rows_in(fetched(guan, notice).content)
    assert told["facts"] == {TELEPHONE.value: ""}


def test_a_deletion_is_told_by_the_handing_alone(calls, guan):
    with within(calls[0].bureau_id):
        copies = {str(one) for one in Handing.objects.values_list("pk", flat=True)}
    county.close(calls[0].incident, moment.now())
    night(moment.now() + timedelta(days=1096))

    notices = list(Notice.objects.all())

    told = [rows_in(fetched(guan, one).content)[0] for one in notices]
    assert {one["handing"] for one in told} == copies
    assert {(one["what"], one["do"]) for one in told} == {("erased", "delete")}
    assert all("facts" not in one for one in told)
    assert not Look.objects.filter(task="notice").exists()


def test_there_is_no_receipt_of_what_was_not_handed_over(calls, guan):
    correct(calls[0])
    [notice] = Notice.objects.all()
    answer = confirmed(guan, notice, "R-77")
    assert answer.status_code == 409
    assert "R-77" in answer.content.decode() or "to_tell" in answer.context


@pytest.mark.parametrize("reference", ["", "   ", "x" * 81])
def test_a_receipt_without_a_reference_is_refused(calls, guan, reference):
    correct(calls[0])
    [notice] = Notice.objects.all()
    fetched(guan, notice)
    answer = confirmed(guan, notice, reference)
    assert answer.status_code == 422
    assert not NoticeStep.objects.filter(step="receipt").exists()


def test_a_sealed_person_is_told_of_by_nobody_it_is_not_open_to(calls, guan):
    correct(calls[0])
    [notice] = Notice.objects.all()
    personal.seal(
        subject=caller_of(calls[0]),
        case="call:x",
        reason="a witness",
        actor=make.officer("guan"),
        at=moment.now(),
    )
    assert fetched(guan, notice).status_code == 409
    assert not NoticeStep.objects.exists()


def test_what_is_overdue_climbs_once_to_the_security_officer(calls, guan, settings):
    settings.RECEIPT_DAYS = 14
    correct(calls[0])
    [notice] = Notice.objects.all()
    late = notice.at + timedelta(days=14)
    review_all(at=late - timedelta(seconds=1))
    assert not NoticeStep.objects.exists()
    an = signed_in("an")
    assert an.get(reverse("start")).status_code == 200

    review_all(at=late)
    review_all(at=late + timedelta(hours=1))

    assert [one.step for one in NoticeStep.objects.all()] == ["climbed"]
    from tocsin.readers.exports.desk import notices_waiting  # noqa: PLC0415 - wired before

    assert notices_waiting(make.officer("an")).count == 1
    assert fetched(an, notice).status_code == 200
    assert confirmed(an, notice).status_code == 302
    assert notices_waiting(make.officer("an")).count == 0


def test_nobody_else_comes_near(calls, guan):
    correct(calls[0])
    [notice] = Notice.objects.all()
    for who in ("lin", "zhao", "shen", "admin", "bai"):
        browser = signed_in(who)
        assert browser.get(reverse("exports:receivers")).status_code == 403
        assert fetched(browser, notice).status_code == 403
        assert confirmed(browser, notice).status_code == 403


def test_notices_of_another_bureau_are_not_there(calls, guan):
    correct(calls[0])
    [notice] = Notice.objects.all()
    stranger = Client()
    stranger.force_login(make.officer("guan", of=make.bureau("620802")))
    assert confirmed(stranger, notice).status_code == 404
    assert str(notice.pk) not in str(stranger.get(reverse("exports:receivers")).context["to_tell"])


def connected(browser):
    receiver = Receiver.objects.get()
    answer = sent(browser, "exports:connect", receiver.pk)
    assert answer.status_code == 200
    return receiver, answer.context["key"]


class System:
    """The receiver's own system."""

    def __init__(self, key):
        self.browser, self.key = Client(), key

    def get(self, path):
        return self.browser.get(path, headers={"Authorization": f"Bearer {self.key}"})

    def confirm(self, number, reference, act=None):
        return self.browser.post(
            f"/api/v1/receivers/notices/{number}/receipt",
            {"reference": reference},
            content_type="application/json",
            headers={
                "Authorization": f"Bearer {self.key}",
                "X-Act-Id": act or make_dispatch.act_id(),
            },
        )


def test_the_receivers_own_system_fetches_and_confirms(calls, guan):
    correct(calls[0])
    receiver, key = connected(guan)
    system = System(key)
    [one] = system.get("/api/v1/receivers/notices").json()["notices"]
    assert (one["what"], one["kinds"], one["told_at"]) == ("corrected", [TELEPHONE.value], None)

    answer = system.get(f"/api/v1/receivers/notices/{one['notice']}/package")
    [told] = rows_in(answer.content)
    assert (told["handing"], told["facts"]) == (one["handing"], {TELEPHONE.value: NEW})

    act = make_dispatch.act_id()
    first, again = (system.confirm(one["notice"], "H-2026-1", act) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert system.confirm(one["notice"], "H-2026-2").status_code == 409
    assert system.get("/api/v1/receivers/notices").json() == {"notices": []}
    [step] = NoticeStep.objects.filter(step="receipt")
    assert (step.by, step.reference) == (receiver.system or step.by, "H-2026-1")
    assert step.by.is_service
    [look] = Look.objects.filter(task="notice")
    assert look.officer == step.by


def test_the_key_opens_nothing_but_the_receivers_own_notices(calls, guan):
    correct(calls[0])
    other = handing.incident()
    guan, _an, _export = made(other, recipient="消防救援大队")
    correct(other[0], "13900000001")
    receiver = Receiver.objects.get(name=HOSPITAL)
    system = System(sent(guan, "exports:connect", receiver.pk).context["key"])
    theirs = Notice.objects.get(handing__receiver__name="消防救援大队")
    [own] = system.get("/api/v1/receivers/notices").json()["notices"]
    assert own["notice"] != theirs.pk
    assert system.get(f"/api/v1/receivers/notices/{theirs.pk}/package").status_code == 404
    assert system.confirm(theirs.pk, "R-1").status_code == 404
    for path in (
        "/api/v1/units",
        "/api/v1/incidents",
        reverse("places:search"),
        reverse("start"),
        reverse("exports:receivers"),
        reverse("units:list"),
    ):
        assert system.get(path).status_code == 403, path


def test_a_key_that_was_closed_or_replaced_opens_nothing(calls, guan):
    receiver, key = connected(guan)
    _receiver, newer = connected(guan)
    assert System(key).get("/api/v1/receivers/notices").status_code == 401
    assert System(newer).get("/api/v1/receivers/notices").status_code == 200
    assert sent(guan, "exports:disconnect", receiver.pk).status_code == 302
    assert System(newer).get("/api/v1/receivers/notices").status_code == 401


@pytest.mark.parametrize("number", ["0", "-1", "x", str(2**63), "9" * 40])
def test_numbers_that_are_none_are_answered(calls, guan, number):
    _receiver, key = connected(guan)
    system = System(key)
    assert 400 <= system.get(f"/api/v1/receivers/notices/{number}/package").status_code < 500
    assert 400 <= system.confirm(number, "R").status_code < 500


def test_receipts_are_added_and_never_changed(calls, guan):
    correct(calls[0])
    [notice] = Notice.objects.all()
    fetched(guan, notice)
    confirmed(guan, notice)
    for act in (
        lambda: NoticeStep.objects.update(reference="another"),
        lambda: NoticeStep.objects.all().delete(),
        lambda: Notice.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_secret_of_another_opens_no_notice(calls, guan):
    from tocsin.core.handing import HandingError, opened  # noqa: PLC0415 - of this test alone

    correct(calls[0])
    [notice] = Notice.objects.all()
    content = fetched(guan, notice).content
    assert opened(content, secret=SECRET).facts == {"rows": 1}
    with pytest.raises(HandingError):
        opened(content, secret=bytes(32))
