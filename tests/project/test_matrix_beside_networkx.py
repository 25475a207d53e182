"""The table of seconds is what networkx finds on a graph drawn from the same map by itself."""

import json
from itertools import pairwise
from math import inf

import networkx
import numpy as np
import pytest
from click.testing import CliRunner

from tests.adapters.test_osm_roads import (
    CORNER,
    EAST,
    FROM_WEST,
    MIDDLE,
    NORTH,
    PLACES,
    ROUND,
    SOUTH,
    STREETS,
    TO_EAST,
    TO_NORTH,
    TO_SOUTH,
    WEST,
    town,
)
from tests.project.test_roads_command import points
from tocsin.core.geo import haversine_metres
from tocsin.project.commands import roads

HOME, STEPS, LANE = 16, 17, 18
MAP = {**STREETS, HOME: [SOUTH, WEST], STEPS: [SOUTH, EAST], LANE: [NORTH, WEST]}
TAGS = {
    FROM_WEST: {"oneway": "yes"},
    TO_EAST: {"highway": "secondary", "maxspeed": "40"},
    TO_NORTH: {"oneway": "-1", "oneway:emergency": "no"},
    ROUND: {"motor_vehicle": "no"},
    STEPS: {"highway": "steps"},
    LANE: {"access": "private", "motorcycle": "yes"},
}
# Kilometres an hour by way, along its points and against them, worked out by hand from the table
# of speeds and the page on roads; 0 is closed.
DRIVEN: dict[str, dict[int, tuple[float, float]]] = {
    "car": {
        FROM_WEST: (28, 0),
        TO_EAST: (45 * 40 / 60, 45 * 40 / 60),
        TO_SOUTH: (28, 28),
        TO_NORTH: (0, 28),
        HOME: (28, 28),
    },
    "motorcycle": {
        FROM_WEST: (30, 0),
        TO_EAST: (45 * 40 / 60, 45 * 40 / 60),
        TO_SOUTH: (30, 30),
        TO_NORTH: (0, 30),
        HOME: (30, 30),
        LANE: (30, 30),
    },
    "foot": dict.fromkeys(MAP, (5.0, 5.0)) | {STEPS: (4.0, 4.0), LANE: (0.0, 0.0)},
    "lights_and_siren": {
        FROM_WEST: (40, 0),
        TO_EAST: (60 * (1 + 40 / 60) / 2, 60 * (1 + 40 / 60) / 2),
        TO_SOUTH: (40, 40),
        TO_NORTH: (40, 40),
        ROUND: (40, 40),
        HOME: (40, 40),
        LANE: (40, 40),
    },
}


def by_networkx(mode):
    """Seconds between the places of the map; one that no road of the mode leads from is missing."""
    graph = networkx.DiGraph()
    for way, (along, against) in DRIVEN[mode].items():
        nodes = MAP[way]
        for one, other in pairwise(nodes):
            metres = haversine_metres(*PLACES[one], *PLACES[other])
            for tail, head, kmh in ((one, other, along), (other, one, against)):
                if kmh:
                    graph.add_edge(tail, head, seconds=metres / kmh * 3.6)
    part = max(networkx.strongly_connected_components(graph), key=len)
    inside = graph.subgraph(part)
    return dict(networkx.all_pairs_dijkstra_path_length(inside, weight="seconds"))


@pytest.mark.parametrize("mode", list(DRIVEN))
def test_seconds_for_each_kind_of_unit_are_those_of_another_library(tmp_path, monkeypatch, mode):
    monkeypatch.setenv("TOCSIN_DATA", str(tmp_path / "data"))
    file = town(tmp_path / "town.osm.pbf", on_ways=TAGS, streets=MAP)
    expected = by_networkx(mode)
    reached = sorted(expected)
    where = points(tmp_path / "p.csv", **{str(node): PLACES[node] for node in reached})
    words = ["matrix", "--osm", file, "--from", where, "--to", where, "--mode", mode, "--json"]
    told = json.loads(CliRunner().invoke(roads.command, [str(word) for word in words]).output)
    found = np.array([[inf if one is None else one for one in row] for row in told["seconds"]])
    wanted = np.array([[expected[one].get(other, inf) for other in reached] for one in reached])
    assert len(reached) >= 4
    assert told["unreached"] == []
    assert found == pytest.approx(wanted, abs=0.02)
    if mode != "foot":
        assert not np.allclose(wanted, wanted.T)


def test_a_place_that_only_feet_reach_is_walked_to(tmp_path, monkeypatch):
    monkeypatch.setenv("TOCSIN_DATA", str(tmp_path / "data"))
    file = town(tmp_path / "town.osm.pbf", on_ways=TAGS, streets=MAP)
    where = points(tmp_path / "p.csv", start=PLACES[MIDDLE], corner=PLACES[CORNER])
    words = ["matrix", "--osm", file, "--from", where, "--to", where, "--json"]
    told = json.loads(CliRunner().invoke(roads.command, [str(word) for word in words]).output)
    walked = haversine_metres(*PLACES[EAST], *PLACES[CORNER]) / 5 * 3.6
    assert told["seconds"][0][1] > walked
