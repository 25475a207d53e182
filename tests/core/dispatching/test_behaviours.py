"""What desks expect of a recommendation, as public dispatch systems describe theirs."""

import numpy as np
import pytest

from tocsin.core.dispatching.coverage import Coverage
from tocsin.core.dispatching.forces import Doing, Force, Hindrance, Need, PassedOver, Rules
from tocsin.core.dispatching.recommend import recommend

CAR = Need(1, ("car",), 1)
TAKE_CALM = Rules(take_from=frozenset({4}), while_doing=frozenset({"en_route"}))


def at_station(station, code, seconds, **facts):
    return Force(code, "car", seconds, station=station, **facts)


def codes(found):
    return [pick.code for pick in found.picks]


def test_call_passes_to_the_next_station_when_the_first_has_nobody():
    first = at_station("S1", "11", 60.0, doing=Doing.UNAVAILABLE)
    second = at_station("S2", "21", 200.0)
    third = at_station("S3", "31", 400.0)

    assert codes(recommend([CAR], [third, second, first], Rules())) == ["21"]
    assert codes(recommend([CAR], [third, first], Rules())) == ["31"]


def test_call_for_more_than_one_station_has_takes_the_rest_from_the_next():
    forces = [at_station(f"S{n // 2}", f"{n}", 60.0 + 60 * n) for n in range(6)]

    found = recommend([Need(1, ("car",), 3)], forces, Rules(reserve_floor=1, level=2))

    assert codes(found) == ["0", "2", "4"]
    assert found.left_out == {"1": Hindrance.RESERVE, "3": Hindrance.RESERVE}


@pytest.mark.parametrize(("level", "sent"), [(1, ["1"]), (2, []), (4, [])])
def test_floor_of_a_station_gives_way_only_to_the_first_urgency(level, sent):
    found = recommend([CAR], [at_station("S1", "1", 60.0)], Rules(reserve_floor=1, level=level))

    assert codes(found) == sent
    assert found.objective.reserve_broken == len(sent)
    if not sent:
        assert found.shortfalls[0].hindrances == {Hindrance.RESERVE: 1}


def test_even_the_first_urgency_leaves_a_reserve_where_others_can_come():
    own = at_station("S1", "1", 60.0)
    other = Force("2", "car", 90.0)
    found = recommend([CAR], [own, other], Rules(reserve_floor=1, level=1))

    assert codes(found) == ["2"]
    assert found.picks[0].nearer == (PassedOver("1", 60.0, Hindrance.RESERVE),)


def test_first_urgency_breaks_a_reserve_to_be_there_in_time():
    in_a_hurry = Need(1, ("car",), 1, within_seconds=60.0)
    own, other = at_station("S1", "1", 60.0), Force("2", "car", 90.0)

    assert codes(recommend([in_a_hurry], [own, other], Rules(reserve_floor=1, level=1))) == ["1"]
    assert codes(recommend([in_a_hurry], [own, other], Rules(reserve_floor=1, level=2))) == ["2"]


def test_unit_that_rests_is_not_sent_and_says_so_until_its_rest_is_over():
    tired = Force("1", "car", 60.0, rest_seconds_left=1.0)
    rested = Force("1", "car", 60.0, rest_seconds_left=0.0)

    assert recommend([CAR], [tired], Rules()).shortfalls[0].hindrances == {Hindrance.RESTING: 1}
    assert codes(recommend([CAR], [rested], Rules())) == ["1"]


def test_unit_with_an_old_position_is_passed_over_by_name():
    stale = Force("1", "car", 60.0, fix_age_seconds=1_801.0)
    fresh = Force("2", "car", 500.0, fix_age_seconds=1_800.0)
    found = recommend([CAR], [stale, fresh], Rules())

    assert codes(found) == ["2"]
    assert found.picks[0].nearer == (PassedOver("1", 60.0, Hindrance.STALE),)


def test_unit_that_is_there_already_is_not_sent_twice():
    there = Force("1", "car", 60.0)
    found = recommend([Need(1, ("car",), 2)], [there, Force("2", "car", 90.0)], Rules(), [there])

    assert codes(found) == ["2"]
    assert "1" not in [other.code for other in found.others]


def test_no_unit_fills_two_needs():
    needs = [Need(1, ("car",), 1), Need(2, ("car",), 1, tier=2), Need(3, ("car",), 1, tier=3)]
    found = recommend(needs, [Force("1", "car", 60.0), Force("2", "car", 90.0)], Rules())

    assert codes(found) == ["1", "2"]
    assert [gap.need.order for gap in found.shortfalls] == [3]
    assert found.shortfalls[0].hindrances == {Hindrance.NEEDED_ELSEWHERE: 2}


def test_two_units_of_one_code_are_refused():
    with pytest.raises(ValueError, match="code of its own"):
        recommend([CAR], [Force("1", "car", 60.0), Force("1", "car", 90.0)], Rules())


def test_shortfall_names_every_cause():
    forces = [
        Force("1", "car", 60.0, doing=Doing.UNAVAILABLE),
        Force("2", "car", 60.0, fix_age_seconds=None),
        Force("3", "car", 60.0, doing=Doing.ON_SCENE, busy_with="C1", busy_level=4),
        Force("4", "car", 2_000.0),
        Force("5", "foot", 60.0),
    ]
    (gap,) = recommend([Need(1, ("car",), 2)], forces, TAKE_CALM).shortfalls

    assert gap.missing == 2
    assert set(gap.hindrances) == {
        Hindrance.UNAVAILABLE,
        Hindrance.NEVER_FIXED,
        Hindrance.BUSY,
        Hindrance.TOO_FAR,
    }


def test_pick_says_why_the_nearer_ones_are_not_sent():
    busy = Force("1", "car", 60.0, doing=Doing.EN_ROUTE, busy_with="C1", busy_level=2)
    calm = Force("2", "car", 90.0, doing=Doing.EN_ROUTE, busy_with="C2", busy_level=4)
    free = Force("3", "car", 300.0)
    (pick,) = recommend([CAR], [busy, calm, free], TAKE_CALM).picks

    assert pick.code == "3"
    assert [(one.code, one.cause) for one in pick.nearer] == [
        ("1", Hindrance.BUSY),
        ("2", Hindrance.SAVES_TOO_LITTLE),
    ]


def test_in_time_counts_before_the_seconds_of_all_ways():
    soon = Need(1, ("car", "foot"), 1, tier=1, within_seconds=70.0)
    later = Need(2, ("car",), 1, tier=2)
    forces = [Force("1", "car", 60.0), Force("2", "car", 400.0), Force("3", "foot", 100.0)]

    hurried = recommend([soon, later], forces, Rules())
    calm = recommend([Need(1, ("car", "foot"), 1), later], forces, Rules())

    assert codes(hurried) == ["1", "2"]
    assert hurried.picks[0].in_time is True
    assert codes(calm) == ["3", "1"]
    assert (hurried.objective.total_seconds, calm.objective.total_seconds) == (460.0, 160.0)


def test_ways_may_differ_by_need():
    gates = [Need(1, ("car",), 1), Need(2, ("car",), 1)]
    west = Force("1", "car", 0.0, seconds_by_need={1: 60.0, 2: 300.0})
    east = Force("2", "car", 0.0, seconds_by_need={1: 90.0, 2: 120.0})
    found = recommend(gates, [west, east], Rules())

    assert [(pick.code, pick.seconds) for pick in found.picks] == [("1", 60.0), ("2", 120.0)]


def covered_by(first, second):
    """Two units, of which each covers so many of ten places."""
    seconds = np.full((2, 10), 999.0)
    seconds[0, :first], seconds[1, 10 - second :] = 60.0, 60.0
    return Coverage(("1", "2"), seconds, np.ones(10), 300.0, 0.3)


def test_of_equally_soon_units_the_one_that_covers_less_is_sent():
    forces = [Force("1", "car", 60.0), Force("2", "car", 60.0)]

    assert codes(recommend([CAR], forces, Rules(), coverage=covered_by(6, 2))) == ["2"]
    assert codes(recommend([CAR], forces, Rules(), coverage=covered_by(2, 6))) == ["1"]


def test_coverage_delays_help_only_as_far_as_the_plan_allows():
    forces = [Force("1", "car", 60.0), Force("2", "car", 100.0)]
    covers = covered_by(6, 2)

    by_nearest = recommend([CAR], forces, Rules(), coverage=covers)
    by_worth = recommend([CAR], forces, Rules(coverage_seconds=2.0), coverage=covers)

    assert codes(by_nearest) == ["1"]
    assert by_nearest.objective.coverage_lost == pytest.approx(0.7 * 0.6)
    assert codes(by_worth) == ["2"]
    assert by_worth.picks[0].nearer == (PassedOver("1", 60.0, Hindrance.COVERAGE),)


def test_places_covered_by_several_units_lose_little_with_one():
    covers = Coverage(("1", "2", "3"), np.zeros((3, 1)), np.ones(1), 300.0, 0.5)

    assert covers.lost_with() == {"1": 0.125, "2": 0.125, "3": 0.125}
    assert covers.expected() - covers.expected(["1", "2", "3"]) == 0.875


@pytest.mark.parametrize(
    "facts",
    [
        {"seconds": np.zeros((1, 1))},
        {"demand": np.zeros(1)},
        {"demand": np.array([-1.0])},
        {"busy_share": 1.0},
    ],
)
def test_coverage_that_makes_no_sense_is_refused(facts):
    sound = {"seconds": np.zeros((2, 1)), "demand": np.ones(1), "busy_share": 0.3}
    with pytest.raises(ValueError, match=r"Coverage|busy"):
        Coverage(("1", "2"), within_seconds=300.0, **(sound | facts))
