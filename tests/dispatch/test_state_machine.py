"""Whatever is done, in whatever order, the desk stays whole."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests import make, make_dispatch
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.models import Assignment, Incident
from tocsin.desks.dispatch.queries.progress import derived_state, progress_of
from tocsin.desks.dispatch.states import MILESTONE_ORDER, MilestoneKind
from tocsin.kernel.errors import Refusal

INDEX = st.integers(0, 3)
KINDS = st.sampled_from(["received", "departed", "arrived", "feedback", "cleared"])


class Desk(RuleBasedStateMachine):
    """A dispatch desk under a storm of acts."""

    @initialize()
    def open_the_desk(self):
        self.at = make.NOON
        make_dispatch.tables()
        make_dispatch.ground()
        self.zhao, self.ma = make.officer("zhao"), make.officer("ma")
        self.units = [make.unit() for _ in range(3)]
        self.incidents = [make_dispatch.incident(priority=priority) for priority in (1, 4)]

    def do(self, act, **facts):
        self.at += timedelta(seconds=20)
        with suppress(Refusal):
            act(at=self.at, **facts)

    def incident(self, index):
        return self.incidents[index % len(self.incidents)]

    def assignment(self, index):
        rows = list(Assignment.objects.filter(ended_at=None).order_by("assigned_at", "pk"))
        return rows[index % len(rows)] if rows else None

    @precondition(lambda self: len(self.incidents) < 4)
    @rule()
    def call_comes_in(self):
        self.at += timedelta(seconds=5)
        self.incidents.append(make_dispatch.incident(at=self.at, priority=2))

    @rule(which=INDEX, unit=INDEX, take=st.booleans())
    def send(self, which, unit, take):
        self.do(
            dispatch.assign,
            incident=self.incident(which),
            unit=self.units[unit % 3],
            actor=self.zhao,
            take=take,
        )

    @rule(which=INDEX, kind=KINDS)
    def stamp(self, which, kind):
        assignment = self.assignment(which)
        if assignment is not None:
            self.do(dispatch.record_milestone, assignment=assignment, kind=kind, actor=self.ma)

    @rule(which=INDEX)
    def call_back(self, which):
        assignment = self.assignment(which)
        if assignment is not None:
            self.do(dispatch.withdraw, assignment=assignment, reason="x", actor=self.zhao)

    @rule(which=INDEX)
    def close(self, which):
        self.do(
            dispatch.close_incident,
            incident=self.incident(which),
            disposition="settled_on_site",
            outcome="x",
            actor=self.zhao,
        )

    @rule(which=INDEX)
    def reopen(self, which):
        self.do(dispatch.reopen, incident=self.incident(which), reason="x", actor=self.zhao)

    @rule(which=INDEX, into=INDEX)
    def merge(self, which, into):
        self.do(
            dispatch.merge,
            incident=self.incident(which),
            into=self.incident(into),
            actor=self.zhao,
        )

    @rule(which=INDEX, level=st.integers(1, 4))
    def judge(self, which, level):
        self.do(
            dispatch.raise_level,
            incident=self.incident(which),
            priority=level,
            reason="x",
            actor=self.zhao,
        )

    @rule(seconds=st.integers(1, 400))
    def time_passes(self, seconds):
        self.at += timedelta(seconds=seconds)
        dispatch.scan_clocks(at=self.at)

    @invariant()
    def no_unit_is_in_two_places(self):
        there = list(Assignment.objects.filter(ended_at=None).values_list("unit", flat=True))
        assert len(set(there)) == len(there)

    @invariant()
    def stamps_stand_in_order(self):
        for assignment in Assignment.objects.prefetch_related("milestones"):
            standing = [s for s in assignment.milestones.all() if s.superseded_at is None]
            standing.sort(key=lambda stamp: MILESTONE_ORDER.index(MilestoneKind(stamp.kind)))
            moments = [stamp.at for stamp in standing]
            assert moments == sorted(moments)

    @invariant()
    def every_open_incident_stands_where_its_units_say(self):
        for incident in Incident.objects.filter(state__in=[s.value for s in dispatch.OPEN_STATES]):
            rows = incident.assignments.prefetch_related("milestones")
            if incident.reopened_at:
                rows = rows.filter(assigned_at__gte=incident.reopened_at)
            under_way = [
                progress_of(stamp.kind for stamp in row.milestones.all())
                for row in rows
                if row.ended_at is None
            ]
            done = any(row.ended_at is not None and not row.withdrawn for row in rows)
            assert incident.state == derived_state(under_way, some_done=done)

    @invariant()
    def nobody_is_with_an_incident_that_is_over(self):
        over = Assignment.objects.filter(ended_at=None).exclude(
            incident__state__in=[state.value for state in dispatch.OPEN_STATES]
        )
        assert not over.exists()

    @invariant()
    def every_merged_incident_points_straight_to_a_head(self):
        assert not Incident.objects.filter(state="merged", head__state="merged").exists()

    @invariant()
    def every_miss_is_told_once(self):
        for incident in Incident.objects.all():
            told = incident.timeline.filter(said="clock_breached").values_list("facts", flat=True)
            tiers = [facts["tier"] for facts in told]
            assert len(tiers) == len(set(tiers))


@pytest.mark.django_db
class TestDesk(TestCase, Desk.TestCase):  # type: ignore[valid-type, misc] # made at run time
    settings = settings(  # type: ignore[assignment] # Hypothesis and Django both use this name
        max_examples=8,
        stateful_step_count=16,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
