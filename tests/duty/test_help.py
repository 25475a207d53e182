from datetime import datetime, timedelta

import pytest

from tests import make, make_dispatch, make_duty
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.api import TimelineEntry
from tocsin.desks.duty.errors import AlreadyAnswered
from tocsin.desks.duty.models import HelpRequest
from tocsin.desks.duty.queries import silent_units
from tocsin.desks.duty.services.helping import answer_help
from tocsin.kernel import moment
from tocsin.kernel.audit import api as audit
from tocsin.kernel.events.models import Outbox

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_call_for_help_is_told_written_down_and_audited():
    sent = make_duty.sent()
    Outbox.objects.all().delete()

    asked = make_duty.asked_for_help()

    assert asked.incident == sent.incident
    assert (asked.lon, asked.lat) == make.HERE
    told = Outbox.objects.get(kind="help.changed")
    assert told.facts == {"request": asked.pk, "officer": make.officer("ma").pk, "answered": False}
    assert TimelineEntry.objects.filter(kind="help").count() == 1
    assert [entry["action"] for entry in audit.trail(asked)] == ["duty.help_called"]


def test_help_pressed_again_before_an_answer_is_the_same_call():
    make_duty.patrol()

    assert make_duty.asked_for_help() == make_duty.asked_for_help()


def test_help_can_be_called_without_a_shift(client):
    answer = make_duty.send(make_duty.phone(client), kind="help", lon=106.6, lat=35.2)

    assert answer.status_code == 200
    asked = HelpRequest.objects.get()
    assert (asked.lon, asked.lat, asked.unit) == (106.6, 35.2, None)


def test_place_that_is_half_an_hour_old_is_not_given_out():
    make_duty.patrol()

    asked = make_duty.asked_for_help(at=make.NOON + 31 * MINUTE)

    assert asked.lon is None


def test_second_dispatcher_is_told_who_was_first():
    asked = make_duty.asked_for_help()
    answer_help(asked=asked, actor=make.officer("zhao"), at=make.NOON + MINUTE)

    with pytest.raises(AlreadyAnswered, match="赵派警"):
        answer_help(asked=asked, actor=make.officer("zhao"), at=make.NOON + MINUTE)


def test_answer_is_written_down_with_name_and_time():
    sent = make_duty.sent()
    asked = make_duty.asked_for_help()
    answer_help(asked=asked, actor=make.officer("zhao"), at=make.NOON + MINUTE)

    line = TimelineEntry.objects.get(incident=sent.incident, said="help_in_hand")
    assert (line.by, line.at) == (make.officer("zhao"), make.NOON + MINUTE)
    assert [entry["action"] for entry in audit.trail(asked)] == [
        "duty.help_called", "duty.help_answered",
    ]  # fmt: skip


def test_after_an_answer_a_new_call_for_help_is_a_new_one():
    first = make_duty.asked_for_help()
    answer_help(asked=first, actor=make.officer("zhao"), at=make.NOON + MINUTE)

    assert make_duty.asked_for_help(at=make.NOON + 2 * MINUTE) != first


def test_board_shows_a_call_for_help_until_a_dispatcher_takes_it_in_hand(client):
    asked = make_duty.asked_for_help(at=moment.now())
    desk = make_duty.phone(client, "zhao")
    assert "马巡" in desk.get("/phone/help/board/").content.decode()

    act = make_dispatch.act_id()
    answers = [
        desk.post(f"/phone/help/{asked.pk}/answer/", {"act_id": act}, headers={"HX-Request": "1"})
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    shown = answers[0].content.decode()
    assert 'role="alert"' not in shown
    assert "马巡：赵派警正在处置" in shown
    asked.refresh_from_db()
    assert asked.answered_by == make.officer("zhao")


def test_covered_desk_shows_no_button_that_would_be_refused(client):
    make_duty.asked_for_help(at=moment.now())
    desk = make_duty.phone(client, "zhao")
    url = "/phone/help/board/"
    assert "/answer/" in desk.get(url).content.decode()

    session = desk.session
    session["locked"] = True
    session.save()

    assert "/answer/" not in desk.get(url).content.decode()


def test_only_dispatchers_answer_and_only_in_their_own_bureau(client):
    asked = make_duty.asked_for_help()
    url, body = f"/phone/help/{asked.pk}/answer/", {"act_id": make_dispatch.act_id()}

    assert make_duty.phone(client, "guan").post(url, body).status_code == 403
    assert make_duty.phone(client, "ma").get("/phone/help/board/").status_code == 403
    other = make.officer("zhao", of=make.bureau("620999"))
    assert make_duty.phone(client, other).post(url, body).status_code == 404


def test_board_is_shown_while_the_desk_is_locked(client):
    make_duty.asked_for_help()
    desk = make_duty.phone(client, "zhao")
    session = desk.session
    session["locked"] = True
    session.save()

    assert "马巡" in desk.get("/phone/help/board/").content.decode()


def test_answer_shows_on_the_officers_phone(client):
    make_duty.patrol()
    asked = make_duty.asked_for_help(at=moment.now())
    answer_help(asked=asked, actor=make.officer("zhao"), at=moment.now())

    assert "赵派警" in make_duty.phone(client).get("/phone/card/").content.decode()


def test_crew_silent_on_scene_for_half_an_hour_is_shown(noon):
    make_dispatch.stamp(make_duty.sent(), "arrived", at=noon + MINUTE)

    assert silent_units(make.bureau(), noon + 30 * MINUTE) == []
    assert [one.since for one in silent_units(make.bureau(), noon + 31 * MINUTE)] == [noon + MINUTE]


def noted(sent: dispatch.Assignment, who: str, at: datetime) -> None:
    dispatch.add_note(incident=sent.incident, text="一切正常", actor=make.officer(who), at=at)


def test_only_a_stored_word_of_the_crew_ends_the_silence(noon):
    sent = make_dispatch.stamp(make_duty.sent(), "arrived", at=noon + MINUTE)
    late = noon + 40 * MINUTE
    noted(sent, "zhao", noon + 30 * MINUTE)
    assert len(silent_units(make.bureau(), late)) == 1

    noted(sent, "ma", noon + 30 * MINUTE)
    assert silent_units(make.bureau(), late) == []


def test_cleared_unit_is_not_asked_after(noon):
    make_dispatch.stamp(make_duty.sent(), "arrived", "cleared", at=noon + MINUTE)

    assert silent_units(make.bureau(), noon + 90 * MINUTE) == []
