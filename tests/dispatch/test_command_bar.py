import pytest
from django.urls import reverse

from tests import make, make_dispatch
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.commanding.orders import Unclear, carry_out
from tocsin.desks.dispatch.models import Assignment, TimelineEntry
from tocsin.kernel.errors import Refusal
from tocsin.registers.units.api import DutyStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(noon):
    make_dispatch.tables()
    zhao = make.officer("zhao")

    def carry(line, incident=None):
        number = incident.number if incident else ""
        return carry_out(line=line, officer=zhao, at=noon, open_number=number)

    return carry


def test_unit_and_incident_by_name_are_brought_together(say):
    incident, unit = make_dispatch.incident(), make.unit("城关-03")

    said = say(f"派 城关-03 {incident.number}").said

    assert Assignment.objects.get().unit == unit
    assert incident.number in said


def test_incident_may_be_called_by_the_end_of_its_number(say):
    incident = make_dispatch.incident()
    make.unit("城关-03")

    say("assign 城关03 c1")

    assert Assignment.objects.get().incident == incident


def test_ambiguous_unit_is_asked_back_with_lines_that_say_it(say):
    incident = make_dispatch.incident()
    make.unit("城关-03")
    make.unit("东华-03")

    with pytest.raises(Unclear) as asked:
        say("派 03", incident)

    assert not Assignment.objects.exists()
    say(asked.value.choices[1].line, incident)
    assert Assignment.objects.get().unit.name == asked.value.choices[1].label


def test_status_last_stamps_the_assignment_of_the_unit(say):
    sent = make_dispatch.sent(unit=make.unit("城关-03"))

    say("城关-03 到达")

    assert sent.milestones.filter(kind="arrived").exists()


def test_status_without_an_incident_is_refused_with_a_sentence(say):
    make.unit("城关-03")

    with pytest.raises(Refusal, match="城关-03"):
        say("城关-03 到达")


def test_unavailable_needs_its_reason_on_the_line(say):
    unit = make.unit("城关-03")

    with pytest.raises(Refusal):
        say("城关-03 暂停")
    say("城关-03 暂停 原因=加油")

    unit.standing.refresh_from_db()
    assert (unit.standing.duty, unit.standing.reason) == (DutyStatus.UNAVAILABLE, "加油")


def test_note_close_reopen_urgency_link_and_merge(say):
    one, other = make_dispatch.incident(priority=3), make_dispatch.incident()

    say("note 门从里面锁着", one)
    say("urgency 1 有人受伤", one)
    say(f"link {other.number} 同一伙人", one)
    say("close 现场处置完毕 双方离开", one)
    say("reopen 又打起来了", one)
    head = say(f"merge {other.number} 同一起", one).incident

    one.refresh_from_db()
    assert TimelineEntry.objects.filter(incident=one, text="门从里面锁着").exists()
    assert (one.state, one.priority, one.head, head) == ("merged", 1, other, other)


def test_unknown_ending_lists_the_endings(say):
    with pytest.raises(Unclear) as asked:
        say("close 不存在", make_dispatch.incident())
    assert len(asked.value.choices) > 1


@pytest.mark.parametrize(
    "line", ["dance", "派 无此警组", "open C999", "assign 5", "assign", "note x", "{0}", "%s 到达"]
)
def test_line_that_names_nothing_changes_nothing_and_says_why(say, line):
    with pytest.raises(Refusal) as refused:
        say(line)
    assert refused.value.message
    assert not Assignment.objects.exists()


@pytest.fixture
def bar(client):
    make_dispatch.tables()
    client.force_login(make.officer("zhao"))

    def send(line, number=""):
        return client.post(
            reverse("dispatch:command"),
            {"act_id": make_dispatch.act_id(), "line": line, "open": number},
            HTTP_HX_REQUEST="true",
        )

    return send


def test_bar_keeps_what_was_typed_when_it_cannot_be_read(bar):
    response = bar("dance & <b>now</b>")

    assert response.status_code == 422
    assert 'value="dance &amp; &lt;b&gt;now&lt;/b&gt;"' in response.content.decode()


def test_bar_lists_the_commands(bar):
    assert "command-help" in bar("?").content.decode()


def test_bar_goes_to_an_incident(bar):
    incident = make_dispatch.incident()
    assert incident.number in bar("open 1".replace("1", incident.number))["HX-Redirect"]


def test_bar_shows_the_open_incident_anew_after_an_act(bar):
    incident = make_dispatch.incident()
    make.unit("城关-05")

    body = bar("派 城关-05", incident.number).content.decode()

    assert 'id="incident-state"' in body
    assert "城关-05" in body


@pytest.mark.parametrize("line", ["", "\x00", "字" * 3000, "派 " + "x " * 900, "a=b=c=d 到达"])
def test_bar_refuses_hostile_lines_with_a_sentence(bar, line):
    assert bar(line).status_code == 422


def test_order_on_a_closed_incident_is_refused(say):
    incident = make_dispatch.incident()
    say("close 现场处置完毕 双方离开", incident)
    make.unit("城关-03")

    with pytest.raises(dispatch.NotInThisState):
        say("派 城关-03", incident)
