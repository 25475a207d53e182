import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.core.dispatching.forces import Doing, Force, Hindrance, Need, Option, Rules
from tocsin.core.dispatching.recommend import recommend

CAR = Need(1, ("car",), 1)
KINDS = st.sampled_from(["car", "motorcycle", "foot"])
ABLE = st.frozensets(st.sampled_from(["first_aid", "traffic"]), max_size=2)


@st.composite
def forces(draw):
    count = draw(st.integers(0, 9))
    return [
        Force(
            code=f"U{index:02}",
            kind=draw(KINDS),
            seconds=draw(st.one_of(st.floats(0, 2_500), st.just(float("inf")))),
            capabilities=draw(ABLE),
            station=draw(st.sampled_from(["S1", "S2"])),
            doing=draw(st.sampled_from(list(Doing))),
            fix_age_seconds=draw(st.one_of(st.none(), st.floats(0, 4_000))),
            busy_with=(busy := draw(st.sampled_from(["", "C1"]))),
            busy_level=draw(st.integers(1, 4)) if busy else None,
        )
        for index in range(count)
    ]


@st.composite
def needs(draw):
    return [
        Need(
            order,
            tuple(draw(st.lists(KINDS, min_size=1, max_size=3, unique=True))),
            draw(st.integers(1, 3)),
            draw(ABLE),
            draw(st.integers(1, 3)),
        )
        for order in range(1, draw(st.integers(1, 3)) + 1)
    ]


RULES = st.builds(
    Rules,
    reserve_floor=st.integers(0, 2),
    take_from=st.frozensets(st.integers(2, 4)),
    while_doing=st.just(frozenset({"assigned", "en_route"})),
)


def codes(found):
    return [pick.code for pick in found.picks]


def need_of(pick: Option) -> Need:
    assert pick.need is not None
    return pick.need


def test_soonest_unit_of_the_right_kind_is_picked_first():
    found = recommend(
        [CAR],
        [Force("1", "car", 200.0), Force("2", "car", 90.0), Force("3", "foot", 5.0)],
        Rules(),
    )

    assert codes(found) == ["2"]
    assert [other.code for other in found.others] == ["1", "3"]
    assert (found.others[0].rank, found.others[1].need) == (2, None)


def test_unit_that_alone_can_do_something_is_kept_for_it_and_the_pick_says_so():
    medic = Force("1", "car", 60.0, frozenset({"first_aid"}))
    plain = Force("2", "car", 120.0)
    found = recommend(
        [CAR, Need(2, ("car",), 1, frozenset({"first_aid"}))], [medic, plain], Rules()
    )

    by_need = {need_of(pick).order: pick for pick in found.picks}
    assert (by_need[1].code, by_need[2].code) == ("2", "1")
    assert by_need[1].keeps == "1"


def test_earlier_tier_gets_the_sooner_unit():
    later = Need(1, ("car",), 1, tier=2)
    first = Need(2, ("car",), 1, tier=1)
    found = recommend([later, first], [Force("1", "car", 300.0), Force("2", "car", 60.0)], Rules())

    assert {need_of(pick).tier: pick.code for pick in found.picks} == {1: "2", 2: "1"}


def test_units_already_sent_meet_their_part_of_the_plan():
    found = recommend(
        [Need(1, ("car",), 2)], [Force("2", "car", 60.0)], Rules(), sent=[Force("1", "car", 0.0)]
    )
    assert codes(found) == ["2"]
    assert not found.shortfalls


@pytest.mark.parametrize(
    ("force", "hindrance"),
    [
        (Force("1", "car", 60.0, fix_age_seconds=1_801.0), Hindrance.STALE),
        (Force("1", "car", 60.0, fix_age_seconds=None), Hindrance.NEVER_FIXED),
        (Force("1", "car", 1_801.0), Hindrance.TOO_FAR),
        (Force("1", "car", float("inf")), Hindrance.TOO_FAR),
        (Force("1", "car", 60.0, doing=Doing.UNAVAILABLE), Hindrance.UNAVAILABLE),
        (
            Force("1", "car", 60.0, doing=Doing.EN_ROUTE, busy_with="C1", busy_level=1),
            Hindrance.BUSY,
        ),
        (
            Force("1", "car", 60.0, doing=Doing.ON_SCENE, busy_with="C1", busy_level=4),
            Hindrance.BUSY,
        ),
    ],
)
def test_unit_that_is_left_out_is_named_with_its_reason(force, hindrance):
    rules = Rules(take_from=frozenset({4}), while_doing=frozenset({"assigned", "en_route"}))
    found = recommend([CAR], [force], rules)

    assert found.left_out == {"1": hindrance}
    assert found.shortfalls[0].hindrances == {hindrance: 1}


def test_nothing_of_the_kind_on_duty_leaves_an_unexplained_count_of_none():
    found = recommend([CAR], [Force("1", "foot", 10.0)], Rules())

    assert (found.shortfalls[0].missing, dict(found.shortfalls[0].hindrances)) == (1, {})


def test_busy_unit_is_offered_only_where_it_saves_enough():
    rules = Rules(take_from=frozenset({4}), while_doing=frozenset({"en_route"}))
    busy = Force("1", "car", 60.0, doing=Doing.EN_ROUTE, busy_with="C9", busy_level=4)

    near = recommend([CAR], [busy, Force("2", "car", 200.0)], rules)
    far = recommend([CAR], [busy, Force("2", "car", 900.0)], rules)

    assert codes(near) == ["2"]
    assert [(pick.code, pick.taken_from) for pick in far.picks] == [("1", "C9")]


def test_reserve_stays_with_its_station_while_others_can_go():
    own = [Force("1", "car", 60.0, station="S1"), Force("2", "car", 70.0, station="S1")]
    other = Force("3", "car", 400.0, station="S2")
    more = Force("4", "car", 500.0, station="S2")

    found = recommend([Need(1, ("car",), 2)], [*own, other, more], Rules(reserve_floor=1))

    assert sorted(codes(found)) == ["1", "3"]
    assert found.left_out == {"2": Hindrance.RESERVE}


def test_reserve_of_a_station_is_there_for_its_own_ground():
    own, other = Force("1", "car", 60.0, station="S1"), Force("2", "car", 1300.0)
    far, near = (
        recommend([CAR], [own, other], Rules(reserve_floor=1, own_station=ground))
        for ground in ("S2", "S1")
    )

    assert (codes(far), codes(near)) == (["2"], ["1"])
    assert not near.picks[0].breaks_reserve


def test_reserve_yields_where_nobody_else_could_be_the_nearest_help():
    found = recommend([CAR], [Force("1", "car", 60.0, station="S1")], Rules(reserve_floor=1))

    assert [(pick.code, pick.breaks_reserve) for pick in found.picks] == [("1", True)]


@settings(max_examples=150, deadline=None)
@given(needs(), forces(), RULES, st.randoms())
def test_every_recommendation_is_explained_and_possible(wanted, there, rules, shuffler):
    found = recommend(wanted, there, rules)
    by_code = {force.code: force for force in there}

    assert len(set(codes(found))) == len(found.picks)
    for pick in found.picks:
        force = by_code[pick.code]
        assert need_of(pick).fits(force.kind, force.capabilities)
        assert pick.code not in found.left_out
        assert pick.seconds <= rules.reach_seconds
        assert pick.rank >= 1
    for need in wanted:
        met = sum(pick.need == need for pick in found.picks)
        missing = sum(gap.missing for gap in found.shortfalls if gap.need == need)
        assert met + missing == need.number
    again = list(there)
    shuffler.shuffle(again)
    assert recommend(wanted, again, rules) == found


@settings(max_examples=80, deadline=None)
@given(forces(), RULES)
def test_unmet_need_counts_every_unit_that_would_fit(there, rules):
    need = Need(1, ("car", "foot"), 20)
    found = recommend([need], there, rules)

    fitting = sum(need.fits(force.kind, force.capabilities) for force in there)
    (gap,) = found.shortfalls
    assert sum(gap.hindrances.values()) + len(found.picks) == fitting


def test_two_hundred_units_are_weighed_within_a_blink():
    seconds = np.random.default_rng(7).uniform(0, 1_700, 200).tolist()
    there = [Force(f"{n:03}", "car", way) for n, way in enumerate(seconds)]
    wanted = [Need(n, ("car",), 4, tier=n) for n in (1, 2, 3)]

    found = recommend(wanted, there, Rules())

    soonest = sorted(there, key=lambda force: force.seconds)
    assert codes(found)[0] in {force.code for force in soonest[:4]}
    assert {pick.code for pick in found.picks} == {force.code for force in soonest[:12]}
