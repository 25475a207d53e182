"""Ten years of clock: nothing overdue is left, nothing held has gone, whatever happens between."""

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests import make, make_dispatch
from tests.make_calls import incident_of
from tests.retention import county
from tests.retention.county import DAY, YEAR, is_here, night
from tocsin.core.retention import Event, RetentionClass
from tocsin.desks.calls.models import Call
from tocsin.kernel.files import storage
from tocsin.kernel.files.models import Attachment
from tocsin.kernel.personal.erasing import erased_ids
from tocsin.kernel.personal.models import Fact, Subject
from tocsin.kernel.retention import api as retention
from tocsin.project.campaigns.knocking import undone
from tocsin.project.retaining import RetentionRounds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PERSONAL_FOLDER = tmp_path / "personal"
    make_dispatch.tables()


class Decade:
    """Calls, photographs and holds of ten years, and a model of what may be there."""

    def __init__(self, seed: int, started: datetime) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a drawn life, no secret
        self.now = started
        self.calls: list[Call] = []
        self.photos: list[Attachment] = []
        self.gone_before: set[object] = set()
        self.guan, self.admin = make.officer("guan"), make.officer("admin")

    def live(self, until: datetime) -> None:
        """Let something happen every few weeks, and the night's work be done on most days."""
        while self.now < until:
            self.now += timedelta(days=self.chance.randint(20, 80), hours=self.chance.random() * 24)
            self.happen()
            if self.chance.random() < 0.5:
                night(self.now)
                self.check()

    def happen(self) -> None:
        """Let one thing happen, drawn by chance."""
        twice = ["call", "close", "photo"]
        what = self.chance.choice([*twice, *twice, "hold", "lift", "reopen"])
        getattr(self, what)()

    def call(self) -> None:
        self.calls.append(county.call_with_incident(at=self.now))

    def incident(self, *, closed: bool | None = None):
        found = [incident_of(call) for call in self.calls]
        known = [one for one in found if closed is None or bool(one.closed_at) is closed]
        return self.chance.choice(known[-6:]) if known else None

    def close(self) -> None:
        # The oldest that is open, so that ten years do not end with all of them running.
        for call in self.calls:
            if incident_of(call).closed_at is None:
                return county.close(incident_of(call), self.now)
        return None

    def reopen(self) -> None:
        if incident := self.incident(closed=True):
            county.close(incident, None)

    def photo(self) -> None:
        if incident := self.incident():
            width = 16 + len(self.photos)
            case = f"incident:{incident.number}"
            self.photos.append(county.photo(case, at=self.now, width=width))

    def hold(self) -> None:
        if incident := self.incident():
            until = (self.now + timedelta(days=self.chance.randint(30, 1500))).date()
            case = f"incident:{incident.number}"
            retention.hold(case=case, reason="诉讼", until=until, actor=self.guan, at=self.now)

    def lift(self) -> None:
        running = list(retention.running(make.bureau(), self.now))
        if running:
            one = self.chance.choice(running)
            retention.ask_to_lift(held=one, reason="结案", actor=self.guan, at=self.now)
            retention.answer_lift(held=one, lifted=True, actor=self.admin, at=self.now)

    def should_be_here(self, incident, kind: RetentionClass, since: datetime) -> bool:
        """Work out, by itself, whether what belongs to an incident is to be there."""
        ended = incident.closed_at
        keep = retention.schedule().rule(kind, Event.CASE_CLOSED).keep
        over = ended is not None and self.now >= max(ended, since) + keep
        return self.held(incident, self.now) or not over

    def held(self, incident, at: datetime) -> bool:
        day = retention.day_of(make.bureau(), at)
        rows = retention.Hold.objects.filter(case=f"incident:{incident.number}", lifted_at=None)
        return any(one.until >= day for one in rows)

    def check(self) -> None:
        """Hold what is there against what should be, right after a night's work."""
        assert retention.overdue(bureau=make.bureau(), at=self.now) == 0
        for call in self.calls:
            incident_of(call).refresh_from_db()
            if self.should_be_here(incident_of(call), RetentionClass.CALL, call.rang_at):
                assert call.pk in self.gone_before or is_here(call.caller)
            else:
                assert not is_here(call.caller)
                self.gone_before.add(call.pk)
        for one in self.photos:
            number = one.case.partition(":")[2]
            [incident] = {incident_of(c) for c in self.calls if incident_of(c).number == number}
            stored = Attachment.objects.get(pk=one.pk)
            there = storage.path_of(one.sha256).exists()
            assert there is (stored.erased_at is None)
            if not self.should_be_here(incident, RetentionClass.INCIDENT_FILE, one.added_at):
                assert not there
                self.gone_before.add(one.pk)
            else:
                assert there or one.pk in self.gone_before


@pytest.mark.parametrize("seed", range(2))
def test_ten_years_leave_nothing_overdue_and_take_nothing_held(seed, noon):
    decade = Decade(seed, noon)

    decade.live(noon + 10 * YEAR)
    decade.close()
    decade.now += 10 * YEAR
    night(decade.now)
    decade.check()

    gone = retention.Disposal.objects.all()
    assert {one.what for one in gone} == {"person", "file"}
    assert len(erased_ids()) == gone.filter(what="person").count() > 1


def everything() -> list[object]:
    """Write down all that is kept."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Subject, Fact, Attachment, retention.Disposal, retention.Hold)
    ]


def settled(noon: datetime, count: int = 12) -> None:
    """Let people call and photographs be taken, half of them on hold."""
    for number in range(count):
        call = county.call_with_incident(at=noon)
        case = f"incident:{incident_of(call).number}"
        county.photo(case, at=noon, width=16 + number)
        county.close(incident_of(call), noon + DAY)
        if number % 2:
            until = (noon + 30 * YEAR).date()
            guan = make.officer("guan")
            retention.hold(case=case, reason="诉讼", until=until, actor=guan, at=noon)


def test_a_jump_of_ten_years_is_one_nights_work_and_the_next_finds_nothing(noon):
    settled(noon)

    first = night(noon + 10 * YEAR).figures
    after = everything()
    second = night(noon + 10 * YEAR).figures

    assert first["counts"] == {
        "call.gone": 6,
        "call.held": 6,
        "incident_file.gone": 6,
        "incident_file.held": 6,
    }
    assert everything() == after
    assert second["counts"] == {"call.held": 6, "incident_file.held": 6}


class Struck(BaseException):
    """The process is killed."""


@pytest.mark.parametrize("after", [1, 3, 6, 7, 11])
def test_a_night_that_is_broken_off_is_finished_by_the_next(noon, after):
    settled(noon)
    told = []

    def strike(item: retention.Item) -> None:
        told.append(item)
        if len(told) == after:
            raise Struck

    at = noon + 10 * YEAR
    with pytest.raises(Struck):
        retention.pass_over(bureau=make.bureau(), at=at, told=strike)
    assert retention.overdue(bureau=make.bureau(), at=at) == 12 - after
    night(at)

    assert retention.overdue(bureau=make.bureau(), at=at) == 0
    assert retention.Disposal.objects.count() == 12
    assert Fact.objects.count() == 6
    assert len(erased_ids()) == 6


def test_bytes_that_were_gone_before_it_was_written_down_are_no_obstacle(noon):
    settled(noon, count=1)
    [one] = Attachment.objects.all()
    storage.take_away(one.sha256)

    night(noon + 10 * YEAR)

    assert Attachment.objects.get().erased_at == noon + 10 * YEAR


def test_the_nights_work_is_done_once_for_each_day_of_the_bureaus_clock(noon):
    make.bureau()
    rounds = RetentionRounds()
    hours = [rounds.pass_by(noon + timedelta(hours=n)) for n in range(48)]

    # Noon in Huating; the night begins fourteen hours later, at two.
    assert [n for n, done in enumerate(hours) if done] == [0, 14, 38]


def test_a_clock_that_jumps_ten_years_between_two_looks_leaves_nothing_overdue(noon):
    settled(noon)
    rounds = RetentionRounds()
    rounds.pass_by(noon)
    rounds.pass_by(noon + 10 * YEAR)

    assert retention.overdue(bureau=make.bureau(), at=noon + 10 * YEAR) == 0
    assert Fact.objects.count() == 6


class Keeping(RuleBasedStateMachine):
    """One caller's life: closed, opened again, held, lifted, with nights at any time."""

    @initialize()
    def begin(self) -> None:
        # Each life leaves everything as it was: a hold of another one would hold this one too.
        self.block = undone()
        self.block.__enter__()
        make_dispatch.tables()
        self.now, self.gone = make.NOON, False
        self.call = county.call_with_incident(at=self.now)
        self.case = f"incident:{incident_of(self.call).number}"

    def teardown(self) -> None:
        if hasattr(self, "block"):
            self.block.__exit__(None, None, None)

    @rule(days=st.integers(1, 1500))
    def wait(self, days: int) -> None:
        self.now += days * DAY

    @rule(closed=st.booleans())
    def close(self, *, closed: bool) -> None:
        county.close(incident_of(self.call), self.now if closed else None)

    @rule(days=st.integers(1, 4000), by=st.sampled_from(["case", "call"]))
    def hold(self, days: int, by: str) -> None:
        case = self.case if by == "case" else f"call:{self.call.number}"
        until = (self.now + days * DAY).date() + DAY
        guan = make.officer("guan")
        retention.hold(case=case, reason="诉讼", until=until, actor=guan, at=self.now)

    @precondition(lambda self: retention.running(make.bureau(), self.now).exists())
    @rule(lifted=st.booleans())
    def lift(self, *, lifted: bool) -> None:
        one = retention.running(make.bureau(), self.now)[0]
        retention.ask_to_lift(held=one, reason="结案", actor=make.officer("guan"), at=self.now)
        admin = make.officer("admin")
        retention.answer_lift(held=one, lifted=lifted, actor=admin, at=self.now)

    @rule()
    def pass_the_night(self) -> None:
        held = retention.running(make.bureau(), self.now).exists()
        closed = incident_of(self.call).closed_at
        due = closed is not None and self.now >= closed + timedelta(days=1095)
        was_gone = self.gone
        night(self.now)
        self.gone = not is_here(self.call.caller)
        assert self.gone is (was_gone or (due and not held))

    @invariant()
    def nothing_goes_but_at_night(self) -> None:
        assert is_here(self.call.caller) is not self.gone


class TestKeeping(TestCase, Keeping.TestCase):  # type: ignore[valid-type, misc] # made at run time
    settings = examples(  # type: ignore[assignment] # Hypothesis and Django both use this name
        max_examples=12,
        stateful_step_count=14,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
