"""Cordons on random towns: as few closures as can be, proved by others and by search."""

from dataclasses import replace
from itertools import permutations

import networkx
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching, maximum_flow

from tests.core.roads.drawn import at, networks, way
from tocsin.core.geo import Point, metres_between
from tocsin.core.roads import Access, Oneway, RoadClass, TravelMode, build_network
from tocsin.core.roads.cordon import (
    NOBODY,
    Area,
    CannotBeClosed,
    Front,
    Stretches,
    disconnected,
    fewest_closures,
    front_seconds,
    hold_before,
    links_for,
    post_units,
    question_of,
    stretches_of,
)
from tocsin.core.roads.cordon.proving import least_short
from tocsin.core.roads.cordon.stretches import INSIDE, OUTSIDE

CENTRE = at(2, 2)
AREA = Area(CENTRE, 60.0, 150.0)
WAYS = st.lists(st.lists(st.integers(1, 900), min_size=4, max_size=4), min_size=1, max_size=5)


def around(network, area=AREA):
    return stretches_of(network, area, links_for(network, TravelMode.CAR))


def town(side, keep=0.85, seed=0):
    """A graph like a town's: a lattice of junctions, some of its streets missing."""
    rng = np.random.default_rng(seed)
    number = np.arange(side * side).reshape(side, side)
    pairs = np.concatenate(
        [
            np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
            np.column_stack([number[:-1].ravel(), number[1:].ravel()]),
        ]
    )
    pairs = pairs[rng.random(len(pairs)) < keep]
    row, column = np.divmod(np.arange(side * side), side)
    from_middle = np.hypot(row - side / 2, column - side / 2)
    zone = np.where(from_middle < side / 40, INSIDE, np.arange(side * side) + 2)
    zone = np.where(from_middle > side / 2.1, OUTSIDE, zone)
    ends = zone[pairs]
    ends = ends[ends[:, 0] != ends[:, 1]]
    known, renumbered = np.unique(np.concatenate([[0, 1], ends.ravel()]), return_inverse=True)
    one, other = renumbered[2:].reshape(-1, 2).T
    count = len(one)
    return Stretches(
        one=one,
        other=other,
        link=np.arange(count),
        way=np.arange(count),
        metres=np.full(count, 100.0),
        span=np.tile([0.0, 1.0], (count, 1)),
        post=np.zeros((count, 2)),
        share=np.full(count, 0.5),
        ends=len(known),
        reaches_inside=True,
        reaches_outside=True,
    )


def by_networkx(stretches):
    """The largest flow as networkx finds it."""
    graph = networkx.Graph()
    graph.add_nodes_from([INSIDE, OUTSIDE])
    for one, other in zip(stretches.one.tolist(), stretches.other.tolist(), strict=True):
        lanes = graph.get_edge_data(one, other, {"capacity": 0})["capacity"]
        graph.add_edge(one, other, capacity=lanes + 1)
    return networkx.maximum_flow_value(graph, INSIDE, OUTSIDE)


def reached_from_inside(stretches, closures):
    """The ends one still gets to, by walking."""
    left = [
        ends
        for at_, ends in enumerate(
            zip(stretches.one.tolist(), stretches.other.tolist(), strict=True)
        )
        if at_ not in closures
    ]
    seen, waiting = {INSIDE}, [INSIDE]
    while waiting:
        here = waiting.pop()
        for one, other in left:
            for next_ in ({one, other} - {here}) if here in {one, other} else ():
                if next_ not in seen:
                    seen.add(next_)
                    waiting.append(next_)
    return seen


@given(networks())
def test_closures_are_as_few_as_the_flow_of_others_and_nobody_gets_out(network):
    stretches = around(network)
    cut = fewest_closures(stretches)

    assert len(cut.closures) == cut.value == by_networkx(stretches)
    assert OUTSIDE not in reached_from_inside(stretches, set(cut.closures))
    assert disconnected(stretches, cut.closures)


def every_cordon(stretches):
    """The closures of every way to say of each junction whether it is inside, shape (ways, n)."""
    junctions = stretches.ends - 2
    sides = np.arange(2**junctions)[:, None] >> np.arange(junctions) & 1
    ends = np.column_stack([np.ones(len(sides)), np.zeros(len(sides)), sides])
    return ends[:, stretches.one] != ends[:, stretches.other]


@given(networks())
def test_fewer_closures_hold_nobody_and_no_smallest_cordon_is_nearer(network):
    stretches = around(network)
    assume(len(stretches) > 0 and stretches.ends <= 12)
    cut = fewest_closures(stretches)
    cordons = every_cordon(stretches)
    sizes = cordons.sum(axis=1)

    assert cut.value == sizes.min()
    enclosed = reached_from_inside(stretches, set(cut.closures))
    for other in {tuple(np.flatnonzero(one)) for one in cordons[sizes == cut.value]}:
        assert enclosed <= reached_from_inside(stretches, set(other))


@given(networks(), st.data())
def test_spared_stretches_are_closed_only_where_nothing_else_holds(network, data):
    stretches = around(network)
    assume(len(stretches) > 0 and stretches.ends <= 12)
    spared = data.draw(st.sets(st.integers(0, len(stretches) - 1)))
    cut = fewest_closures(stretches, spared=spared)
    cordons = every_cordon(stretches)
    worth = (cordons[:, sorted(spared)].sum(axis=1) * 100 + cordons.sum(axis=1)).min()

    assert len(spared & set(cut.closures)) * 100 + len(cut.closures) == worth
    assert len(cut.closures) == cut.value == by_scipy(question_of(stretches, cut))
    assert disconnected(stretches, cut.closures)


def by_scipy(question):
    return maximum_flow(question, INSIDE, OUTSIDE).flow_value


@given(networks(), st.data())
def test_pinned_posts_stay_and_barred_ones_are_avoided(network, data):
    stretches = around(network)
    assume(len(stretches) > 2)
    pinned = data.draw(st.sets(st.integers(0, len(stretches) - 1), max_size=2))
    barred = data.draw(st.sets(st.integers(0, len(stretches) - 1), max_size=3)) - pinned
    try:
        cut = fewest_closures(stretches, pinned=pinned, barred=barred)
    except CannotBeClosed:
        everything = set(range(len(stretches))) - barred
        assert not disconnected(stretches, everything)
        return

    assert pinned <= set(cut.closures)
    assert not barred & set(cut.closures)
    assert len(cut.closures) == cut.value
    assert disconnected(stretches, cut.closures)


def test_one_way_streets_are_closed_like_any_other():
    out = way((2, 2), (2, 4), oneway=Oneway.FORWARD)
    back = way((2, 2), (0, 2), oneway=Oneway.BACKWARD)
    assert fewest_closures(around(build_network([out, back]))).value == 2


def test_road_through_the_area_without_a_junction_there_is_closed_on_both_sides():
    cut = fewest_closures(around(build_network([way((0, 2), (4, 2))])))
    stretches = around(build_network([way((0, 2), (4, 2))]))

    assert cut.value == 2
    for post in stretches.post[list(cut.closures)]:
        assert AREA.inner_metres < metres_between(CENTRE, Point(*post)) < AREA.outer_metres


def test_road_that_leaves_the_ring_and_comes_back_is_no_way_on():
    network = build_network([way((2, 2), (3, 2)), way((3, 2), (3, 4), (1, 4), (1, 2))])
    stretches = around(network, Area(CENTRE, 60.0, 180.0))
    assert fewest_closures(stretches).value == 1


def test_two_roads_between_the_same_junctions_are_two_places():
    loop = build_network([way((2, 2), (2, 4)), way((2, 2), (3, 3), (2, 4)), way((2, 4), (2, 5))])
    assert fewest_closures(around(loop)).value == 2


def test_private_road_is_closed_too_for_a_sign_holds_nobody_back():
    private = replace(way((2, 2), (2, 4)), access=Access.NOBODY)
    assert fewest_closures(around(build_network([private]))).value == 1


def test_lane_for_feet_counts_only_for_those_on_foot():
    lane = build_network([way((2, 2), (2, 4), rank=RoadClass.PATH), way((2, 2), (4, 2))])
    walkers = stretches_of(lane, AREA, links_for(lane, TravelMode.FOOT))

    assert fewest_closures(around(lane)).value == 1
    assert fewest_closures(walkers).value == 2


def test_nothing_to_close_where_no_road_leads_out():
    for network in (build_network([]), build_network([way((2, 2), (2, 3))])):
        cut = fewest_closures(around(network, Area(CENTRE, 60.0, 900.0)))
        assert (cut.value, cut.closures) == (0, ())


@given(networks(), st.randoms())
def test_order_of_the_ways_changes_no_place(network, shuffler):
    lines = [way_of(network, link) for link in range(network.link_count)]
    mixed = list(lines)
    shuffler.shuffle(mixed)

    def places(drawn):
        stretches = around(build_network(drawn))
        chosen = stretches.post[list(fewest_closures(stretches).closures)]
        return sorted(map(tuple, chosen.round(7).tolist()))

    assert places(lines) == places(mixed)


def way_of(network, link):
    drawn = way((0, 0), (1, 1))
    return type(drawn)(network.line(link), RoadClass(int(network.link_class[link])))


@pytest.mark.parametrize("keep", [1.0, 0.85, 0.7])
def test_a_town_of_fifty_thousand_streets_is_closed_with_the_fewest_posts(keep):
    stretches = town(int(190 / keep**0.5), keep)
    assert 40_000 < len(stretches) < 60_000
    cut = fewest_closures(stretches)
    assert disconnected(stretches, cut.closures)
    assert cut.value == by_scipy(question_of(stretches, cut)) > 10


def test_square_where_more_roads_meet_than_are_let_through_in_turn_is_passed_by_all():
    many = np.full(80, 2)
    inside, outside = np.full(80, INSIDE), np.full(80, OUTSIDE)
    square = replace(
        town(5),
        one=np.concatenate([inside, many]),
        other=np.concatenate([many, outside]),
        link=np.arange(160),
        ends=3,
    )
    assert fewest_closures(square).closures == tuple(range(80))


@pytest.mark.parametrize("facts", [(0.0, 100.0), (100.0, 100.0), (100.0, 50.0), (1.0, np.inf)])
def test_area_that_makes_no_sense_is_refused(facts):
    with pytest.raises(ValueError, match="outer ring"):
        Area(CENTRE, *facts)


@given(WAYS, st.lists(st.integers(1, 900), min_size=4, max_size=4))
def test_no_other_posting_holds_more_or_is_complete_sooner(ways, deadline):
    seconds, before = np.array(ways, dtype=np.float64), np.array(deadline, dtype=np.float64)
    found = post_units(seconds, before)

    assert found.units == post_units(seconds, before).units
    best = min(worth(units, seconds, before) for units in every_posting(len(ways)))
    assert worth(found.units, seconds, before) == best


def every_posting(units):
    """All ways to give four closures a unit or nobody."""
    seen = set()
    for order in permutations([*range(units), *[NOBODY] * 4], 4):
        if order not in seen:
            seen.add(order)
            yield order


def worth(units, seconds, before):
    ways = [float(seconds[unit, at_]) for at_, unit in enumerate(units) if unit != NOBODY]
    possible = all(
        seconds[unit, at_] < before[at_] for at_, unit in enumerate(units) if unit != NOBODY
    )
    return (not possible, units.count(NOBODY), max(ways, default=0.0), sum(ways))


def test_posting_without_anybody_is_short_by_all():
    nobody = post_units(np.empty((0, 3)))
    assert (nobody.short_by, nobody.latest_seconds) == (3, None)
    assert post_units(np.full((2, 3), np.inf)).short_by == 3
    assert post_units(np.array([[60.0, 90.0, 120.0]])).short_by == 2


# From the area a road leads out to a junction, and from there two roads lead on.
FORK = build_network([way((2, 2), (3, 2)), way((3, 2), (5, 3)), way((3, 2), (5, 1))])
FORKED = Area(CENTRE, 30.0, 250.0)


def test_front_passes_a_place_before_anybody_is_there_and_the_cordon_stands_farther_out():
    stretches = around(FORK, FORKED)
    near, *far = np.argsort(stretches.metres).tolist()
    front = front_seconds(stretches, FORKED, Front(1.0, by_road=True))
    assert front[near] < min(front[far])

    late = np.full((2, 3), 80.0)
    late[:, near] = front[near] + 5.0
    held = hold_before(stretches, late, front)
    assert held.cut.closures == tuple(sorted(far))
    assert held.posting.short_by == 0

    soon = np.full((2, 3), 5.0)
    held = hold_before(stretches, soon, front)
    assert held.cut.closures == (near,)


def test_cordon_that_cannot_be_held_says_by_how_many_it_is_short():
    stretches = around(FORK, FORKED)
    front = front_seconds(stretches, FORKED, Front(1.0, by_road=True))
    near = int(np.argmin(stretches.metres))
    one_unit = np.full((1, 3), 80.0)
    one_unit[:, near] = np.inf

    assert hold_before(stretches, one_unit, front).posting.short_by == 1
    late = hold_before(stretches, np.full((1, 3), 900.0), front).posting
    assert (late.short_by, NOBODY in late.units) == (1, True)


@given(networks(), st.integers(0, 2**32 - 1), st.floats(0.5, 5.0))
def test_cordon_before_a_front_is_closed_and_each_unit_is_there_first(network, seed, speed):
    stretches = around(network)
    assume(stretches.reaches_inside and stretches.reaches_outside)
    ways = np.random.default_rng(seed).uniform(1, 200, (4, len(stretches)))
    front = front_seconds(stretches, AREA, Front(speed))

    held = hold_before(stretches, ways, front)

    assert disconnected(stretches, held.cut.closures)
    for closure, unit in zip(held.cut.closures, held.posting.units, strict=True):
        if unit != NOBODY:
            assert ways[unit, closure] < front[closure]


@given(networks(), st.integers(0, 2**32 - 1), st.floats(0.5, 5.0), st.integers(0, 3))
def test_no_other_cordon_before_the_front_is_short_by_fewer(network, seed, speed, units):
    stretches = around(network)
    assume(len(stretches) > 0 and stretches.ends <= 8)
    ways = np.random.default_rng(seed).uniform(1, 200, (units, len(stretches)))
    front = front_seconds(stretches, AREA, Front(speed))
    in_time = ways < front
    short = min(
        one.sum() - (maximum_bipartite_matching(csr_array(in_time[:, one])) >= 0).sum()
        for one in every_cordon(stretches)
    )

    held = hold_before(stretches, ways, front)
    assert (held.posting.short_by, held.proved) == (short, True)
    exact = least_short(stretches, in_time, short + 1, pinned=(), barred=())
    # Nothing is asked where only dead ends are left.
    closures = list(exact.cut.closures) if exact else []
    assert post_units(ways[:, closures], front[closures]).short_by == short


def test_front_is_sooner_with_a_head_start_and_never_comes_before_now():
    stretches = around(FORK, FORKED)
    calm = front_seconds(stretches, FORKED, Front(1.0))
    under_way = front_seconds(stretches, FORKED, Front(1.0, head_start_seconds=60.0))
    roads = front_seconds(stretches, FORKED, Front(1.0, by_road=True))

    assert (under_way == np.maximum(calm - 60.0, 0.0)).all()
    assert (roads >= calm - 1.0).all()
    for speed, head_start in ((0.0, 0.0), (1.0, -1.0)):
        with pytest.raises(ValueError, match="front"):
            Front(speed, head_start)
