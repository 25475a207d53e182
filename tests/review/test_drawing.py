"""Looks of a week are drawn once, reviewed by somebody else, and climb when they are late."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from tests import make, make_calls
from tocsin.core.accesses.record import Span
from tocsin.core.retention import RetentionClass
from tocsin.kernel.accounts.api import Role, enlist
from tocsin.kernel.errors import NotForYou, Unacceptable
from tocsin.kernel.personal.api import Kind, break_glass, keep
from tocsin.kernel.personal.models import Look
from tocsin.project.reviewing import ReviewRounds, last_week, review_all
from tocsin.readers.review.access import reviews_for
from tocsin.readers.review.errors import AlreadyReviewed
from tocsin.readers.review.models import Review, Week
from tocsin.readers.review.queries import counts
from tocsin.readers.review.services import ask_about_broken_glass, decide, draw_week, hand_on
from tocsin.readers.review.states import Outcome, Reason
from tocsin.registers.units import api as units

pytestmark = pytest.mark.django_db
WEEK = Span(make.NOON - timedelta(hours=12), make.NOON + timedelta(days=6, hours=12))
MONDAY = WEEK.until + timedelta(hours=3)


def look(who="lin", *, name="高某", at=make.NOON, case="call:J1", task="call_back", **facts):
    officer = make.officer(who)
    person = keep(facts={Kind.NAME: name}, retention=RetentionClass.CALL, actor=officer, at=at)
    Look.objects.create(
        bureau=officer.bureau,
        subject=person,
        officer=officer,
        case=case,
        task=task,
        kinds=["name"],
        at=at,
        **facts,
    )


def broken_glass(who="lin"):
    officer = make.officer(who)
    person = keep(
        facts={Kind.NAME: "高某"}, retention=RetentionClass.CALL, actor=officer, at=make.NOON
    )
    break_glass(
        subject=person,
        case="call:J1",
        kinds=[Kind.NAME],
        why="danger",
        words="x",
        actor=officer,
        at=make.NOON,
    )


def draw():
    return draw_week(bureau=make.bureau(), week=WEEK, at=MONDAY)


def leader(username, station=None):
    return enlist(
        username=username,
        name=username,
        bureau=make.bureau(),
        roles=[Role.SUPERVISOR],
        at=make.NOON,
        station=station,
    )


def test_a_week_is_drawn_once():
    make.officer("guan")
    for number in range(25):
        look(at=make.NOON + timedelta(minutes=number))
    week = draw()
    assert (week.looks, week.sampled, week.hits) == (25, 20, 0)
    assert draw() is None
    assert Review.objects.filter(reason=Reason.SAMPLE).count() == 20


def test_looks_before_and_after_the_week_are_not_drawn():
    make.officer("guan")
    look(at=WEEK.since - timedelta(seconds=1))
    look(at=WEEK.until)
    assert draw().looks == 0


def test_what_was_refused_was_not_seen_and_is_not_drawn():
    make.officer("guan")
    look(refusal="personal.no_purpose")
    assert draw().looks == 0


def test_a_look_at_somebody_of_the_own_name_is_asked_about():
    make.officer("guan")
    look(name=make.officer("lin").name)
    draw()
    assert Review.objects.filter(reason=Reason.OWN_NAME, officer=make.officer("lin")).exists()


def test_whoever_answered_the_call_acted_and_whoever_did_nothing_is_asked():
    make.officer("guan")
    for _ in range(4):
        call = make_calls.opened(who="lin")
        for who in ("lin", "zhao"):
            look(who, case=f"call:{call.number}", at=make.NOON + timedelta(minutes=9))
    draw()
    asked = Review.objects.filter(reason=Reason.WITHOUT_ACTION)
    assert [(one.officer.username, one.measure) for one in asked] == [("zhao", 4)]


def test_a_look_of_a_crew_outside_its_shift_is_asked_about():
    make.officer("guan")
    make.unit(crew=(make.officer("ma"),))
    look("ma", case="premises:P1", at=make.NOON - timedelta(hours=9))
    look("ma", case="premises:P1", at=make.NOON + timedelta(hours=1))
    draw()
    [asked] = Review.objects.filter(reason=Reason.OFF_SHIFT)
    assert asked.looked_at == make.NOON - timedelta(hours=9)


def planned(who, *, days=7):
    monday = WEEK.since.date()
    units.plan_shifts(
        officers=[make.officer(who)],
        days=[monday + timedelta(days=n) for n in range(days)],
        # By the bureau's clock, eight hours before the one of the tests.
        hours=units.DeskHours(time(16), time(0)),
        shift="evening",
        actor=make.officer("guan"),
        at=WEEK.since - timedelta(days=3),
    )


@pytest.mark.parametrize("who", ["lin", "zhao", "guan"])
def test_a_look_of_somebody_at_a_desk_outside_every_shift_is_asked_about(who):
    leader("tang")
    planned(who)
    look(who, at=make.NOON + timedelta(days=1, hours=9))
    look(who, at=make.NOON + timedelta(days=1, hours=1))
    draw()
    [asked] = Review.objects.filter(reason=Reason.OFF_SHIFT)
    assert (asked.officer.username, asked.measure) == (who, 180)
    assert asked.reviewer != asked.officer


def test_a_shift_that_was_taken_back_is_none():
    planned("lin")
    shift = make.officer("lin").desk_shifts.order_by("from_at")[1]
    shift.withdrawn_at, shift.withdrawn_by = make.NOON, make.officer("guan")
    shift.save()
    look("lin", at=make.NOON + timedelta(days=1, hours=1))
    draw()
    assert Review.objects.filter(reason=Reason.OFF_SHIFT).count() == 1


def test_nobody_at_a_desk_is_off_shift_without_a_plan_or_where_it_has_run_out():
    planned("zhao")
    make.officer("zhao").desk_shifts.update(
        from_at=F("from_at") - timedelta(days=14), until_at=F("until_at") - timedelta(days=14)
    )
    for who in ("lin", "zhao"):
        look(who, at=make.NOON + timedelta(days=1, hours=9))
    draw()
    assert not Review.objects.filter(reason=Reason.OFF_SHIFT).exists()


def test_whoever_looks_after_the_last_role_ended_is_asked():
    make.officer("guan")
    make.officer("lin").grants.update(ended_at=make.NOON)
    look(at=make.NOON + timedelta(hours=2))
    draw()
    assert Review.objects.filter(reason=Reason.AFTER_LEAVING).count() == 1


def test_a_look_without_an_open_case_is_asked_about_within_a_day():
    make.officer("guan")
    broken_glass()
    for _ in range(2):
        at = make.NOON + timedelta(hours=1)
        ask_about_broken_glass(bureau=make.bureau(), since=WEEK.since, at=at)
    [asked] = Review.objects.all()
    assert (asked.reason, asked.due_at) == (Reason.BREAK_GLASS, make.NOON + timedelta(hours=24))


def test_a_look_without_an_open_case_that_nobody_heard_of_is_asked_about_within_the_hour():
    make.officer("guan")
    broken_glass()
    Review.objects.all().delete()
    at = make.NOON + timedelta(hours=1)
    assert ask_about_broken_glass(bureau=make.bureau(), since=WEEK.since, at=at) == 1
    assert Review.objects.get().due_at == at + timedelta(hours=24)


def test_a_look_of_the_only_supervisor_waits_for_nobody():
    look("guan")
    draw()
    assert Review.objects.get().reviewer is None
    assert not reviews_for(make.officer("guan")).exists()


def test_the_database_itself_lets_nobody_review_their_own_look():
    other = leader("other")
    look("guan")
    draw()
    review = Review.objects.get()
    assert review.reviewer == other
    with pytest.raises(NotForYou):
        decide(
            review=review,
            outcome=Outcome.IN_ORDER,
            words="",
            actor=make.officer("guan"),
            at=MONDAY,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(reviewer=make.officer("guan"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(
            outcome=Outcome.IN_ORDER, decided_by=make.officer("guan"), decided_at=MONDAY
        )


def test_an_overdue_review_climbs_from_the_station_to_the_bureau():
    near, above = leader("near", make.station()), leader("above")
    look("ma", case="premises:P1")
    draw()
    assert Review.objects.get().reviewer == near
    assert hand_on(bureau=make.bureau(), at=MONDAY + timedelta(days=6)) == 0
    assert hand_on(bureau=make.bureau(), at=MONDAY + timedelta(days=7)) == 1
    assert hand_on(bureau=make.bureau(), at=MONDAY + timedelta(days=8)) == 0
    review = Review.objects.get()
    assert (review.reviewer, review.climbed) == (above, 1)
    assert reviews_for(above).count() == reviews_for(near).count() == 1


def test_work_is_shared_among_those_on_the_same_rung():
    leaders = [leader("one"), leader("two")]
    for number in range(6):
        look(at=make.NOON + timedelta(minutes=number))
    draw()
    assert [Review.objects.filter(reviewer=one).count() for one in leaders] == [3, 3]


def test_what_is_not_in_order_needs_a_line_and_is_decided_once():
    look()
    guan = make.officer("guan")
    draw()
    [review] = Review.objects.all()

    def say(outcome, words):
        return decide(review=review, outcome=outcome, words=words, actor=guan, at=MONDAY)

    with pytest.raises(Unacceptable):
        say(Outcome.NOT_IN_ORDER, "  ")
    say(Outcome.NOT_IN_ORDER, "问过本人")
    with pytest.raises(AlreadyReviewed):
        say(Outcome.IN_ORDER, "")
    told = counts(make.bureau().pk, MONDAY)
    assert (told.waiting, told.not_in_order) == (0, 1)


def test_the_clock_draws_the_finished_week_and_asks_nothing_twice():
    make.officer("guan")
    look()
    broken_glass()
    assert last_week(make.bureau(), MONDAY) == WEEK
    review_all(at=MONDAY)
    made = Review.objects.count()
    review_all(at=MONDAY + timedelta(hours=5))
    assert Review.objects.count() == made
    assert Week.objects.count() == 1


def test_the_clock_looks_once_an_hour():
    rounds, at = ReviewRounds(), datetime(2026, 3, 9, tzinfo=UTC)
    passes = [rounds.pass_by(at + timedelta(minutes=minute)) for minute in (0, 59, 61)]
    assert passes == [True, False, True]
