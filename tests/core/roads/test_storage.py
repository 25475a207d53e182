import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.roads.drawn import networks, way
from tocsin.core.roads import build_network
from tocsin.core.roads.storage import from_bytes, to_bytes

KEPT = to_bytes(build_network([way((0, 0), (1, 0), name="东大街"), way((1, 0), (1, 1))]))


@given(network=networks())
def test_a_kept_network_comes_back_the_same(network):
    again = from_bytes(to_bytes(network))
    for field in dataclasses.fields(network):
        before, after = getattr(network, field.name), getattr(again, field.name)
        assert np.array_equal(before, after), field.name
    assert to_bytes(again) == to_bytes(network)


def test_names_survive_in_any_script():
    assert from_bytes(KEPT).names == ("", "东大街")


@given(length=st.integers(0, len(KEPT) - 1))
def test_cut_bytes_are_refused(length):
    with pytest.raises(ValueError, match="not a whole road network"):
        from_bytes(KEPT[:length])


def test_parts_that_do_not_fit_together_are_refused():
    network = from_bytes(KEPT)
    wrong = dataclasses.replace(network, link_to=network.link_to + 9)
    with pytest.raises(ValueError, match="do not fit"):
        from_bytes(to_bytes(wrong))
