from datetime import timedelta

import pytest

from tests import make, make_dispatch
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.models import Assignment, TimelineEntry
from tocsin.kernel.audit import api as audit
from tocsin.kernel.events.models import Outbox
from tocsin.registers.units.api import DutyStatus

pytestmark = pytest.mark.django_db


def test_assigned_unit_is_stamped_written_down_told_and_audited(noon):
    incident, unit = make_dispatch.incident(), make.unit()
    Outbox.objects.all().delete()

    sent = make_dispatch.sent(incident, unit)

    incident.refresh_from_db()
    assert incident.state == "assigned"
    assert [stamp.kind for stamp in sent.milestones.all()] == ["assigned"]
    assert incident.timeline.filter(said="assigned", facts__unit=unit.name).count() == 1
    assert {event.kind for event in Outbox.objects.all()} == {"incident.changed", "unit.changed"}
    assert [entry["action"] for entry in audit.trail(incident)] == [
        "dispatch.opened",
        "dispatch.assigned",
    ]


def test_unit_of_another_incident_is_refused_with_who_has_it(noon):
    unit = make.unit("城关-09")
    make_dispatch.sent(make_dispatch.incident("西关"), unit)

    with pytest.raises(dispatch.UnitTaken, match=r"城关-09.*赵派警.*西关"):
        make_dispatch.sent(make_dispatch.incident(), unit)


def test_unit_twice_to_one_incident_is_refused(noon):
    sent = make_dispatch.sent()

    with pytest.raises(dispatch.UnitTaken, match="赵派警"):
        make_dispatch.sent(sent.incident, sent.unit)


@pytest.mark.parametrize("duty", [DutyStatus.OFF_DUTY, DutyStatus.UNAVAILABLE])
def test_unit_that_is_not_available_is_refused(duty):
    with pytest.raises(dispatch.UnitNotOnDuty):
        make_dispatch.sent(unit=make.unit(duty=duty))


def test_taking_a_unit_withdraws_it_from_the_less_urgent_incident(noon):
    first = make_dispatch.sent(make_dispatch.incident(priority=4))
    pressing = make_dispatch.incident(priority=1)

    dispatch.assign(
        incident=pressing, unit=first.unit, actor=make.officer("zhao"), at=noon, take=True
    )

    first.refresh_from_db()
    first.incident.refresh_from_db()
    assert first.withdrawn
    assert first.incident.state == "waiting"
    taken = dispatch.open_assignment_of(first.unit)
    assert taken is not None
    assert taken.incident == pressing


def test_unit_on_scene_elsewhere_is_never_taken(noon):
    there = make_dispatch.stamp(make_dispatch.sent(), "arrived")

    with pytest.raises(dispatch.UnitTaken):
        dispatch.assign(
            incident=make_dispatch.incident(priority=1),
            unit=there.unit,
            actor=make.officer("zhao"),
            at=noon,
            take=True,
        )


def test_overruling_is_kept_with_what_was_recommended(noon):
    incident = make_dispatch.incident()

    sent = dispatch.assign(
        incident=incident,
        unit=make.unit(),
        actor=make.officer("zhao"),
        at=noon,
        recommendation={"picks": [{"unit": "U9"}]},
        recommended=False,
        overrule_reason="熟悉路况",
    )

    entry = TimelineEntry.objects.get(incident=incident, said="assigned")
    assert sent.recommendation["picks"][0]["unit"] == "U9"
    assert (entry.facts["overruled"], entry.text) == (True, "熟悉路况")


def test_withdrawing_the_last_unit_lets_the_incident_wait_again(noon):
    sent = make_dispatch.sent()

    dispatch.withdraw(
        assignment=sent, reason="另有任务", actor=make.officer("zhao"), at=noon + timedelta(1)
    )

    sent.incident.refresh_from_db()
    assert sent.incident.state == "waiting"
    assert dispatch.open_assignment_of(sent.unit) is None


def test_withdrawing_needs_a_reason(noon):
    sent = make_dispatch.sent()

    with pytest.raises(dispatch.ReasonMissing):
        dispatch.withdraw(assignment=sent, reason="  ", actor=make.officer("zhao"), at=noon)

    assert Assignment.objects.get().ended_at is None


def test_withdrawing_twice_is_refused(noon):
    sent, zhao = make_dispatch.sent(), make.officer("zhao")
    dispatch.withdraw(assignment=sent, reason="a", actor=zhao, at=noon)

    with pytest.raises(dispatch.AssignmentOver):
        dispatch.withdraw(assignment=sent, reason="a", actor=zhao, at=noon)


def test_unit_status_follows_its_assignment(noon):
    unit = make.unit()
    seen = [dispatch.unit_status(unit, noon).value]
    sent = make_dispatch.sent(unit=unit)
    seen.append(dispatch.unit_status(unit, noon).value)
    for kind in ("departed", "arrived", "cleared"):
        make_dispatch.stamp(sent, kind)
        seen.append(dispatch.unit_status(unit, noon).value)

    assert seen == ["available", "assigned", "en_route", "on_scene", "returning"]
