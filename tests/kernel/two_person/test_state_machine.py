"""Whatever is tried, by whomever and when, nothing is done by one person, twice or changed."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests import make
from tests.kernel.two_person.conftest import Drawer, emptying
from tocsin.kernel.accounts.api import Role, enlist
from tocsin.kernel.audit import api as audit
from tocsin.kernel.errors import Refusal
from tocsin.kernel.two_person import kinds
from tocsin.kernel.two_person.api import (
    HOLDS,
    Proposal,
    State,
    approve,
    carry_out,
    decline,
    expire,
    propose,
    withdraw,
)
from tocsin.kernel.two_person.states import MAY_FOLLOW
from tocsin.project.campaigns.knocking import undone

INDEX = st.integers(0, 3)
FACTS = ("kind", "words", "rows", "digest", "reason", "proposed_by_id", "expires_at")


class TwoPeople(RuleBasedStateMachine):
    """Two kinds of acts, four people, and time that goes on."""

    @initialize()
    def begin(self):
        self.at = make.NOON
        # Each example leaves everything as it was.
        self.block = undone()
        self.block.__enter__()
        self.before = dict(kinds._KINDS)
        self.drawers = [Drawer(), Drawer()]
        for number, drawer in enumerate(self.drawers):
            drawer.kind = kinds.needs_two(
                emptying(drawer, at_once=number == 0, name=f"drawer-{number}")
            )
        wong = enlist(
            username="wong", name="王", bureau=make.bureau(), roles=[Role.SUPERVISOR], at=make.NOON
        )
        self.people = [make.officer("guan"), wong, make.officer("admin"), make.officer("lin")]
        self.seen, self.facts, self.approvers = {}, {}, {}

    def teardown(self):
        if hasattr(self, "block"):
            self.block.__exit__(None, None, None)
            kinds._KINDS.clear()
            kinds._KINDS.update(self.before)

    def try_to(self, act, which=None, **facts):
        self.at += timedelta(minutes=1)
        rows = list(Proposal.objects.order_by("pk"))
        if which is not None:
            if not rows:
                return
            facts["proposal"] = rows[which % len(rows)]
        try:
            done = act(at=self.at, **facts)
        except Refusal:
            return
        if act is approve and done.state in {State.APPROVED, State.DONE}:
            self.approvers[done.pk] = facts["actor"].pk

    @rule(drawer=st.integers(0, 1), who=INDEX)
    def propose(self, drawer, who):
        self.try_to(
            propose,
            kind=self.drawers[drawer].kind,
            words={"drawer": drawer},
            reason="full",
            actor=self.people[who],
        )

    @rule(which=INDEX, who=INDEX)
    def approve(self, which, who):
        self.try_to(approve, which, actor=self.people[who])

    @rule(which=INDEX, who=INDEX)
    def carry_out(self, which, who):
        self.try_to(carry_out, which, actor=self.people[who])

    @rule(which=INDEX, who=INDEX)
    def decline(self, which, who):
        self.try_to(decline, which, actor=self.people[who], note="no")

    @rule(which=INDEX, who=INDEX)
    def withdraw(self, which, who):
        self.try_to(withdraw, which, actor=self.people[who])

    @rule(drawer=st.integers(0, 1), papers=st.integers(0, 3))
    def put_papers_in(self, drawer, papers):
        self.drawers[drawer].papers = papers

    @rule(hours=st.sampled_from([1, 12, 24]))
    def time_goes_on(self, hours):
        self.at += timedelta(hours=hours)

    @rule()
    def the_clerk_comes_by(self):
        self.try_to(expire, clerk=self.people[0])

    @invariant()
    def done_once_by_two_and_in_time(self):
        if not hasattr(self, "drawers"):
            return
        rows = {one.pk: one for one in Proposal.objects.all()}
        emptied = [number for drawer in self.drawers for number in drawer.emptied]
        assert len(emptied) == len(set(emptied))
        assert set(emptied) == {one.pk for one in rows.values() if one.state == State.DONE}
        for number in emptied:
            done = rows[number]
            assert done.decided_by_id == self.approvers[number] != done.proposed_by_id
            assert done.ended_at is not None
            assert done.ended_at - done.proposed_at <= HOLDS

    @invariant()
    def nothing_proposed_changes_and_every_step_is_allowed_and_on_record(self):
        if not hasattr(self, "drawers"):
            return
        for one in Proposal.objects.all():
            facts = [getattr(one, fact) for fact in FACTS]
            assert self.facts.setdefault(one.pk, facts) == facts
            before = self.seen.get(one.pk, State.WAITING)
            reached = {before, *MAY_FOLLOW.get(before, ())}
            # With kinds that are done at once the approval is passed through.
            reached |= {State.DONE} if before == State.WAITING and one.kind == "drawer-0" else set()
            assert one.state in reached
            self.seen[one.pk] = State(one.state)
            steps = 1 + (one.state != State.WAITING) + (one.state == State.DONE)
            assert len(audit.trail(one)) >= steps


@pytest.mark.django_db
class TestTwoPeople(TestCase, TwoPeople.TestCase):  # type: ignore[valid-type, misc] # made at run time
    settings = settings(  # type: ignore[assignment] # Hypothesis and Django both use this name
        max_examples=12,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
