"""Both engines give the very same times on every extract there is."""

import numpy as np
import pytest

from tocsin.adapters.osm.api import read_roads
from tocsin.core.geo import Point
from tocsin.core.roads import SciPyEngine, TravelMode
from tocsin.core.roads.cch_engine import CCHEngine

EXTRACTS = (
    "andorra-2013.osm.pbf",
    "liechtenstein-2015.osm.pbf",
    "beijing-chaoyangmen-2019.osm.pbf",
    "shanghai-shimen-er-lu-2019.osm.pbf",
)


@pytest.mark.parametrize("name", EXTRACTS)
def test_both_engines_give_the_very_same_times_on_real_roads(shared_data, name):
    path = shared_data / "roads" / name
    if not path.is_file():
        pytest.skip(f"{name} is not among the reference data")
    network = read_roads(path).network()
    rng = np.random.default_rng(5)
    low, high = network.node_lonlat.min(axis=0), network.node_lonlat.max(axis=0)
    here, there = (
        rng.uniform(low, high, (20, 2)),
        network.node_lonlat[rng.integers(0, network.node_count, 60)],
    )
    closed = {int(arc): np.inf for arc in rng.integers(0, 2 * network.link_count, 50)}
    engines = SciPyEngine(network), CCHEngine(network, at_once=True)
    for changes in ({}, closed):
        for engine in engines:
            engine.change(changes)
        for mode in TravelMode:
            one, other = (e.matrix(here, there, mode=mode, at_hour=8).seconds for e in engines)
            assert np.array_equal(one, other)
            one, other = (e.from_many(there, Point(*there[0]), mode=mode).seconds for e in engines)
            assert np.array_equal(one, other)
            assert np.isfinite(one).any()
