from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import make, make_dispatch
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.models import Milestone

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_stamp_is_written_once(noon):
    sent = make_dispatch.stamp(make_dispatch.sent(), "received")

    with pytest.raises(dispatch.MilestoneRefused):
        make_dispatch.stamp(sent, "received", at=noon + MINUTE)

    assert Milestone.objects.filter(kind="received").count() == 1


def test_skipped_stamps_stay_without_a_time(noon):
    sent = make_dispatch.stamp(make_dispatch.sent(), "arrived")

    with pytest.raises(dispatch.MilestoneRefused):
        make_dispatch.stamp(sent, "departed", at=noon + MINUTE)

    assert set(sent.milestones.values_list("kind", flat=True)) == {"assigned", "arrived"}


def test_time_of_a_device_is_kept_as_a_claim(noon):
    sent = make_dispatch.sent()

    stamp = dispatch.record_milestone(
        assignment=sent,
        kind="arrived",
        at=noon + 20 * MINUTE,
        actor=make.officer("ma"),
        claimed_at=noon + 2 * MINUTE,
    )

    assert (stamp.at, stamp.claimed_at) == (noon + 20 * MINUTE, noon + 2 * MINUTE)


def test_claim_about_the_future_is_not_kept(noon):
    stamp = dispatch.record_milestone(
        assignment=make_dispatch.sent(),
        kind="arrived",
        at=noon,
        actor=make.officer("ma"),
        claimed_at=noon + timedelta(days=400),
    )
    assert stamp.claimed_at is None


def test_correction_supersedes_and_keeps_the_first_stamp(noon):
    sent = make_dispatch.stamp(make_dispatch.sent(), "arrived", at=noon + 10 * MINUTE)
    first = sent.milestones.get(kind="arrived")

    second = dispatch.correct_milestone(
        milestone=first,
        new_at=noon + 4 * MINUTE,
        reason="山区无信号",
        actor=make.officer("zhao"),
        at=noon + 30 * MINUTE,
    )

    first.refresh_from_db()
    assert first.at == noon + 10 * MINUTE
    assert first.superseded_by == second
    with pytest.raises(dispatch.MilestoneRefused):
        dispatch.correct_milestone(
            milestone=first,
            new_at=noon,
            reason="x",
            actor=make.officer("zhao"),
            at=noon + 40 * MINUTE,
        )


@pytest.mark.parametrize("minutes", [-1, 11, 999], ids=["before", "after", "future"])
def test_correction_out_of_order_is_refused(noon, minutes):
    sent = make_dispatch.stamp(make_dispatch.sent(), "departed", at=noon + MINUTE)
    make_dispatch.stamp(sent, "arrived", at=noon + 10 * MINUTE)

    with pytest.raises(dispatch.MilestoneRefused):
        dispatch.correct_milestone(
            milestone=sent.milestones.get(kind="departed"),
            new_at=noon + minutes * MINUTE,
            reason="x",
            actor=make.officer("zhao"),
            at=noon + 30 * MINUTE,
        )


def test_database_holds_one_standing_stamp_of_a_kind(noon):
    sent = make_dispatch.sent()
    again = {"kind": "assigned", "at": noon, "recorded_at": noon, "by": make.officer("ma")}

    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.create(bureau=make.bureau(), assignment=sent, **again)


def test_cleared_unit_takes_no_more_stamps(noon):
    sent = make_dispatch.stamp(make_dispatch.sent(), "cleared")

    with pytest.raises(dispatch.AssignmentOver):
        make_dispatch.stamp(sent, "feedback")


def test_unit_keeps_the_stamps_of_both_incidents(noon):
    unit = make.unit()
    first = make_dispatch.stamp(make_dispatch.sent(unit=unit), "departed", "cleared")
    second = make_dispatch.stamp(make_dispatch.sent(unit=unit), "departed")

    assert [s.kind for s in first.milestones.all()] == ["assigned", "departed", "cleared"]
    assert [s.kind for s in second.milestones.all()] == ["assigned", "departed"]
