"""Small road networks for tests, drawn on a lattice of about a hundred metres."""

import numpy as np
from hypothesis import reject
from hypothesis import strategies as st

from tocsin.core.geo import Point
from tocsin.core.roads import (
    Access,
    Oneway,
    RoadClass,
    SciPyEngine,
    TravelMode,
    Way,
    build_network,
)
from tocsin.core.roads.signs import ALL_DAY, Barrier, Timetable, TurnRule
from tocsin.core.roads.turning import signposted_network

WEST, SOUTH, STEP = 106.6, 35.2, 0.001
SIDE = 5


def at(column, row):
    return Point(WEST + column * STEP, SOUTH + row * STEP)


def way(*cells, rank=RoadClass.STREET, name="", oneway=Oneway.NO, bridge=False):
    return Way(np.array([at(*cell) for cell in cells]), rank, name, oneway, bridge)


def many(*points):
    return np.array(points, dtype=np.float64).reshape(-1, 2)


# One number is drawn in a third of the time that a pair takes.
CELLS = st.integers(0, SIDE * SIDE - 1).map(lambda cell: divmod(cell, SIDE))
LINES = st.lists(CELLS, min_size=2, max_size=5)
DRIVEN = st.sampled_from([RoadClass.TRUNK, RoadClass.SECONDARY, RoadClass.STREET, RoadClass.TRACK])

TWO_WAY = st.just(Oneway.NO)
# Moved off the lattice, so that no road runs along another or over a junction that is not its own.
CROOKED = np.random.default_rng(7).uniform(-0.3, 0.3, (SIDE, SIDE, 2))


def networks(oneways=TWO_WAY):
    return st.lists(st.tuples(LINES, DRIVEN, oneways), min_size=1, max_size=12).map(
        lambda drawn: build_network(
            [way(*map(crooked, cells), rank=rank, oneway=oneway) for cells, rank, oneway in drawn]
        )
    )


NUMBERS = st.integers(1, 12)
ACCESS = st.sampled_from([Access.ALL, Access.FOOT, Access.ALL & ~Access.CAR])
BY_HOUR = st.tuples(ACCESS, ACCESS).map(lambda two: two[:1] * 8 + two[1:] * 16)
TIMETABLES = st.one_of(st.none(), st.builds(Timetable, BY_HOUR, BY_HOUR))
LIMITS = st.tuples(st.sampled_from([0, 20, 60, 130]), st.sampled_from([0, 40]))


@st.composite
def signposted(draw, oneways=TWO_WAY):
    """Networks on which turns are forbidden, roads closed to some, and barriers in the way."""
    drawn = draw(
        st.lists(
            st.tuples(LINES, DRIVEN, oneways, ACCESS, TIMETABLES, LIMITS), min_size=2, max_size=10
        )
    )
    ways = [
        Way(
            np.array([at(*crooked(cell)) for cell in cells]),
            rank,
            "",
            oneway,
            access=access,
            number=number,
            timetable=timetable,
            limits_kmh=limits,
        )
        for number, (cells, rank, oneway, access, timetable, limits) in enumerate(drawn, start=1)
    ]
    corners = st.sampled_from([Point(*point) for way in ways for point in way.points.tolist()])
    rules = st.builds(
        TurnRule,
        from_way=NUMBERS,
        to_way=NUMBERS,
        via=st.one_of(corners, st.none()),
        via_ways=st.lists(NUMBERS, min_size=1, max_size=2, unique=True).map(tuple),
        only=st.booleans(),
        exempt=st.sampled_from([Access.NOBODY, Access.FOOT | Access.LIGHTS_AND_SIREN]),
        hours=st.sampled_from([ALL_DAY, (7, 8), ()]),
    )
    barriers = st.builds(Barrier, corners, ACCESS)
    return signposted_network(
        ways,
        draw(st.lists(rules, max_size=8)),
        draw(st.lists(barriers, max_size=2)),
    )


def crooked(cell):
    return np.array(cell) + CROOKED[cell]


def drive(network, here, there, mode=TravelMode.CAR):
    """The route; drawn examples without one are passed over."""
    route = SciPyEngine(network).route(here, there, mode=mode)
    if route is None:
        reject()
    return route
