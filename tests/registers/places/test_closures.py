from datetime import timedelta

import numpy as np
import pytest

from tests import make, make_roads
from tocsin.core.geo import Point
from tocsin.core.roads import TravelMode, Weather, build_network
from tocsin.kernel.audit.api import trail
from tocsin.kernel.database import api as database
from tocsin.kernel.events.models import Outbox
from tocsin.registers.places import api as places
from tocsin.registers.places.errors import (
    AlreadyOver,
    EditedMeanwhile,
    NoRoadMap,
    NoRoadThere,
    NotQuicker,
    WrongTimes,
)
from tocsin.registers.places.models import Closure, ClosureVersion
from tocsin.registers.places.roadmaps import Engines
from tocsin.registers.places.roadstate import in_force, state_at

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
WEST, EAST = Point(make_roads.WEST, make_roads.LAT), Point(make_roads.EAST, make_roads.LAT)


@pytest.fixture(autouse=True)
def _town(db):
    make_roads.town()


def across(at, engines=None, here=WEST, there=EAST):
    """How long a car needs over the river at a moment."""
    engine = engines.over(make.bureau(), at) if engines else places.travel_times(make.bureau(), at)
    return engine.to_many(here, np.array([there]), mode=TravelMode.CAR).seconds[0]


def test_a_closure_counts_at_once_also_where_another_process_holds_its_own_engine(noon):
    other = Engines()
    free = across(noon)
    assert across(noon, other) == free

    closure = make_roads.closed()

    assert across(noon) == across(noon, other) > 2 * free
    places.lift_closure(closure=closure, actor=make.officer("zhao"), at=noon)
    assert across(noon) == across(noon, other) == free


def test_a_closure_begins_and_ends_by_its_time_with_nobody_touching_it(noon):
    free = across(noon)
    make_roads.closed(make_roads.terms(starts_at=noon + HOUR, ends_at=noon + 2 * HOUR))

    moments = [noon, noon + HOUR, noon + 2 * HOUR - timedelta(seconds=1), noon + 2 * HOUR]

    assert [across(at) > 2 * free for at in moments] == [False, True, True, False]


def test_one_direction_is_closed_and_a_slow_down_multiplies(noon):
    ends = Point(106.6504, make_roads.LAT), Point(106.6516, make_roads.LAT)
    free = across(noon)
    one_way = make_roads.closed(make_roads.terms(*ends, direction=places.Direction.ONWARD))
    assert across(noon) > 2 * free
    assert across(noon, here=EAST, there=WEST) == free
    places.lift_closure(closure=one_way, actor=make.officer("zhao"), at=noon)
    make_roads.closed(make_roads.terms(factor=3.0))
    assert across(noon) == pytest.approx(free + 2 * across(noon) / 12, rel=0.05)


def test_a_closure_is_found_again_on_a_newer_road_map(noon):
    make_roads.closed()
    slow = across(noon)
    places.save_roadmap(
        bureau=make.bureau(),
        network=build_network([make_roads.road("新", (106.5, 35.2), (106.51, 35.2))]),
        source="other",
        actor=make.officer("admin"),
        at=noon,
    )
    make_roads.town()
    assert across(noon) == slow


def test_each_version_is_kept_with_who_said_it_and_the_trail_has_one_act_each(noon):
    zhao = make.officer("zhao")
    closure = make_roads.closed()
    said = make_roads.terms(ends_at=noon + HOUR, factor=2.0)
    places.change_closure(closure=closure, version=1, terms=said, actor=zhao, at=noon)
    places.lift_closure(closure=closure, actor=zhao, at=noon)

    versions = ClosureVersion.objects.filter(closure=closure).order_by("version")
    assert [(row.version, row.factor, row.lifted_at) for row in versions] == [
        (1, None, None),
        (2, 2.0, None),
        (3, 2.0, noon),
    ]
    assert [row.by for row in versions] == [zhao] * 3
    assert [entry["action"] for entry in trail(closure)] == [
        "places.road_closed",
        "places.closure_changed",
        "places.closure_lifted",
    ]


def test_who_changes_what_has_changed_meanwhile_or_is_over_is_told_so(noon):
    zhao, closure = make.officer("zhao"), make_roads.closed()
    change = {"closure": closure, "terms": make_roads.terms(), "actor": zhao, "at": noon}
    with pytest.raises(EditedMeanwhile):
        places.change_closure(version=0, **change)
    places.lift_closure(closure=closure, actor=zhao, at=noon)
    with pytest.raises(AlreadyOver):
        places.change_closure(version=2, **change)
    with pytest.raises(AlreadyOver):
        places.lift_closure(closure=closure, actor=zhao, at=noon)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (make_roads.terms(Point(106.9, 35.9)), NoRoadThere),
        (make_roads.terms(ends_at=make.NOON), WrongTimes),
        (make_roads.terms(starts_at=make.NOON - HOUR, ends_at=make.NOON - HOUR / 2), WrongTimes),
        (make_roads.terms(factor=0.5), NotQuicker),
        (make_roads.terms(factor=float("nan")), NotQuicker),
    ],
)
def test_terms_that_make_no_sense_are_refused(said, refusal):
    with pytest.raises(refusal):
        make_roads.closed(said)


def test_without_roads_nothing_is_closed():
    with pytest.raises(NoRoadMap):
        make_roads.closed(of=make.bureau("620999"))


def test_the_weather_counts_from_its_time_until_another_is_said(noon):
    free = across(noon)
    for weather, from_at in ((Weather.ICE, noon), (Weather.DRY, noon + HOUR)):
        places.set_weather(
            bureau=make.bureau(),
            weather=weather,
            from_at=from_at,
            actor=make.officer("zhao"),
            at=noon,
        )
    assert [across(at) > 2 * free for at in (noon - HOUR, noon, noon + HOUR)] == [
        False,
        True,
        False,
    ]


def test_the_desks_are_told_of_what_is_entered_and_of_what_begins_and_ends_by_itself(noon):
    make_roads.closed(make_roads.terms(starts_at=noon + HOUR, ends_at=noon + 2 * HOUR))
    assert places.tell_turns(after=noon, until=noon + HOUR) == 1
    assert places.tell_turns(after=noon + HOUR, until=noon + 2 * HOUR) == 1
    assert places.tell_turns(after=noon + 2 * HOUR, until=noon + 3 * HOUR) == 0
    database.write_waiting()
    told = Outbox.objects.filter(kind="roads.changed").order_by("pk")
    assert [row.facts["what"] for row in told] == ["entered", "began", "ended"]


def test_the_question_before_each_answer_keeps_to_the_rule_of_the_lists(noon):
    spans = ((-2, None), (-1, 1), (0, 2), (1, None), (1, 3))
    rows = [
        make_roads.closed(
            make_roads.terms(
                starts_at=noon + begin * HOUR, ends_at=None if end is None else noon + end * HOUR
            )
        )
        for begin, end in spans
    ]
    places.lift_closure(closure=rows[0], actor=make.officer("zhao"), at=noon)
    for at in (noon - HOUR, noon, noon + HOUR, noon + 2 * HOUR, noon + 3 * HOUR):
        listed = in_force(Closure.objects.filter(bureau=make.bureau()), at).order_by("pk")
        assert [pk for pk, _version in state_at(make.bureau(), at).closures] == [
            row.pk for row in listed
        ]


def test_the_question_for_the_state_of_the_roads_is_one(noon, django_assert_num_queries):
    make_roads.closed()
    bureau = make.bureau()
    places.travel_times(bureau, noon)
    with django_assert_num_queries(1):
        places.travel_times(bureau, noon)
