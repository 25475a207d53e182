"""Whoever breaks whichever glass in whatever order: nobody sees more than they said, or unseen."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests import make
from tests.kernel.personal.test_glass import over
from tocsin.core.retention import RetentionClass
from tocsin.kernel.errors import Refusal
from tocsin.kernel.personal.api import (
    BREAK_GLASS,
    Kind,
    Purpose,
    ask,
    break_glass,
    broken_by,
    keep,
    look_again,
    read,
)
from tocsin.kernel.personal.models import Glass, Look
from tocsin.project.campaigns.knocking import undone
from tocsin.readers.review.models import Review

INDEX = st.integers(0, 2)
SOME = [(Kind.NAME,), (Kind.TELEPHONE,), (Kind.NAME, Kind.TELEPHONE)]
KINDS = st.sampled_from([(), *SOME])
SAYINGS = st.sampled_from([("danger", "x"), ("ordered", "y"), ("", "x"), ("danger", " ")])
NAMES = ("甲某", "乙某", "丙某")


class BrokenGlass(RuleBasedStateMachine):
    """Three officers before three people, none of whom is in an open case."""

    @initialize()
    def begin(self):
        self.block = undone()
        self.block.__enter__()
        self.officers = [make.officer(who) for who in ("lin", "zhao", "guan")]
        self.people = [
            keep(
                facts={Kind.NAME: name, Kind.TELEPHONE: f"1390000000{number}"},
                retention=RetentionClass.CALL,
                actor=self.officers[0],
                at=make.NOON,
            )
            for number, name in enumerate(NAMES)
        ]
        # What each may see by what they have said, and what was tried.
        self.said, self.tries, self.seen = {}, 0, 0

    def teardown(self):
        if hasattr(self, "block"):
            self.block.__exit__(None, None, None)

    def try_to(self, who, person, kinds, act):
        """Look, and hold what is seen against what was said before."""
        self.tries += 1
        try:
            found = act()
        except Refusal:
            return
        self.seen += 1
        held = self.said.get((who, person), [])
        assert any(set(kinds) <= said for said in held)
        assert set(found) == set(kinds)
        number = f"1390000000{person}"
        assert found.get(Kind.NAME, NAMES[person]) == NAMES[person]
        assert found.get(Kind.TELEPHONE, number) == number

    @rule(who=INDEX, person=INDEX, kinds=KINDS, saying=SAYINGS)
    def break_it(self, who, person, kinds, saying):
        why, words = saying
        if why and words.strip() and kinds:
            self.said.setdefault((who, person), []).append(set(kinds))

        def act():
            return break_glass(
                subject=self.people[person],
                case="call:J1",
                kinds=kinds,
                why=why,
                words=words,
                actor=self.officers[who],
                at=make.NOON,
            )

        self.try_to(who, person, kinds, act)

    @rule(who=INDEX, person=INDEX)
    def look_again(self, who, person):
        held = broken_by(self.officers[who], self.people[person])
        if held is not None:
            actor, subject = self.officers[who], self.people[person]
            self.try_to(
                who,
                person,
                held.kinds,
                lambda: look_again(broken=held, subject=subject, actor=actor, at=make.NOON),
            )

    @rule(who=INDEX, person=INDEX, kinds=st.sampled_from(SOME), number=INDEX)
    def slip_behind_anybodys(self, who, person, kinds, number):
        numbers = list(Glass.objects.order_by("pk").values_list("pk", flat=True)) or [10**9]
        purpose = Purpose(f"glass:{numbers[number % len(numbers)]}", BREAK_GLASS)
        actor, subject = self.officers[who], self.people[person]

        def act():
            ticket = ask(
                subjects=[subject], kinds=kinds, purpose=purpose, actor=actor, at=make.NOON
            )
            return read(ticket)[subject]

        self.try_to(who, person, kinds, act)

    @rule()
    def ten_minutes_go_by(self):
        over()
        self.said = {}

    @invariant()
    def every_try_is_on_record_and_every_glass_is_asked_about(self):
        if not hasattr(self, "people"):
            return
        looks = Look.objects.all()
        assert looks.count() == self.tries
        assert looks.filter(refusal="").count() == self.seen
        asked = set(Review.objects.values_list("case", flat=True))
        assert asked == {f"glass:{glass.pk}" for glass in Glass.objects.all()}
        for review in Review.objects.all():
            assert review.reviewer_id != review.officer_id
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM audit_entry WHERE action = 'personal.glass_broken'"
            )
            assert cursor.fetchone() == (Glass.objects.count(),)


@pytest.mark.django_db
class TestBrokenGlass(TestCase, BrokenGlass.TestCase):  # type: ignore[valid-type, misc] # made at run time
    settings = settings(  # type: ignore[assignment] # Hypothesis and Django both use this name
        max_examples=8,
        stateful_step_count=16,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
