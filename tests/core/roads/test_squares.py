"""Squares of ground hand over every point that is near a place."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.roads.squares import squares_of

METRES = st.floats(-2_000.0, 2_000.0)
SPOTS = st.lists(st.builds(complex, METRES, METRES), max_size=40)


@given(points=SPOTS, places=SPOTS)
def test_every_point_within_one_side_of_a_place_is_handed_over(points, places):
    points, places = np.array(points, dtype=np.complex128), np.array(places, dtype=np.complex128)
    squares = squares_of(points)
    handed, count = squares.around(places)
    whose = np.repeat(np.arange(len(places)), count)
    for number, place in enumerate(places):
        near = set(np.flatnonzero(np.abs(points - place) <= squares.side * 0.999).tolist())
        assert near <= set(squares.order[handed[whose == number]].tolist())
