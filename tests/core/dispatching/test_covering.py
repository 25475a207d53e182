from dataclasses import replace

import numpy as np
import pytest

from tocsin.core.dispatching.covering import CoverGround, gather
from tocsin.core.dispatching.move_up import suggest

WEST, EAST, POST = [106.0, 35.0], [106.1, 35.0], [106.1, 35.001]
WAYS = np.array([[0.0, 900.0, 910.0], [900.0, 0.0, 10.0], [910.0, 10.0, 0.0]])


GROUND = CoverGround(
    lonlat=np.array([WEST, EAST, POST]),
    seconds=WAYS,
    calls=np.array([3.0, 1.0]),
    within_seconds=np.array([300.0, 300.0]),
    posts=("east",),
    busy_share=0.3,
)


def test_points_are_gathered_into_no_more_cells_than_asked_for_and_none_is_lost():
    points = np.random.default_rng(1).uniform([106.0, 35.0], [106.5, 35.5], (2_000, 2))

    found = gather(points, np.ones(2_000), most=50)

    assert len(found.calls) <= 50
    assert found.calls.sum() == 2_000
    assert (np.diff(found.calls) <= 0).all()


def test_unit_beside_an_anchor_has_the_ways_of_the_anchor_and_a_little_more():
    near_west = np.array([[106.0005, 35.0]])

    (ways,) = GROUND.ways_from(near_west)

    assert ways[0] == pytest.approx(5.6, abs=1)
    assert ways[1] == pytest.approx(905.6, abs=1)


def test_way_is_no_way_where_every_anchor_near_has_none():
    cut_off = np.full((3, 3), np.inf)

    assert np.isinf(replace(GROUND, seconds=cut_off).ways_from(np.array([WEST]))).all()


def test_what_goes_with_the_last_unit_of_a_place_is_more_than_with_one_of_two():
    cover = GROUND.coverage(["1", "2", "3"], np.array([WEST, EAST, EAST]))

    lost = cover.lost_with()

    assert lost["1"] == pytest.approx(0.7 * 3 / 4)
    assert lost["2"] == pytest.approx(0.7 * 0.3 / 4)
    assert cover.bared_by("1") == 0
    assert cover.bared_by("nobody") is None


def test_a_place_may_have_more_patience_than_another():
    patient = replace(GROUND, within_seconds=np.array([300.0, 1_000.0]))

    assert patient.coverage(["1"], np.array([WEST])).expected() == pytest.approx(0.7)


def test_idle_crew_is_sent_to_the_post_that_nobody_holds():
    here = replace(GROUND, calls=np.array([1.0, 1.0]))

    move = suggest(here.ground(), here.idle(["1", "2"], np.array([WEST, WEST])))

    assert move is not None
    assert (move.code, move.post) == ("1", "east")
    assert move.gain == pytest.approx((0.7 - 0.7 * 0.3) / 2)


def test_no_units_have_no_ways():
    assert GROUND.ways_from(np.empty((0, 2))).shape == (0, 3)


def test_ways_must_be_known_between_all_places_and_posts():
    with pytest.raises(ValueError, match="ways between all"):
        replace(GROUND, posts=())
