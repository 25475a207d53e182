from datetime import timedelta

import pytest

from tests import make, make_dispatch
from tocsin.desks.dispatch import api as dispatch

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
KIND = dispatch.MilestoneKind


def together(assignment, *stamps):
    return dispatch.record_milestones(
        assignment=assignment, stamps=list(stamps), actor=make.officer("ma")
    )


def outcome(assignment):
    """Say what stamping left behind: stamps, timeline, the incident's state, the unit's end."""
    assignment.refresh_from_db()
    incident = assignment.incident
    return {
        "stamps": list(assignment.milestones.values_list("kind", "at", "recorded_at")),
        "said": list(incident.timeline.filter(kind="milestone").values_list("said", "at")),
        "state": incident.state,
        "ended": assignment.ended_at,
        "met": list(incident.clocks.values_list("tier", "state", "stopped_at")),
    }


def test_stamps_recorded_together_leave_what_stamping_one_by_one_leaves(noon):
    make_dispatch.tables()
    alone, joined = make_dispatch.sent(), make_dispatch.sent()
    stamps = [
        (KIND.DEPARTED, noon + MINUTE),
        (KIND.ARRIVED, noon + 4 * MINUTE),
        (KIND.CLEARED, noon + 30 * MINUTE),
    ]
    for kind, at in stamps:
        make_dispatch.stamp(alone, kind, at=at)
    assert len(together(joined, *stamps)) == 3
    assert outcome(joined) == outcome(alone)


def test_stamps_out_of_order_are_refused_and_none_is_kept(noon):
    sent = make_dispatch.sent()
    with pytest.raises(dispatch.MilestoneRefused):
        together(sent, (KIND.ARRIVED, noon + MINUTE), (KIND.DEPARTED, noon + 2 * MINUTE))
    with pytest.raises(dispatch.MilestoneRefused):
        together(sent, (KIND.DEPARTED, noon + 2 * MINUTE), (KIND.ARRIVED, noon + MINUTE))
    assert list(sent.milestones.values_list("kind", flat=True)) == ["assigned"]


def test_a_stamp_that_is_there_already_is_refused(noon):
    sent = make_dispatch.stamp(make_dispatch.sent(), "arrived")
    with pytest.raises(dispatch.MilestoneRefused):
        together(sent, (KIND.ARRIVED, noon + MINUTE))


def test_an_assignment_that_is_over_takes_no_more_stamps(noon):
    sent = make_dispatch.stamp(make_dispatch.sent(), "cleared")
    with pytest.raises(dispatch.AssignmentOver):
        together(sent, (KIND.ARRIVED, noon + MINUTE))


def test_nothing_to_stamp_changes_nothing():
    sent = make_dispatch.sent()
    assert together(sent) == []
    assert outcome(sent)["said"] == []
