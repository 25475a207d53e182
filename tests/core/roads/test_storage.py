import dataclasses
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.roads.drawn import at, signposted, way
from tests.core.roads.test_engines import CROSS
from tocsin.core.roads import Access, build_network, order_for
from tocsin.core.roads.signs import TurnRule
from tocsin.core.roads.storage import from_bytes, read_kept, to_bytes
from tocsin.core.roads.turning import signposted_network

KEPT = to_bytes(build_network([way((0, 0), (1, 0), name="东大街"), way((1, 0), (1, 1))]))


def assert_same(before, after):
    for field in dataclasses.fields(before):
        one, other = getattr(before, field.name), getattr(after, field.name)
        if field.name == "turns":
            assert_same(one, other)
        else:
            assert np.array_equal(one, other), field.name


@given(network=signposted(), compressed=st.booleans())
def test_a_kept_network_comes_back_the_same(network, compressed):
    again = from_bytes(to_bytes(network, compressed=compressed))
    assert_same(network, again)
    assert to_bytes(again) == to_bytes(network)


SINCE_3 = {"link_limit", "link_circle", "link_timetable", "timetables"}


def test_a_network_kept_by_the_version_before_keeps_its_signs_at_every_hour():
    signed = signposted_network(CROSS, [TurnRule(1, 4, via=at(1, 1))], [])
    archive = dict(np.load(BytesIO(to_bytes(signed))))
    old = {k: v for k, v in archive.items() if k not in SINCE_3}
    old |= {"format": np.array(2), "turn_exempt": archive["turn_exempt"][:, 0]}
    written = BytesIO()
    np.savez_compressed(written, **old)
    assert_same(signed, from_bytes(written.getvalue()))


def test_a_network_kept_by_the_first_version_is_open_to_all_and_forbids_nothing():
    archive = dict(np.load(BytesIO(KEPT)))
    since = {"link_access", "link_unpaved", "link_way"} | SINCE_3
    old = {k: v for k, v in archive.items() if k not in since and not k.startswith("turn_")}
    written = BytesIO()
    np.savez_compressed(written, **{**old, "format": np.array(1)})
    again = from_bytes(written.getvalue())
    assert again.link_access.tolist() == [Access.ALL, Access.ALL]
    assert len(again.turns) == 0
    assert again.names == ("", "东大街")


def test_a_network_kept_by_a_later_version_is_refused():
    written = BytesIO()
    np.savez_compressed(written, **{**dict(np.load(BytesIO(KEPT))), "format": np.array(99)})
    with pytest.raises(ValueError, match="another version"):
        from_bytes(written.getvalue())


def test_the_order_of_the_hierarchy_is_kept_beside_the_roads():
    network = from_bytes(KEPT)
    order = order_for(network)
    again = read_kept(to_bytes(network, order=order)).order
    assert order is not None
    assert again is not None
    assert again.tolist() == order.tolist()
    assert read_kept(KEPT).order is None


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
