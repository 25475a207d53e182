"""Races between desks, in real transactions: one act is done, the other is told why not."""

from datetime import timedelta

import pytest

from tests import make, make_calls, make_dispatch
from tests.cast import CAST
from tests.races import refusals, together
from tocsin.desks.calls import api as calls
from tocsin.desks.calls.models import Call, CallLink
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.models import Assignment, Incident, Milestone
from tocsin.kernel.accounts.api import enlist
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.numbering.models import Counter
from tocsin.registers.units import api as units

pytestmark = pytest.mark.django_db(transaction=True)


def second_taker():
    _name, roles, _posted = CAST["lin"]
    return enlist(username="lin2", name="李接警", bureau=make.bureau(), roles=roles, at=make.NOON)


def counted(action):
    return Entry.objects.filter(action=action).count()


def test_two_call_takers_who_answer_one_call_are_told_who_has_it(noon):
    call = make_calls.ringing()
    one, other = make.officer("lin"), second_taker()

    outcomes = together(
        *(lambda who=who: calls.answer(call=call, actor=who, at=noon) for who in (one, other))
    )

    (refusal,) = refusals(outcomes)
    call.refresh_from_db()
    assert call.answered_by is not None
    assert call.answered_by.name in refusal.message
    assert counted("calls.answered") == 1


def test_same_call_reported_twice_at_one_moment_is_one_call(noon):
    switch = make.officer("switch")

    outcomes = together(
        *(lambda: calls.ring(source_id="pbx-1", actor=switch, at=noon) for _ in range(4))
    )

    assert {call.pk for call in outcomes} == {Call.objects.get().pk}
    assert counted("calls.arrived") == 1
    assert Counter.objects.get(series="J").last == 1


def test_call_that_is_saved_and_linked_at_once_is_only_one_of_the_two(noon):
    make_calls.tables()
    make.beat()
    known = make_calls.incident_of(make_calls.saved())
    call, lin = make_calls.opened(), make.officer("lin")

    def save(into):
        return calls.save_call(
            call=call,
            told=make_calls.told(),
            actor=lin,
            at=noon + timedelta(minutes=2),
            link_to=into,
        )

    outcomes = together(lambda: save(None), lambda: save(known))

    assert len(refusals(outcomes)) == 1
    assert CallLink.objects.filter(call=call, unlinked_at=None).count() == 1
    call.refresh_from_db()
    assert Incident.objects.count() == (1 if call.incident == known else 2)


def test_double_save_opens_one_incident(noon):
    make_calls.tables()
    make.beat()
    call, lin = make_calls.opened(), make.officer("lin")

    outcomes = together(
        *(
            lambda: calls.save_call(
                call=call, told=make_calls.told(), actor=lin, at=noon + timedelta(minutes=1)
            )
            for _ in range(3)
        )
    )

    assert len(refusals(outcomes)) == 2
    assert Incident.objects.count() == 1


def test_incident_closed_while_a_unit_is_sent_is_closed_or_helped_never_both(noon):
    make_dispatch.tables()
    incident, unit, zhao = make_dispatch.incident(), make.unit(), make.officer("zhao")

    outcomes = together(
        lambda: dispatch.close_incident(
            incident=incident,
            disposition="settled_on_site",
            outcome="当事人自行离开",
            actor=zhao,
            at=noon,
        ),
        lambda: dispatch.assign(incident=incident, unit=unit, actor=zhao, at=noon),
    )

    assert len(refusals(outcomes)) == 1
    incident.refresh_from_db()
    sent = Assignment.objects.filter(incident=incident, ended_at=None).exists()
    assert sent == (incident.state != "closed")


def test_stamp_corrected_while_the_unit_is_cleared_stays_in_order(noon):
    make_dispatch.tables()
    sent = make_dispatch.stamp(make_dispatch.sent(), "arrived")
    zhao, later = make.officer("zhao"), noon + timedelta(minutes=10)
    arrived = sent.milestones.get(kind="arrived")

    outcomes = together(
        lambda: dispatch.correct_milestone(
            milestone=arrived,
            new_at=noon + timedelta(minutes=8),
            reason="听错了",
            actor=zhao,
            at=later,
        ),
        lambda: dispatch.record_milestone(
            assignment=sent, kind="cleared", at=noon + timedelta(minutes=5), actor=zhao
        ),
    )

    assert len(refusals(outcomes)) == 1
    stamps = Milestone.objects.filter(assignment=sent, superseded_at=None).order_by("at")
    order = [stamp.kind for stamp in stamps]
    assert order in (["assigned", "arrived"], ["assigned", "arrived", "cleared"])


def test_stamp_corrected_by_two_desks_at_once_is_corrected_once(noon):
    sent = make_dispatch.stamp(make_dispatch.sent(), "arrived")
    arrived, zhao = sent.milestones.get(kind="arrived"), make.officer("zhao")

    def correct(minutes):
        return dispatch.correct_milestone(
            milestone=arrived,
            new_at=noon + timedelta(minutes=minutes),
            reason="听错了",
            actor=zhao,
            at=noon + timedelta(minutes=9),
        )

    outcomes = together(lambda: correct(3), lambda: correct(4))

    assert len(refusals(outcomes)) == 1
    current = Milestone.objects.filter(assignment=sent, kind="arrived", superseded_at=None)
    assert current.count() == 1


@pytest.mark.parametrize("goes", ["retired", "off_duty", "unavailable"])
def test_unit_that_goes_while_it_is_sent_is_sent_or_gone(noon, goes):
    incident, unit, zhao = make_dispatch.incident(), make.unit(), make.officer("zhao")

    def go():
        if goes == "retired":
            return units.retire_unit(unit=unit, actor=zhao, at=noon)
        duty = units.DutyStatus(goes)
        return units.set_duty(unit=unit, duty=duty, reason="修车", actor=zhao, at=noon)

    outcomes = together(
        lambda: dispatch.assign(incident=incident, unit=unit, actor=zhao, at=noon), go
    )

    sent = Assignment.objects.filter(unit=unit, ended_at=None).count()
    # Whoever comes second is told, or finds the unit sent; the incident's state says the same.
    assert sent == (0 if refusals(outcomes)[:1] == outcomes[:1] else 1)
    incident.refresh_from_db()
    assert (incident.state == "assigned") == (sent == 1)


def test_two_incidents_merged_into_each_other_at_once_keep_one_head(noon):
    first, second, zhao = make_dispatch.incident(), make_dispatch.incident(), make.officer("zhao")

    outcomes = together(
        lambda: dispatch.merge(incident=first, into=second, reason="同一起", actor=zhao, at=noon),
        lambda: dispatch.merge(incident=second, into=first, reason="同一起", actor=zhao, at=noon),
    )

    assert len(refusals(outcomes)) == 1
    assert Incident.objects.filter(state="merged").count() == 1
