"""Small counts that are left out: nobody works them out, and whoever could is found."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.core.disclosure.counts import FEW, SPREAD, Counts, Printed, Sum, table, together
from tocsin.core.disclosure.recovering import ContradictionError, Interval, intervals, recovered
from tocsin.core.disclosure.suppressing import CannotBeHiddenError, suppressed

counts_of_cells = st.integers(0, 60) | st.integers(0, 6)


@st.composite
def tables(draw, name="t"):
    rows = [f"r{n}" for n in range(draw(st.integers(2, 5)))]
    columns = [f"c{n}" for n in range(draw(st.integers(2, 4)))]
    cells = {cell: draw(counts_of_cells) for cell in product(rows, columns)}
    return table(cells, rows, columns, name=name)


@given(tables())
@settings(max_examples=60)
def test_what_is_printed_hides_every_small_count_and_changes_no_other(counts):
    printed = suppressed(counts)
    assert not recovered(printed)
    assert set(counts.few) <= set(printed.hidden)
    shown = {name: value for name, value in printed.values.items() if value is not None}
    assert shown.items() <= counts.values.items()


@given(tables())
@settings(max_examples=40)
def test_the_truth_lies_in_every_interval(counts):
    printed = suppressed(counts)
    for name, one in intervals(printed).items():
        assert one.low <= counts.values[name] <= one.high


def test_true_totals_beside_small_cells_left_out_give_them_away():
    rng = np.random.default_rng(3)
    told = few = 0
    for _table in range(10):
        rows, columns = [f"r{n}" for n in range(6)], [f"c{n}" for n in range(4)]
        cells = {cell: int(rng.negative_binomial(1, 0.04)) for cell in product(rows, columns)}
        counts = table(cells, rows, columns, name="t")
        few += len(counts.few)
        told += sum(one.spread == 0 for one in intervals(counts.without(counts.few)).values())
        assert not recovered(suppressed(counts))
    assert few > 10
    assert told > few / 4


def possible(printed: Printed, most: int) -> dict[str, set[int]]:
    """Try every number for every count left out: the slow and certain way."""
    hidden = printed.hidden
    found: dict[str, set[int]] = {name: set() for name in hidden}
    for tried in product(range(printed.least, most + 1), repeat=len(hidden)):
        known = {name: value for name, value in printed.values.items() if value is not None}
        values = known | dict(zip(hidden, tried, strict=True))
        if all(
            values[one.total] == sum(values[part] for part in one.parts) for one in printed.sums
        ):
            for name in hidden:
                found[name].add(values[name])
    return found


@given(st.lists(st.integers(0, 7), min_size=4, max_size=4), st.data())
@settings(max_examples=40)
def test_the_ends_are_those_that_trying_every_number_finds(values, data):
    cells = dict(zip(product("ab", "xy"), values, strict=True))
    counts = table(cells, "ab", "xy", name="t")
    # The total bounds what is tried.
    names = sorted(set(counts.values) - {"t/*/*"})
    hidden = data.draw(st.sets(st.sampled_from(names), min_size=1, max_size=4))
    printed = counts.without(hidden)
    slow = possible(printed, most=sum(values))
    for name, one in intervals(printed).items():
        assert (one.low, one.high) == (min(slow[name]), max(slow[name]))


def test_what_one_table_tells_about_another_counts():
    by_type = Counts({"all": 40, "theft": 38, "other": 2}, [Sum("all", ["theft", "other"])])
    by_hour = Counts({"all": 40, "day": 20, "night": 20}, [Sum("all", ["day", "night"])])
    alone = by_type.without({"other", "all"})
    assert intervals(alone)["other"].spread == float("inf")
    both = together(by_type, by_hour)
    assert intervals(both.without({"other", "all"}))["other"] == Interval(2, 2)
    assert not recovered(suppressed(both))


def test_whole_numbers_count_where_halves_would_fit():
    # 2a + b = 7 in sums: a fraction would do, a number of people does not.
    counts = Counts(
        {"a": 3, "b": 1, "ab": 4, "t": 7}, [Sum("ab", ["a", "b"]), Sum("t", ["ab", "a"])]
    )
    found = intervals(counts.without({"a", "b", "ab"}))
    assert found["a"] == Interval(1, 3)
    assert found["b"] == Interval(1, 5)


def test_counts_that_are_not_about_people_are_always_printed():
    counts = Counts({"drills": 2, "calls": 900}, open=frozenset({"drills"}))
    assert suppressed(counts).hidden == []


def test_nothing_is_printed_where_a_few_cannot_be_hidden():
    counts = Counts({"t": 3, "a": 3, "b": 0}, [Sum("t", ["a", "b"])], open=frozenset({"t"}))
    with pytest.raises(CannotBeHiddenError):
        suppressed(counts)


def test_a_total_is_left_out_rather_than_its_few():
    counts = Counts({"t": 3, "a": 3, "b": 0}, [Sum("t", ["a", "b"])])
    assert suppressed(counts).values == {"t": None, "a": None, "b": 0}


def test_a_print_that_does_not_add_up_is_found():
    with pytest.raises(ContradictionError):
        intervals(Printed({"t": 1, "a": None, "b": 5}, [Sum("t", ["a", "b"])]))


def test_counts_that_do_not_add_up_are_not_taken():
    with pytest.raises(ValueError, match="add up"):
        Counts({"t": 4, "a": 3}, [Sum("t", ["a"])])
    with pytest.raises(ValueError, match="below"):
        Counts({"a": -1})
    with pytest.raises(ValueError, match="two values"):
        together(Counts({"a": 1}), Counts({"a": 2}))


def test_the_bound_is_the_one_that_is_stated():
    assert (FEW, SPREAD) == (5, 4)
