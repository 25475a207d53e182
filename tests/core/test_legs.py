import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tocsin.core import legs

SECONDS = st.floats(0, 1e6, allow_nan=False)
STAMPED = st.one_of(SECONDS, st.floats(-1e6, -1e-3), st.sampled_from([np.nan, np.inf]))
DURATIONS = arrays(np.float64, st.integers(0, 60), elements=STAMPED)
EDGES = st.lists(st.floats(1, 1e5), min_size=1, max_size=6, unique=True).map(sorted)


def usable(seconds):
    return sorted(value for value in seconds if np.isfinite(value) and value >= 0)


@given(DURATIONS, st.one_of(st.none(), SECONDS))
def test_every_case_is_counted_once(seconds, target):
    leg = legs.summarise(seconds, target)

    assert leg.n + leg.no_data + leg.running == seconds.size
    assert leg.n == len(usable(seconds))
    assert leg.running == sum(np.isposinf(seconds))


@given(DURATIONS)
def test_the_median_and_the_ninth_decile_lie_between_the_cases(seconds):
    leg = legs.summarise(seconds)
    known = usable(seconds)

    if not known:
        assert (leg.p50, leg.p90) == (None, None)
        return
    assert leg.p50 is not None
    assert leg.p90 is not None
    assert known[0] <= leg.p50 <= leg.p90 <= known[-1]
    assert sum(value <= leg.p50 for value in known) * 2 >= len(known)


@given(DURATIONS, SECONDS)
def test_the_share_within_a_target_counts_what_is_exactly_on_time(seconds, target):
    leg = legs.summarise(seconds, target)
    known = usable(seconds)

    if known:
        assert leg.within is not None
        assert leg.within.value == sum(value <= target for value in known) / len(known)
    else:
        assert leg.within is None


@given(st.integers(1, 500), st.data())
def test_an_interval_holds_its_share_and_narrows_with_more_cases(n, data):
    kept = data.draw(st.integers(0, n))
    share, more = legs.wilson(kept, n), legs.wilson(kept * 4, n * 4)

    assert 0 <= share.low <= share.value <= share.high <= 1
    assert more.high - more.low < share.high - share.low


@pytest.mark.parametrize(("kept", "n"), [(0, 0), (2, 1), (-1, 3)])
def test_a_share_of_nothing_is_a_fault(kept, n):
    with pytest.raises(ValueError, match="at least one case"):
        legs.wilson(kept, n)


@given(DURATIONS, EDGES)
def test_every_usable_duration_falls_into_one_band(seconds, edges):
    counts = legs.bands(seconds, edges)
    known = usable(seconds)

    assert len(counts) == len(edges) + 1
    assert sum(counts) == len(known)
    assert counts[0] == sum(value <= edges[0] for value in known)
    assert counts[-1] == sum(value > edges[-1] for value in known)


@given(DURATIONS, st.data())
def test_groups_together_hold_every_case(seconds, data):
    keys = [data.draw(st.sampled_from("abc")) for _ in seconds]
    found = legs.grouped(seconds, keys)

    assert list(found) == sorted(set(keys))
    assert sum(leg.n + leg.no_data + leg.running for leg in found.values()) == seconds.size
    for key, leg in found.items():
        own = np.array([value for value, name in zip(seconds, keys, strict=True) if name == key])
        assert leg == legs.summarise(own)


@pytest.mark.parametrize(
    ("departed", "arrived", "metres", "suspect"),
    [
        (60.0, 300.0, 3000.0, False),
        (2.0, 1.0, 3000.0, True),  # pressed one after another, far away
        (2.0, 1.0, 100.0, False),  # round the corner it may be true
        (60.0, 30.0, 3000.0, True),  # a hundred metres a second
        (60.0, 0.0, 3000.0, True),
        (60.0, np.inf, 3000.0, False),  # not there yet
        (60.0, np.nan, 3000.0, False),
        (np.nan, 1.0, 3000.0, True),
        (2.0, 1.0, np.nan, False),  # where it was is not known
        (60.0, -5.0, 3000.0, False),  # a contradiction is no data, not haste
    ],
)
def test_stamps_are_suspect_when_the_unit_cannot_have_moved_so(departed, arrived, metres, suspect):
    found = legs.too_good(np.array([departed]), np.array([arrived]), np.array([metres]))

    assert found.tolist() == [suspect]
