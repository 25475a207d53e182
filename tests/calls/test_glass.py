"""The caller of a settled call: opened over HTTP with two choices and a line, told, reviewed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import make, make_calls, make_dispatch
from tests.kernel.personal.test_glass import over
from tocsin.core.retention import RetentionClass
from tocsin.desks.calls.models import Call
from tocsin.desks.dispatch.models import Incident
from tocsin.kernel import moment
from tocsin.kernel.personal.api import Kind, keep, looks, refusals
from tocsin.project.reviewing import review_all
from tocsin.readers.review.models import Review

pytestmark = pytest.mark.django_db
SAID = {"why": "promised", "needed": "telephone", "words": "asked us to ring again"}


@pytest.fixture
def settled():
    """A call whose incident is closed; its caller left a name and a number."""
    call = make_calls.saved()
    person = keep(
        facts={Kind.NAME: "测试人", Kind.TELEPHONE: "13900001234"},
        retention=RetentionClass.CALL,
        actor=make.officer("lin"),
        at=make.NOON,
    )
    Call.objects.filter(pk=call.pk).update(caller=person)
    Incident.objects.update(closed_at=make.NOON)
    call.refresh_from_db()
    return call


def as_officer(client, who):
    client.force_login(make.officer(who))
    return client


def opened(client, call, **said):
    return client.post(
        reverse("calls:broken", args=[call.number]), said, headers={"HX-Request": "true"}
    )


def test_the_usual_door_stays_closed(client, settled):
    answer = as_officer(client, "lin").post(reverse("calls:caller", args=[settled.number]))
    assert answer.status_code == 409
    assert len(refusals(settled.caller)) == 1


def test_the_whole_way_from_the_form_to_the_review(client, settled):
    guan = make.officer("guan")
    lin = as_officer(client, "lin")
    page = lin.get(reverse("calls:desk"), {"call": settled.number}).content.decode()
    slot = reverse("calls:glass", args=[settled.number])
    assert slot in page
    assert 'name="why"' in lin.get(slot).content.decode()

    shown = opened(lin, settled, **SAID).content.decode()

    assert "13900001234" in shown
    assert "测试人" not in shown
    [review] = Review.objects.all()
    assert review.due_at - review.looked_at == timedelta(hours=24)
    guan_sees = as_officer(client, "guan")
    assert settled.number not in guan_sees.get(reverse("review:notice")).content.decode()
    assert "notice" in guan_sees.get(reverse("review:notice")).content.decode()
    desk = guan_sees.get(reverse("review:desk")).content.decode()
    assert settled.number in desk
    assert SAID["words"] in desk
    assert "13900001234" not in desk
    said = {"outcome": "in_order", "words": "", "act_id": make_dispatch.act_id()}
    assert guan_sees.post(reverse("review:decide", args=[review.pk]), said).status_code == 302
    assert Review.objects.get().decided_by == guan
    assert "notice" not in guan_sees.get(reverse("review:notice")).content.decode()


def test_within_ten_minutes_it_is_shown_again_without_being_said_again(client, settled):
    lin = as_officer(client, "lin")
    opened(lin, settled, **SAID)

    assert (
        'name="why"' not in lin.get(reverse("calls:glass", args=[settled.number])).content.decode()
    )
    assert "13900001234" in opened(lin, settled).content.decode()
    assert len(looks(settled.caller)) == 2
    assert Review.objects.count() == 1

    over()
    assert opened(lin, settled).status_code == 422
    assert 'name="why"' in lin.get(reverse("calls:glass", args=[settled.number])).content.decode()


@pytest.mark.parametrize("missing", ["why", "needed", "words"])
def test_what_is_missing_is_asked_for_and_the_attempt_is_on_record(client, settled, missing):
    answer = opened(as_officer(client, "lin"), settled, **(SAID | {missing: ""}))
    assert answer.status_code == 422
    assert "data-refusal" in answer.content.decode()
    assert looks(settled.caller) == []
    assert len(refusals(settled.caller)) == 1


def test_it_is_offered_only_where_no_case_is_open(client, settled):
    Incident.objects.update(closed_at=None)
    lin = as_officer(client, "lin")
    page = lin.get(reverse("calls:desk"), {"call": settled.number}).content.decode()
    assert reverse("calls:glass", args=[settled.number]) not in page


def test_who_does_not_read_calls_is_kept_out(client, settled):
    assert opened(as_officer(client, "ma"), settled, **SAID).status_code == 403
    assert looks(settled.caller) == []


def test_every_page_of_a_supervisor_has_a_place_for_the_notice(client):
    assert "glass.broken" in as_officer(client, "guan").get(reverse("start")).content.decode()
    assert "glass.broken" not in as_officer(client, "lin").get(reverse("start")).content.decode()


def test_an_overdue_one_climbs_to_the_next(client, settled):
    make.officer("guan")
    opened(as_officer(client, "lin"), settled, **SAID)
    assert review_all(at=moment.now() + timedelta(hours=25)) == 1
    assert Review.objects.get().climbed == 1
