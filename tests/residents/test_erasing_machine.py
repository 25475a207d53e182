"""Whatever is asked, decided, held and opened, and in whatever order, the right people go once."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests import make, make_dispatch
from tests.make_calls import caller_of, incident_of
from tests.retention import county
from tests.retention.county import DAY, is_here, night
from tocsin.kernel.errors import Refusal
from tocsin.kernel.retention import api as retention
from tocsin.project.campaigns.knocking import undone
from tocsin.readers.residents import erasing, services
from tocsin.readers.residents.models import Erasure, OwnRequest
from tocsin.readers.residents.states import Decision, Document, Method

LEAST = timedelta(days=183)
WHOLE = timedelta(days=1095)
WHO = ("bai", "guan", "admin", "an")


class Struck(BaseException):
    """The worker is killed."""


class Wishing(RuleBasedStateMachine):
    """Two calls of one resident, the officers who may decide, holds, and time that goes on."""

    @initialize(begun=st.sampled_from(("nothing", "asked", "granted", "held")))
    def begin(self, begun: str) -> None:
        """Begin with calls that are open, or well on the way: else few lives come to an end."""
        self.block = undone()
        self.block.__enter__()
        make_dispatch.tables()
        self.at = make.NOON
        self.calls = [county.call_with_incident(at=self.at) for _call in range(2)]
        self.people = [caller_of(call) for call in self.calls]
        self.gone: set[int] = set()
        self.asked: OwnRequest = services.open_request(
            method=Method.IN_PERSON,
            document=Document.PASSPORT,
            actor=make.officer("bai"),
            at=self.at,
        )
        OwnRequest.objects.filter(pk=self.asked.pk).update(
            people=self.people, confirmed_by=make.officer("guan"), confirmed_at=self.at
        )
        self.asked.refresh_from_db()
        if begun == "nothing":
            return
        for call in self.calls:
            county.close(incident_of(call), self.at)
        wishes = erasing.ask(request=self.asked, at=self.at)
        self.at += LEAST - DAY
        admin = make.officer("admin")
        for wish in wishes if begun in {"granted", "held"} else []:
            erasing.decide(
                erasure=wish, decision=Decision.GRANTED, reason="", actor=admin, at=self.at
            )
        if begun == "held":
            self.hold(0, 300)
            self.at += DAY

    def teardown(self) -> None:
        if hasattr(self, "block"):
            self.block.__exit__(None, None, None)

    @rule(days=st.sampled_from((1, 30, 184, 400)))
    def wait(self, days: int) -> None:
        self.at += days * DAY

    @rule(which=st.integers(0, 1), closed=st.booleans())
    def close(self, which: int, *, closed: bool) -> None:
        county.close(incident_of(self.calls[which]), self.at if closed else None)

    @rule(which=st.integers(0, 1), days=st.integers(1, 300))
    def hold(self, which: int, days: int) -> None:
        until = (self.at + days * DAY).date() + DAY
        retention.hold(
            case=self.case(which),
            reason="诉讼",
            until=until,
            actor=make.officer("guan"),
            at=self.at,
        )

    @rule(lifted=st.booleans())
    def lift(self, *, lifted: bool) -> None:
        running = retention.running(make.bureau(), self.at).first()
        if running is None:
            return
        guan, admin = make.officer("guan"), make.officer("admin")
        retention.ask_to_lift(held=running, reason="结案", actor=guan, at=self.at)
        retention.answer_lift(held=running, lifted=lifted, actor=admin, at=self.at)

    @rule()
    def ask(self) -> None:
        before = set(Erasure.objects.values_list("pk", flat=True))
        waiting = set(erasing.under_way(make.bureau().pk, self.people).values_list("person"))
        try:
            made = erasing.ask(request=self.asked, at=self.at)
        except Refusal:
            assert self.gone == {0, 1}
            return
        assert not before & {one.pk for one in made}
        assert not waiting & {(one.person,) for one in made}

    @rule()
    def withdraw(self) -> None:
        erasing.withdraw(request=self.asked, at=self.at)

    @rule(who=st.sampled_from(WHO), granted=st.booleans(), which=st.integers(0, 3))
    def decide(self, who: str, which: int, *, granted: bool) -> None:
        rows = list(Erasure.objects.order_by("-pk")[:4])
        if which >= len(rows):
            return
        wish, actor = rows[which], make.officer(who)
        was = wish.state
        decision = Decision.GRANTED if granted else Decision.REFUSED
        try:
            erasing.decide(erasure=wish, decision=decision, reason="因", actor=actor, at=self.at)
        except Refusal:
            assert was is not Erasure.State.ASKED or actor.pk in erasing.barred(wish)
        else:
            assert was is Erasure.State.ASKED
            assert who not in {"bai", "guan"}

    @rule()
    def work(self) -> None:
        expected = self.to_go()
        assert erasing.work_through(bureau=make.bureau(), at=self.at) == len(expected)
        self.gone |= set(expected)

    @rule(after=st.integers(1, 2))
    def work_and_be_struck(self, after: int) -> None:
        """Kill the worker after it has erased so many, before the last of them is committed."""
        expected, erase, done = self.to_go(), retention.erase_at_wish, []

        def struck(*, bureau, subject, at):
            if erase(bureau=bureau, subject=subject, at=at):
                done.append(subject)
                if len(done) == after:
                    raise Struck
                return True
            return False

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(retention, "erase_at_wish", struck)
            try:
                erasing.work_through(bureau=make.bureau(), at=self.at)
            except Struck:
                assert len(expected) >= after
                self.gone |= set(expected[: after - 1])
            else:
                assert len(expected) < after
                self.gone |= set(expected)

    def to_go(self) -> list[int]:
        """Say who should go now for what was granted, in the order in which it was asked."""
        granted = [
            self.people.index(one.person)
            for one in erasing.under_way(make.bureau().pk, self.people).order_by("pk")
            if one.state is Erasure.State.GRANTED
        ]
        return [one for one in granted if one not in self.gone and self.may_go(one, LEAST)]

    @rule()
    def pass_the_night(self) -> None:
        self.gone |= {which for which in (0, 1) if self.may_go(which, WHOLE)}
        night(self.at)

    def may_go(self, which: int, after: timedelta) -> bool:
        """Say whether nothing is in the way: no hold, no open case, and enough time."""
        held = retention.running(make.bureau(), self.at).filter(case=self.case(which)).exists()
        closed = incident_of(self.calls[which]).closed_at
        return not held and closed is not None and self.at >= closed + after

    def case(self, which: int) -> str:
        """Name the case of a call."""
        return f"incident:{incident_of(self.calls[which]).number}"

    @invariant()
    def those_are_gone_who_should_be_and_nobody_else(self) -> None:
        if hasattr(self, "people"):
            assert [not is_here(one) for one in self.people] == [n in self.gone for n in (0, 1)]

    @invariant()
    def each_went_once_and_no_wish_ended_twice(self) -> None:
        if hasattr(self, "people"):
            assert retention.Disposal.objects.filter(what="person").count() == len(self.gone)
            assert not Erasure.objects.exclude(withdrawn_at=None).exclude(erased_at=None).exists()


class TestWishing(TestCase, Wishing.TestCase):  # type: ignore[valid-type, misc] # made at run time
    settings = examples(  # type: ignore[assignment] # Hypothesis and Django both use this name
        max_examples=40,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
