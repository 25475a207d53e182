from tests.core.roads.drawn import at, way
from tocsin.core.roads import build_network
from tocsin.core.roads.junctions import named_junctions


def meetings(*ways):
    return {junction.names: junction.point for junction in named_junctions(build_network(ways))}


def test_roads_of_different_names_meet_once_at_their_junction():
    east, north = (
        way((0, 1), (1, 1), (2, 1), name="East"),
        way((1, 0), (1, 1), (1, 2), name="North"),
    )
    assert meetings(east, north) == {("East", "North"): at(1, 1)}


def test_all_the_roads_of_a_junction_are_named_in_order():
    ways = [
        way((1, 1), end, name=name) for end, name in (((0, 1), "C"), ((2, 1), "A"), ((1, 2), "B"))
    ]
    assert list(meetings(*ways)) == [("A", "B", "C")]


def test_a_road_does_not_meet_itself_nor_one_without_a_name():
    assert meetings(way((0, 0), (1, 0), name="East"), way((1, 0), (2, 0), name="East")) == {}
    assert meetings(way((0, 0), (1, 0), name="East"), way((1, 0), (1, 1))) == {}


def test_a_bridge_over_a_road_is_no_junction():
    over = way((0, 1), (2, 1), name="Ring", bridge=True)
    assert meetings(over, way((1, 0), (1, 2), name="North")) == {}
