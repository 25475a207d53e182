"""Whatever is proposed, decided, taken back, sealed and erased, the right value stands."""

from datetime import timedelta

from hypothesis import HealthCheck
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests import make, make_dispatch
from tests.make_calls import caller_of
from tests.retention import county
from tocsin.kernel import moment
from tocsin.kernel.database.api import within
from tocsin.kernel.errors import Refusal
from tocsin.kernel.personal import api as personal
from tocsin.kernel.personal import store
from tocsin.kernel.personal.models import Fact, Proposal
from tocsin.project.campaigns.knocking import undone
from tocsin.readers.residents import corrections, services
from tocsin.readers.residents.models import Correction, OwnRequest
from tocsin.readers.residents.states import Decision, Document, Method

WHO = ("bai", "guan", "admin")
FOUND_BY = {"bai", "guan"}
KIND = personal.Kind.TELEPHONE
NUMBERS = st.integers(0, 9).map(lambda n: f"1390000000{n}")
State = Correction.State


class Correcting(RuleBasedStateMachine):
    """One resident with one telephone number, three officers, and what may come between."""

    @initialize()
    def begin(self) -> None:
        self.block = undone()
        self.block.__enter__()
        make_dispatch.tables()
        self.at = moment.now()
        self.person = caller_of(county.call_with_incident(at=self.at))
        self.value, self.wanted = "13911112222", ""
        self.erased = self.sealed = False
        personal.keep(
            facts={KIND: self.value},
            retention=personal.RetentionClass.CALL,
            actor=make.officer("lin"),
            at=self.at,
            subject=self.person,
        )
        self.since = self.changed_at()
        self.open_request()

    def teardown(self) -> None:
        if hasattr(self, "block"):
            self.block.__exit__(None, None, None)

    def open_request(self) -> None:
        """Have bai open a request and guan find the resident."""
        bai, guan = make.officer("bai"), make.officer("guan")
        self.asked: OwnRequest = services.open_request(
            method=Method.IN_PERSON, document=Document.PASSPORT, actor=bai, at=self.at
        )
        OwnRequest.objects.filter(pk=self.asked.pk).update(
            people=[self.person], confirmed_by=guan, confirmers=[guan.pk], confirmed_at=self.at
        )
        self.asked.refresh_from_db()

    def changed_at(self):
        """Say since when the time for which the person is kept runs."""
        found = personal.kept_since(
            bureau_id=make.bureau().pk,
            kind=personal.RetentionClass.CALL,
            before=self.at + timedelta(days=9999),
            subject=self.person,
        )
        return [one.changed_at for some in found for one in some]

    def latest(self) -> Correction | None:
        return Correction.objects.order_by("pk").last()

    @rule(value=NUMBERS)
    def propose(self, value: str) -> None:
        self.at += timedelta(hours=1)
        try:
            corrections.propose(
                request=self.asked,
                person=self.person,
                kind=KIND,
                value=value,
                reason="换号",
                at=self.at,
            )
        except Refusal:
            self.asked.refresh_from_db()
            assert self.wanted or self.erased or self.asked.closed_at
        else:
            assert not self.wanted
            assert not self.erased
            self.wanted = value

    @rule()
    def withdraw(self) -> None:
        last = self.latest()
        if last is None:
            return
        was = last.state
        try:
            corrections.withdraw(request=self.asked, number=last.number, at=self.at)
        except Refusal:
            assert was not in {State.PROPOSED, State.WITHDRAWN}
        else:
            self.wanted = ""

    @rule(who=st.sampled_from(WHO), granted=st.booleans(), looks=st.booleans())
    def decide(self, who: str, *, granted: bool, looks: bool) -> None:
        last, actor = self.latest(), make.officer(who)
        if last is None:
            return
        self.at += timedelta(hours=1)
        decision = Decision.GRANTED if granted else Decision.REFUSED
        try:
            if looks:
                kept, proposed = corrections.look(correction=last, actor=actor, at=self.at)
                assert (kept, proposed.value) == (self.value, self.wanted)
            corrections.decide(
                correction=last, decision=decision, reason="因", actor=actor, at=self.at
            )
        except Refusal:
            before = last.after.decided_by_id if last.after else None
            barred = who in FOUND_BY or actor.pk == before
            assert barred or not self.wanted or self.sealed or self.erased or not looks
        else:
            assert who not in FOUND_BY
            assert self.wanted
            assert not self.erased
            self.value = self.wanted if granted else self.value
            self.wanted = ""

    @rule()
    def close_and_come_again(self) -> None:
        self.asked.refresh_from_db()
        if self.asked.closed_at is None:
            bai = make.officer("bai")
            services.close_request(request=self.asked, actor=bai, at=self.at)
        else:
            self.open_request()

    @rule(chance=st.integers(0, 5))
    def erase(self, chance: int) -> None:
        if chance == 0:
            personal.erase(bureau_id=make.bureau().pk, subject=self.person, at=self.at)
            self.erased, self.wanted = True, ""

    @rule(chance=st.integers(0, 5))
    def seal(self, chance: int) -> None:
        if chance == 0:
            personal.seal(
                subject=self.person,
                case="call:J1",
                reason="证人",
                actor=make.officer("admin"),
                at=self.at,
            )
            self.sealed = True

    @invariant()
    def the_right_value_stands_and_no_earlier_one(self) -> None:
        if hasattr(self, "person"):
            with within(make.bureau().pk):
                facts = list(Fact.objects.filter(subject=self.person, superseded_at=None))
                stored = store.held(make.bureau().pk, self.person)
                opened = [store.Person.of(stored).opened(one) for one in facts if stored]
            assert opened == ([] if self.erased else [self.value])

    @invariant()
    def only_what_waits_is_still_there(self) -> None:
        if hasattr(self, "person"):
            with within(make.bureau().pk):
                assert Proposal.objects.count() == bool(self.wanted)

    @invariant()
    def nobody_decided_who_found_the_resident(self) -> None:
        if hasattr(self, "person"):
            names = Correction.objects.exclude(decided_by=None).values_list("decided_by__username")
            assert not FOUND_BY & {name for (name,) in names}

    @invariant()
    def nobody_is_kept_longer_for_a_correction(self) -> None:
        if hasattr(self, "person"):
            assert self.changed_at() == ([] if self.erased else self.since)


class TestCorrecting(TestCase, Correcting.TestCase):  # type: ignore[valid-type, misc] # made at run time
    settings = examples(  # type: ignore[assignment] # Hypothesis and Django both use this name
        max_examples=15,
        stateful_step_count=16,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
