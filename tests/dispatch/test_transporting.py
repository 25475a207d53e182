from datetime import timedelta

import pytest
from django.urls import reverse

from tests import make, make_dispatch, make_duty
from tocsin.core.dispatching.commands import LineError, Trouble, parse
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.board.panel import panel_of
from tocsin.desks.dispatch.board.units import units_on_board
from tocsin.desks.dispatch.commanding.orders import carry_out
from tocsin.desks.dispatch.errors import MilestoneRefused, ReasonMissing
from tocsin.desks.dispatch.facts import assignment_facts
from tocsin.desks.dispatch.incidents.telling import names_in, sentence_of
from tocsin.desks.dispatch.models import TimelineEntry
from tocsin.kernel import moment
from tocsin.kernel.audit import api as audit

pytestmark = pytest.mark.django_db


def arrived(incident=None):
    return make_dispatch.stamp(make_dispatch.sent(incident), "departed", "arrived")


def transport(sent, to="hospital", *, at=make.NOON):
    return dispatch.state_transport(assignment=sent, actor=make.officer("ma"), at=at, to=to)


def status(sent, at=make.NOON):
    return dispatch.unit_status(sent.unit, at).value


def test_unit_transports_until_it_is_cleared(noon):
    sent = arrived()
    seen = [status(sent)]
    transport(sent)
    seen.append(status(sent))
    make_dispatch.stamp(sent, "cleared")
    seen.append(status(sent))

    assert seen == ["on_scene", "transporting", "returning"]


def test_incident_stays_on_scene_while_its_unit_transports(noon):
    sent = arrived()
    transport(sent)

    sent.incident.refresh_from_db()
    assert sent.incident.state == "on_scene"


@pytest.mark.parametrize(
    ("to", "kept", "words", "sentence"),
    [
        ("hospital", "hospital", "", "送往：医院"),
        ("派出所", "station", "", "送往：派出所"),
        ("救助站", "other", "救助站", "送往：其他地点"),
    ],
)
def test_where_to_is_told_and_its_words_stay_out_of_the_trail(noon, to, kept, words, sentence):
    sent = arrived()
    transport(sent, to)

    entry = TimelineEntry.objects.get(said="transport")
    assert (entry.facts["destination"], entry.text) == (kept, words)
    assert sentence in sentence_of(entry, names_in(sent.bureau))
    last = audit.trail(sent.incident)[-1]
    assert last["action"] == "dispatch.transported"
    assert words == "" or words not in str(last)


def test_nowhere_is_asked_back(noon):
    sent = arrived()

    with pytest.raises(ReasonMissing):
        transport(sent, "   ")

    assert status(sent) == "on_scene"


def test_nobody_is_taken_along_before_the_arrival(noon):
    sent = make_dispatch.stamp(make_dispatch.sent(), "departed")

    with pytest.raises(MilestoneRefused, match="尚未到场"):
        transport(sent)


def test_a_second_time_is_refused_and_changes_nothing(noon):
    sent = arrived()
    transport(sent)

    with pytest.raises(MilestoneRefused):
        transport(sent, "station")

    assert TimelineEntry.objects.filter(said="transport").count() == 1


def test_cleared_unit_takes_nobody_along(noon):
    sent = make_dispatch.stamp(arrived(), "cleared")

    with pytest.raises(dispatch.AssignmentOver):
        transport(sent)


def test_transporting_unit_is_never_taken_nor_recommended(noon):
    make_dispatch.tables()
    sent = arrived(make_dispatch.incident(priority=4))
    transport(sent)
    pressing = make_dispatch.incident(type_code="0201", priority=1)

    advice = dispatch.recommend(incident=pressing, at=noon)
    with pytest.raises(dispatch.UnitTaken):
        dispatch.assign(
            incident=pressing, unit=sent.unit, actor=make.officer("zhao"), at=noon, take=True
        )

    assert not advice.found.picks


def test_board_lists_it_as_transporting_since_it_set_off(noon):
    sent = arrived()
    transport(sent, at=noon + timedelta(minutes=3))

    (group,) = units_on_board(sent.bureau, noon + timedelta(minutes=9))

    assert group.status.value == "transporting"
    assert group.units[0].since == noon + timedelta(minutes=3)
    assert not group.units[0].free


def test_panel_shows_the_stamp_only_where_somebody_was_taken(noon):
    without, taking = arrived(), arrived()
    transport(taking)

    def kinds(sent):
        (row,) = panel_of(sent.incident, noon, parts=frozenset({"state"})).sent
        return [stamp.kind.value for stamp in row.stamps], [step.value for step in row.next_steps]

    assert "transport" not in kinds(without)[0]
    assert kinds(without)[1] == ["feedback", "cleared"]
    assert "transport" in kinds(taking)[0]
    assert kinds(taking)[1] == ["cleared"]


def test_facts_of_supervision_keep_their_shape(noon):
    sent = arrived()
    transport(sent)
    make_dispatch.stamp(sent, "cleared")

    day = timedelta(days=1)
    (fact,) = assignment_facts(bureau_id=sent.bureau_id, since=noon - day, until=noon + day)

    assert (fact.arrived_at, fact.cleared_at, fact.ended_at) == (noon, noon, noon)


@pytest.mark.parametrize("line", ["城关-03 transporting to=hospital", "城关-03 护送 送往=医院"])
def test_line_of_the_command_bar_says_where_somebody_is_taken(noon, line):
    make_dispatch.tables()
    unit = make.unit("城关-03")
    sent = make_dispatch.stamp(make_dispatch.sent(unit=unit), "arrived")

    said = carry_out(line=line, officer=make.officer("zhao"), at=noon).said

    assert status(sent) == "transporting"
    assert "护送" in said
    assert TimelineEntry.objects.get(said="transport").facts["destination"] == "hospital"


def test_line_keeps_all_words_of_the_place_and_asks_where_there_are_none():
    assert parse("U003 transporting to=county home east").text == "county home east"
    with pytest.raises(LineError) as asked:
        parse("U003 transporting")
    assert asked.value.trouble is Trouble.NEEDS_DESTINATION


def test_desk_button_cannot_stamp_it_without_saying_where(client, noon):
    sent = arrived()
    client.force_login(make.officer("zhao"))

    client.post(
        reverse("dispatch:stamp", args=[sent.incident.number, sent.pk]),
        {"act_id": make_dispatch.act_id(), "kind": "transport"},
        HTTP_HX_REQUEST="true",
    )

    assert status(sent) == "on_scene"


def test_phone_offers_it_from_arrival_on_until_somebody_is_taken(client):
    sent = make_duty.sent()

    def offered():
        card = make_duty.phone(client).get("/phone/card/").content.decode()
        return 'data-act="transport"' in card

    seen = [offered()]
    make_dispatch.stamp(sent, "arrived", at=moment.now())
    seen.append(offered())
    act = make_dispatch.act_id()
    for _again in range(2):
        answer = make_duty.send(
            make_duty.phone(client), act, kind="transport", assignment=str(sent.pk), to="station"
        )
        assert answer.status_code == 200
    seen.append(offered())

    assert seen == [False, True, False]
    assert TimelineEntry.objects.filter(said="transport").count() == 1


def test_words_of_feedback_are_kept_while_transporting(client):
    sent = make_duty.sent()
    make_dispatch.stamp(sent, "arrived", at=moment.now())
    transport(sent, at=moment.now())

    answer = make_duty.send(
        make_duty.phone(client), kind="feedback", assignment=str(sent.pk), words="一人受伤"
    )

    assert answer.status_code == 200
    assert TimelineEntry.objects.filter(said="note", text="一人受伤").exists()
    assert not sent.milestones.filter(kind="feedback").exists()
